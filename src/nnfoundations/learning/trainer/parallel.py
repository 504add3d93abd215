"""The trainer on one process or on several, with a file after every epoch.

Every rank has all data and the same order of them; of each batch it takes its own
part. The ranks' losses are weighted so that the mean over all examples of the batch is
differentiated, also where the parts are not equal. So any number of ranks takes the
steps of one process, to rounding.

References
----------
Li et al. (2020), PyTorch Distributed: Experiences on Accelerating Data Parallel
Training.
"""

from pathlib import Path
from typing import Any

import torch
from torch import distributed
from torch.nn.parallel import DistributedDataParallel

from nnfoundations import whole_files
from nnfoundations.learning.trainer import COLUMNS, Trainer

#: The state after the last whole epoch, and the history up to there.
STATE, HISTORY = "training.pt", "history.csv"


class ParallelTrainer(Trainer):
    """A `Trainer` for each rank; alone, where no process group was started.

    Parameters
    ----------
    max_epochs : int
    folder : Path
        Where rank 0 writes `STATE` and `HISTORY` after every epoch, whole or not.
    device : str, optional
        Such as ``"cuda:0"``; each rank of a computer needs its own.
    """

    def __init__(self, max_epochs: int, folder: Path, device: str | None) -> None:
        started = distributed.is_available() and distributed.is_initialized()
        self.num_ranks = distributed.get_world_size() if started else 1
        self.rank = distributed.get_rank() if started else 0
        self.folder = folder
        super().__init__(max_epochs, device=device, progress=self.rank == 0)

    def prepare_model(self, model: Any) -> None:
        """Move the model to the device; the ranks start from the weights of rank 0."""
        super().prepare_model(model)
        self._wrapped = DistributedDataParallel(model) if self.num_ranks > 1 else model

    def fit_epoch(self) -> None:
        """Train for one epoch, validate, write."""
        super().fit_epoch()
        if self.rank == 0 and self.diverged is None:
            table = self.history.to_csv(index=False, lineterminator="\n")
            whole_files.write_text(self.folder / HISTORY, table)
            self.save(self.folder / STATE)

    def _own(self, batch: Any) -> Any:
        """Return this rank's part of a batch, dealt like cards."""
        return [part[self.rank :: self.num_ranks] for part in batch]

    def _sum(self, *values: float) -> list[float]:
        """Return the sums over all ranks."""
        total = torch.tensor(values, dtype=torch.float64, device=self.device)
        distributed.all_reduce(total)
        return total.tolist()

    def _loss(self, batch: Any) -> tuple[torch.Tensor, float]:
        if self.num_ranks == 1:
            return super()._loss(batch)
        X, y = self._own(batch)
        losses = self.model.loss(self._wrapped(X), y, averaged=False).sum()
        (total,) = self._sum(losses.item())
        n = len(batch[-1])
        # the ranks' gradients are averaged, hence the factor
        return losses * (self.num_ranks / n), total / n

    def _evaluate(self, loader: Any) -> dict[str, float]:
        if self.num_ranks == 1:
            return super()._evaluate(loader)
        parts = (self._own(batch) for batch in loader)
        super()._evaluate(part for part in parts if len(part[-1]))
        seen, names = self._recorder, COLUMNS[2:]
        count, *totals = self._sum(
            seen.count, *(seen.totals.get(name, 0.0) for name in names)
        )
        seen.count, seen.totals = int(count), dict(zip(names, totals, strict=True))
        return {name: seen.mean(name) for name in names}
