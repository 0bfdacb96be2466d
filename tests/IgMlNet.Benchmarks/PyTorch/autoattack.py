"""AutoAttack standard as published, to time beside ours; started by AutoAttackComparison.cs.

    python3 autoattack.py MODEL.safetensors AUTOATTACK EPSILON THREADS

MODEL.safetensors holds the state dict of a CIFAR-form ResNet-18 and the tensors `images` and `labels`. AUTOATTACK is a checkout of
https://github.com/fra31/auto-attack. The last line of output is JSON: the seconds that it took, and for every image whether it
withstood.
"""

import json
import sys
import time

import torch

from forward import ResNet18, read_safetensors


def main():
    path, checkout, epsilon, threads = sys.argv[1], sys.argv[2], float(sys.argv[3]), int(sys.argv[4])
    sys.path.insert(0, checkout)
    from autoattack import AutoAttack

    torch.set_num_threads(threads)
    tensors = read_safetensors(path)
    images, labels = tensors.pop("images"), tensors.pop("labels")
    width, channels = tensors["conv1.weight"].shape[:2]
    model = ResNet18(channels, width, tensors["linear.weight"].shape[0])
    model.load_state_dict(tensors)
    model.eval()
    attack = AutoAttack(model, norm="Linf", eps=epsilon, version="standard", seed=0, device="cpu", verbose=False)
    start = time.perf_counter()
    adversarial = attack.run_standard_evaluation(images, labels, bs=len(images))
    seconds = time.perf_counter() - start
    with torch.no_grad():
        robust = (model(adversarial).argmax(1) == labels).tolist()
    print(json.dumps({"seconds": seconds, "robust": robust}))


if __name__ == "__main__":
    main()
