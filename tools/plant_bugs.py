"""Plant the faults of the bug hunt and seal their reasons.

    python tools/plant_bugs.py          # writes exercises/hunt_programs.json
    python tools/plant_bugs.py 7        # prints the key of cohort 7, for its instructor

The key stands here, and not in the package: who hunts has the package only.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nnfoundations import whole_files
from nnfoundations.exercises import hunt

ROOT = Path(__file__).resolve().parent.parent
PLACE = ROOT / "src" / "nnfoundations" / "exercises" / "hunt_programs.json"

#: A training that is sound. Two classes in a ring and a disc, 32 hidden ReLU units.
SOUND = """import numpy as np

rng = np.random.default_rng(5)
X = rng.uniform(-1, 1, (240, 2))
y = ((X**2).sum(axis=1) > 0.6).astype(int)
order = rng.permutation(240)
X, y = X[order], y[order]
X_train, y_train = X[:160], y[:160]
X_val, y_val = X[160:], y[160:]
W1 = rng.normal(0, 1.0, (2, 32))
b1 = np.zeros(32)
W2 = rng.normal(0, 0.25, (32, 2))
b2 = np.zeros(2)
lr, losses = 0.5, []
for epoch in range(60):
    total = 0.0
    for i in range(0, 160, 16):
        Xb, yb = X_train[i : i + 16], y_train[i : i + 16]
        Z1 = Xb @ W1 + b1
        H1 = np.maximum(Z1, 0)
        o = H1 @ W2 + b2
        e = np.exp(o - o.max(axis=1, keepdims=True))
        p = e / e.sum(axis=1, keepdims=True)
        total -= np.log(p[np.arange(16), yb] + 1e-12).sum()
        delta2 = p.copy()
        delta2[np.arange(16), yb] -= 1
        delta2 /= 16
        delta1 = (delta2 @ W2.T) * (Z1 > 0)
        W2 -= lr * H1.T @ delta2
        b2 -= lr * delta2.sum(axis=0)
        W1 -= lr * Xb.T @ delta1
        b1 -= lr * delta1.sum(axis=0)
    losses.append(float(total / 160))
H_val = np.maximum(X_val @ W1 + b1, 0)
accuracy = float(((H_val @ W2 + b2).argmax(axis=1) == y_val).mean())
"""


@dataclass(frozen=True)
class Fault:
    """A fault: its name, the line that it changes, and how one sees it.

    Attributes
    ----------
    old, new : str
        What stands in the sound program, once, and what in its place.
    """

    bug: str
    old: str
    new: str
    reason: str

    @property
    def line(self) -> int:
        """Return the number of the line that is wrong."""
        return SOUND[: SOUND.index(self.old)].count("\n") + 1

    @property
    def source(self) -> str:
        """Return the faulty program."""
        if SOUND.count(self.old) != 1:
            raise ValueError(f"expected {self.old!r} once in the sound program")
        return SOUND.replace(self.old, self.new)


FAULTS = [
    Fault(
        "softmax over the wrong axis",
        "p = e / e.sum(axis=1, keepdims=True)",
        "p = e / e.sum(axis=0, keepdims=True)",
        "The sum runs down the batch, so 16 examples share a probability of 1: an "
        "undecided first batch loses about ln 16, where two classes give ln 2.",
    ),
    Fault(
        "mean over the batch forgotten",
        "        delta2 /= 16\n",
        "        delta2 /= 1\n",
        "Every gradient is 16 times too large, as if the learning rate were 8.",
    ),
    Fault(
        "step up the slope",
        "        W2 -= lr * H1.T @ delta2",
        "        W2 += lr * H1.T @ delta2",
        "W2 climbs while the others descend: the loss jumps, and the training ends no "
        "better than a guess. A check of the gradient finds nothing, for the gradient "
        "is right and the step is not.",
    ),
    Fault(
        "bias gradient over the wrong axis",
        "b2 -= lr * delta2.sum(axis=0)",
        "b2 -= lr * delta2.sum()",
        "The rows of delta2 sum to 0, so the sum over all entries is 0 but for "
        "rounding, and b2 never leaves its start.",
    ),
    Fault(
        "derivative of the ReLU forgotten",
        "delta1 = (delta2 @ W2.T) * (Z1 > 0)",
        "delta1 = delta2 @ W2.T",
        "Units that were off get a gradient. It still learns, but a check by "
        "differences calls dW1 and db1 wrong, dW2 and db2 right.",
    ),
    Fault(
        "constant weights",
        "W1 = rng.normal(0, 1.0, (2, 32))",
        "W1 = np.full((2, 32), 0.5)",
        "Each unit computes the same at first. W2 differs, so they part after all, "
        "but the first epochs are those of a single unit.",
    ),
    Fault(
        "leakage",
        "X_val, y_val = X[160:], y[160:]",
        "X_val, y_val = X[80:], y[80:]",
        "Half of these validation points were trained on; the losses are those of the "
        "sound program, and the accuracy is no longer a test.",
    ),
    Fault(
        "labels in another order",
        "X, y = X[order], y[order]",
        "X, y = X[order], y",
        "The points were shuffled and the labels were not: there is little left to "
        "learn, and the training ends near ln 2 and at a guess.",
    ),
    Fault(
        "learning rate too high",
        "lr, losses = 0.5, []",
        "lr, losses = 50.0, []",
        "The first steps throw the weights far off; at the end no hidden unit fires "
        "for any validation point.",
    ),
    Fault(
        "activation left out",
        "H1 = np.maximum(Z1, 0)",
        "H1 = Z1",
        "Without the bend the layers are one straight line, and no line parts a ring "
        "from the disc inside it.",
    ),
    Fault(
        "loss and gradient disagree",
        "delta2[np.arange(16), yb] -= 1",
        "delta2[np.arange(16), 1 - yb] -= 1",
        "The gradient asks for the other class, so the loss grows although each line "
        "of the descent is right.",
    ),
    Fault(
        "examples never seen",
        "for i in range(0, 160, 16):",
        "for i in range(0, 80, 16):",
        "Half of the training points are never used. The printed loss is about half "
        "of what it should be, for it is divided by all of them.",
    ),
]
#: Names that fit no program, so that counting out is no help.
DECOYS = [
    "dead units",
    "softmax twice",
    "gradients add up",
    "weight decay on the biases",
]


def build() -> str:
    """Return the text of the stored programs, in an order that tells nothing."""
    programs = []
    for fault in FAULTS:
        salt = hashlib.sha256(fault.source.encode()).hexdigest()[:16]
        sealed = hunt.seal(fault.reason, fault.bug, fault.line, salt)
        programs.append({"source": fault.source, "salt": salt, "seal": sealed})
    programs.sort(key=lambda one: one["salt"])
    bugs = sorted([*(fault.bug for fault in FAULTS), *DECOYS])
    return json.dumps({"bugs": bugs, "programs": programs}, indent=1) + "\n"


def key(seed: int) -> dict[str, Fault]:
    """Return the fault of each program of a cohort."""
    by_source = {fault.source: fault for fault in FAULTS}
    programs = hunt.bug_hunt(seed).programs
    return {letter: by_source[source] for letter, source in programs.items()}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("cohort", nargs="?", type=int, help="print its key")
    cohort = parser.parse_args(arguments).cohort
    if cohort is None:
        whole_files.write_text(PLACE, build())
        return 0
    for letter, fault in key(cohort).items():
        print(f"{letter}: {fault.bug}, line {fault.line}. {fault.reason}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
