"""One rank of a data-parallel training; torchrun starts one process for each.

It reads its plans from a folder and writes there what became of the weights::

    python -m torch.distributed.run --standalone --nproc-per-node 2 \
        --module nnfoundations.labs.scaling_out.data_parallel_worker FOLDER

`nnfoundations.labs.scaling_out.data_parallel` writes the plans, starts the processes
and reads the answers. Only what every process needs is imported here.

References
----------
Li et al. (2020), PyTorch Distributed: Experiences on Accelerating Data Parallel
Training.
"""

import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import distributed, nn
from torch.nn.functional import cross_entropy
from torch.nn.parallel import DistributedDataParallel

from nnfoundations.labs.scaling_out import lifeline

#: Seconds that a rank waits for the others before it gives up.
PATIENCE = 60.0


def build_network(plan: Any) -> nn.Sequential:
    """Return Linear, ReLU, Linear with a plan's weights, stored as (out, in)."""
    layers = []
    for W, b in ((plan["W1"], plan["b1"]), (plan["W2"], plan["b2"])):
        layer = nn.utils.skip_init(nn.Linear, *W.shape)
        layer.weight = nn.Parameter(torch.tensor(np.ascontiguousarray(W.T)))
        layer.bias = nn.Parameter(torch.tensor(b))
        layers.append(layer)
    return nn.Sequential(layers[0], nn.ReLU(), layers[1])


def find_factor(num_own: int, share: str) -> float:
    """Return by what a rank multiplies its mean loss before the gradients are averaged.

    ``"mean"`` leaves it as it is, which is right for equal shards only;
    ``"weighted"`` makes it count by its number of examples; ``"sum"``, a common
    mistake, adds up the losses of the examples in place of their mean.
    """
    if share == "mean":
        return 1.0
    if share == "sum":
        return float(num_own)
    total = torch.tensor(num_own)
    distributed.all_reduce(total)  # the examples of all ranks together
    return num_own * distributed.get_world_size() / total.item()


def train(plan: Any, rank: int) -> dict[str, Any]:
    """Take a plan's steps with the other ranks; return the weights after each."""
    model = DistributedDataParallel(build_network(plan))
    optimiser = torch.optim.SGD(model.parameters(), lr=float(plan["lr"]))
    seen = []
    for step in range(int(plan["num_steps"])):
        X, y = (torch.from_numpy(plan[f"{name}_{step}_{rank}"]) for name in "Xy")
        loss = cross_entropy(model(X), y) * find_factor(len(y), str(plan["share"]))
        optimiser.zero_grad()
        loss.backward()  # here the ranks average their gradients
        optimiser.step()
        seen.append([p.detach().numpy().T.copy() for p in model.parameters()])
    columns = map(np.stack, zip(*seen, strict=True))
    return dict(zip(("W1", "b1", "W2", "b2"), columns, strict=True))


def main(folder: Path) -> None:
    """Join the other ranks, follow every plan in the folder, leave."""
    lifeline.follow(folder)
    distributed.init_process_group("gloo", timeout=timedelta(seconds=PATIENCE))
    rank = distributed.get_rank()
    for path in sorted(folder.glob("*.plan.npz")):
        with np.load(path) as plan:
            name = path.name.removesuffix(".plan.npz")
            np.savez(folder / f"{name}.{rank}.npz", **train(plan, rank))
    distributed.destroy_process_group()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
