"""Writes compositions.txt: every character that Unicode's canonical composition (NFC) makes of two, as
COMPOSED BASE MARK in hexadecimal. Usage: python3 compositions.py > compositions.txt"""
import unicodedata

for code in range(0x110000):
    parts = unicodedata.decomposition(chr(code)).split()
    if len(parts) == 2 and parts[0][0] != "<" and unicodedata.normalize("NFC", chr(code)) == chr(code):
        print(f"{code:04X}", *parts)
