"""RayS as published, to compare with ours; started by AttackComparison.cs.

    python3 rays.py QUERIES EPSILON MODEL.safetensors CHECKOUT THREADS

MODEL.safetensors holds a state dict and the tensors `images` and `labels`. CHECKOUT is one of https://github.com/uclaml/RayS, whose
code is run as it is, on the CPU. The last line of output is JSON: the seconds that it took, for every image whether it withstood, and
how far its nearest point of the decision boundary is.
"""

import json
import sys
import time
import types

import torch

from networks import load_network, read_safetensors


def main():
    queries, epsilon, path, checkout, threads = sys.argv[1:]
    sys.path.insert(0, checkout)
    # It asks for a GPU, and draws its progress on a terminal; neither changes what it computes.
    sys.modules["pgbar"] = types.SimpleNamespace(progress_bar=lambda *_: None)
    torch.Tensor.cuda = lambda tensor, *_: tensor
    from general_torch_model import GeneralTorchModel
    import RayS

    torch.set_num_threads(int(threads))
    tensors = read_safetensors(path)
    images, labels = tensors.pop("images"), tensors.pop("labels")
    model = GeneralTorchModel(load_network(tensors))
    start = time.perf_counter()
    _, _, distances, broken = RayS.RayS(model, epsilon=float(epsilon))(images, labels, query_limit=int(queries))
    seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "robust": (~broken).tolist(), "distances": distances.tolist()}))


if __name__ == "__main__":
    main()
