"""The forward pass of a CIFAR-form ResNet-18 in PyTorch, to time beside ours; started by PyTorchComparison.cs.

    python3 forward.py MODEL.safetensors THREADS

MODEL.safetensors holds the state dict and a tensor `images`. The first line of output is the logits as JSON. Then every line of
input, `contiguous` or `channels_last`, is answered by the seconds that one forward pass in evaluation mode took in that memory
format. Needs PyTorch alone.
"""

import json
import struct
import sys
import time

import torch
from torch import nn


class BasicBlock(nn.Module):
    def __init__(self, in_planes, planes, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(in_planes, planes, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(planes)
        self.conv2 = nn.Conv2d(planes, planes, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(planes)
        self.shortcut = nn.Sequential()
        if stride != 1 or in_planes != planes:
            self.shortcut = nn.Sequential(nn.Conv2d(in_planes, planes, 1, stride, bias=False), nn.BatchNorm2d(planes))

    def forward(self, x):
        hidden = torch.relu(self.bn1(self.conv1(x)))
        return torch.relu(self.bn2(self.conv2(hidden)) + self.shortcut(x))


class ResNet18(nn.Module):
    def __init__(self, channels, width, classes):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, width, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        planes = width
        for index, (factor, stride) in enumerate([(1, 1), (2, 2), (4, 2), (8, 2)], start=1):
            blocks = [BasicBlock(planes, width * factor, stride), BasicBlock(width * factor, width * factor, 1)]
            setattr(self, f"layer{index}", nn.Sequential(*blocks))
            planes = width * factor
        self.linear = nn.Linear(planes, classes)

    def forward(self, x):
        x = torch.relu(self.bn1(self.conv1(x)))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.linear(x.mean((2, 3)))


def read_safetensors(path):
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        content = bytearray(file.read())
    types = {"F32": torch.float32, "I64": torch.int64}
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        start, end = entry["data_offsets"]
        values = torch.frombuffer(content[start:end], dtype=types[entry["dtype"]])
        tensors[name] = values.reshape(entry["shape"]).clone()
    return tensors


def main():
    path, threads = sys.argv[1], int(sys.argv[2])
    torch.set_num_threads(threads)
    tensors = read_safetensors(path)
    images = tensors.pop("images")
    width, channels = tensors["conv1.weight"].shape[:2]
    formats = {}
    for name, memory_format in [("contiguous", torch.contiguous_format), ("channels_last", torch.channels_last)]:
        model = ResNet18(channels, width, tensors["linear.weight"].shape[0])
        model.load_state_dict(tensors)
        formats[name] = (model.eval().to(memory_format=memory_format), images.to(memory_format=memory_format))
    with torch.no_grad():
        model, batch = formats["contiguous"]
        print(json.dumps(model(batch).tolist()), flush=True)
        for line in sys.stdin:
            model, batch = formats[line.strip()]
            start = time.perf_counter()
            model(batch)
            print(time.perf_counter() - start, flush=True)


if __name__ == "__main__":
    main()
