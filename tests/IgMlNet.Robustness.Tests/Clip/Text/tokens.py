"""Writes tokens.jsonl: texts and their tokens by OpenAI's simple_tokenizer.py (github.com/openai/CLIP, MIT licence) with a vocabulary
of bytes alone, without ftfy. Needs the package regex. Usage: python3 tokens.py > tokens.jsonl"""
import html
import json

import regex as re

TEXTS = [
    "a photo of a cat.", "𝐀𝐁 𐐀𐐨 𠀀𠀁", "𝟗𝟘 x", "😀😀 ok😀", "İstanbul", "ΣΊΣΥΦΟΣ ΟΔΟΣ.", "Σ", "ΑΣ'Α ΑΣ' Α:Σ", "ΆΣ\u0301 ΣΣ", "ⅣΣ ⓐΣ",
    "fish &amp chips &ampamp &copy2024 &notit; &notin; &unknown; &", "&#65 &#x41; &#128; &#0; &#1; &#xD800; &#99999999999; &#x; &#;",
    "&NotEqualTilde; &#x1F600;", "&amp;amp;lt; &amp;lt;", "\x1c a \x1f", "a\x0bb\x85c\u00a0d\u3000e\u200bf", "a\x00b\x7f\x9f",
    "don't I'LL we'VE 'ſ 's", "\u212aelvin ǅ ß ẞ ſ", "Ⅷ ½ ٣ 12", "e\u0301 ก็ 이 が", "<|startoftext|> <|ENDOFTEXT|>x", "!'s ...'t",
    "snake_case-and/slash", "\u2028a\u2029", "\u180ea", "DŽ ﬁ ŉ", "",
]


def bytes_to_unicode():
    bs = list(range(ord("!"), ord("~") + 1)) + list(range(ord("¡"), ord("¬") + 1)) + list(range(ord("®"), ord("ÿ") + 1))
    cs = bs[:]
    n = 0
    for b in range(2 ** 8):
        if b not in bs:
            bs.append(b)
            cs.append(2 ** 8 + n)
            n += 1
    return dict(zip(bs, [chr(n) for n in cs]))


byte_encoder = bytes_to_unicode()
vocabulary = list(byte_encoder.values())
vocabulary = vocabulary + [v + "</w>" for v in vocabulary] + ["<|startoftext|>", "<|endoftext|>"]
encoder = dict(zip(vocabulary, range(len(vocabulary))))
pattern = re.compile(
    r"""<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+""", re.IGNORECASE)


def encode(text):
    text = html.unescape(html.unescape(text)).strip()
    text = re.sub(r"\s+", " ", text).strip().lower()
    tokens = [encoder["<|startoftext|>"]]
    for token in re.findall(pattern, text):
        if token.startswith("<|") and token in encoder:
            pieces = [token]
        else:
            token = "".join(byte_encoder[b] for b in token.encode("utf-8"))
            pieces = list(token[:-1]) + [token[-1] + "</w>"]
        tokens += [encoder[piece] for piece in pieces]
    return tokens + [encoder["<|endoftext|>"]]


for text in TEXTS:
    print(json.dumps([text, encode(text)]))
