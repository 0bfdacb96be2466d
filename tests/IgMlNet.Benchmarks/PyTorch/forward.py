"""The forward pass of a CIFAR-form ResNet-18 in PyTorch, to time beside ours; started by PyTorchComparison.cs.

    python3 forward.py MODEL.safetensors THREADS

MODEL.safetensors holds the state dict and a tensor `images`. The first line of output is the logits as JSON. Then every line of
input, `contiguous` or `channels_last`, is answered by the seconds that one forward pass in evaluation mode took in that memory
format. Needs PyTorch alone.
"""

import json
import sys
import time

import torch

from networks import load_network, read_safetensors


def main():
    path, threads = sys.argv[1], int(sys.argv[2])
    torch.set_num_threads(threads)
    tensors = read_safetensors(path)
    images = tensors.pop("images")
    formats = {}
    for name, memory_format in [("contiguous", torch.contiguous_format), ("channels_last", torch.channels_last)]:
        formats[name] = (load_network(tensors).to(memory_format=memory_format), images.to(memory_format=memory_format))
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
