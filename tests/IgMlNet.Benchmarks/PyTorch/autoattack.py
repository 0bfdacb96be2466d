"""AutoAttack, or one of its attacks, as published, to time beside ours; started by AttackComparison.cs.

    python3 autoattack.py ATTACK NORM EPSILON MODEL.safetensors CHECKOUT THREADS

ATTACK is `autoattack` (the standard version) or the name of one of its attacks, run once from one start, NORM one of Linf, L2, L1. MODEL.safetensors holds a
state dict and the tensors `images` and `labels`. CHECKOUT is one of https://github.com/fra31/auto-attack. The last line of output is
JSON: the seconds that it took, and for every image whether it withstood.
"""

import json
import sys
import time

import torch

from networks import load_network, read_safetensors


def main():
    name, norm, epsilon, path, checkout, threads = sys.argv[1:]
    sys.path.insert(0, checkout)
    from autoattack import AutoAttack

    torch.set_num_threads(int(threads))
    tensors = read_safetensors(path)
    images, labels = tensors.pop("images"), tensors.pop("labels")
    model = load_network(tensors)
    choice = {"version": "standard"} if name == "autoattack" else {"version": "custom", "attacks_to_run": [name]}
    attack = AutoAttack(model, norm=norm, eps=float(epsilon), seed=0, device="cpu", verbose=False, **choice)
    if name != "autoattack":
        attack.apgd.n_restarts = attack.fab.n_restarts = 1
        if norm == "L1":
            attack.apgd.use_largereps = attack.apgd_targeted.use_largereps = True
    start = time.perf_counter()
    adversarial = attack.run_standard_evaluation(images, labels, bs=len(images))
    seconds = time.perf_counter() - start
    with torch.no_grad():
        robust = (model(adversarial).argmax(1) == labels).tolist()
    print(json.dumps({"seconds": seconds, "robust": robust}))


if __name__ == "__main__":
    main()
