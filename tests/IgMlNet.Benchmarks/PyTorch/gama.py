"""GAMA-PGD as published, to compare with ours; started by AttackComparison.cs.

    python3 gama.py EPSILON MODEL.safetensors CHECKOUT THREADS

MODEL.safetensors holds a state dict and the tensors `images` and `labels`. CHECKOUT is one of https://github.com/val-iisc/GAMA-GAT, of
whose script the two functions that attack are run as they are, on the CPU, with the script's numbers for CIFAR-10 and one restart. The
last line of output is JSON: the seconds that it took, and for every image whether it withstood.
"""

import ast
import json
import pathlib
import sys
import time

import numpy as np
import torch
from torch import nn

from networks import load_network, read_safetensors


def published_attack(checkout):
    """The script trains and evaluates where it is imported, so that only its functions are."""
    source = pathlib.Path(checkout, "GAMA", "GAMA_PGD.py").read_text()
    functions = [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]

    def zero_gradients(tensor):
        tensor.grad = None

    # It asks for a GPU; that does not change what it computes.
    torch.Tensor.cuda = lambda tensor, *_: tensor
    names = {"torch": torch, "nn": nn, "np": np, "Variable": torch.autograd.Variable, "zero_gradients": zero_gradients}
    exec(compile(ast.Module(functions, []), "GAMA_PGD.py", "exec"), names)
    return names["GAMA_PGD"]


def main():
    epsilon, path, checkout, threads = sys.argv[1:]
    epsilon = float(epsilon)
    torch.set_num_threads(int(threads))
    torch.manual_seed(0)
    np.random.seed(0)
    tensors = read_safetensors(path)
    images, labels = tensors.pop("images"), tensors.pop("labels")
    model, attack = load_network(tensors), published_attack(checkout)
    start = time.perf_counter()
    adversarial = attack(
        model, images, labels, eps=epsilon, eps_iter=2 * epsilon, bounds=np.array([[0, 1]] * 3),
        steps=100, w_reg=50, lin=25, SCHED=[60, 85], drop=10)
    seconds = time.perf_counter() - start
    with torch.no_grad():
        robust = (model(adversarial).argmax(1) == labels).tolist()
    print(json.dumps({"seconds": seconds, "robust": robust}))


if __name__ == "__main__":
    main()
