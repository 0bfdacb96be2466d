"""Logits of timm's VisionTransformer (patch 4, depth 12, a head per 64 components) on weights and images by formula.

Written with PyTorch's functions, from timm's published code. Prints the rows that ArchitectureTests compares with:
    python3 vit_patch4.py
"""
import math

import torch
from torch.nn import functional as F

WIDTH, CLASSES, DEPTH, SIZE = 128, 4, 12, (2, 3, 8, 8)
HEADS = WIDTH // 64


def entries():
    yield "cls_token", (1, 1, WIDTH)
    yield "pos_embed", (1, 1 + SIZE[2] // 4 * (SIZE[3] // 4), WIDTH)
    yield "patch_embed.proj.weight", (WIDTH, 3, 4, 4)
    yield "patch_embed.proj.bias", (WIDTH,)
    for i in range(DEPTH):
        for name, outputs, inputs in (
            ("norm1", WIDTH, None), ("attn.qkv", 3 * WIDTH, WIDTH), ("attn.proj", WIDTH, WIDTH),
            ("norm2", WIDTH, None), ("mlp.fc1", 4 * WIDTH, WIDTH), ("mlp.fc2", WIDTH, 4 * WIDTH)):
            yield f"blocks.{i}.{name}.weight", (outputs,) if inputs is None else (outputs, inputs)
            yield f"blocks.{i}.{name}.bias", (outputs,)
    yield "norm.weight", (WIDTH,)
    yield "norm.bias", (WIDTH,)
    yield "head.weight", (CLASSES, WIDTH)
    yield "head.bias", (CLASSES,)


def weight(index, name, shape):
    count = math.prod(shape)
    s = torch.sin(0.7 * torch.arange(count, dtype=torch.float64) + 1.3 * index)
    if name.endswith("bias"):
        values = 0.1 * s
    elif len(shape) == 1:
        values = 1 + 0.2 * s
    else:
        values = s * math.sqrt(2 / math.prod(shape[1:]))
    return values.float().reshape(shape)


w = {name: weight(i, name, shape) for i, (name, shape) in enumerate(entries())}
j = torch.arange(math.prod(SIZE), dtype=torch.float64)
images = (0.5 + 0.5 * torch.sin(0.37 * j + 0.11 * torch.div(j, 97, rounding_mode="floor"))).float().reshape(SIZE)


def linear(x, name):
    return F.linear(x, w[name + ".weight"], w[name + ".bias"])


def norm(x, name):
    return F.layer_norm(x, (WIDTH,), w[name + ".weight"], w[name + ".bias"], 1e-6)


x = F.conv2d(images, w["patch_embed.proj.weight"], w["patch_embed.proj.bias"], stride=4).flatten(2).transpose(1, 2)
x = torch.cat([w["cls_token"].expand(len(x), -1, -1), x], 1) + w["pos_embed"]
for block in (f"blocks.{i}." for i in range(DEPTH)):
    n, tokens, _ = x.shape
    q, k, v = linear(norm(x, block + "norm1"), block + "attn.qkv").reshape(n, tokens, 3, HEADS, -1).permute(2, 0, 3, 1, 4)
    attention = torch.softmax(q @ k.transpose(-2, -1) * (WIDTH // HEADS) ** -0.5, -1)
    x = x + linear((attention @ v).transpose(1, 2).reshape(n, tokens, WIDTH), block + "attn.proj")
    x = x + linear(F.gelu(linear(norm(x, block + "norm2"), block + "mlp.fc1")), block + "mlp.fc2")
for row in linear(norm(x, "norm")[:, 0], "head").tolist():
    print(", ".join(f"{value:.6f}" for value in row))
