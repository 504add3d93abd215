"""What a whole training of Fashion-MNIST holds in memory, in a process of its own."""

import subprocess
import sys

import pytest

from nnfoundations.data import fashion

pytest.importorskip("resource", reason="there no process tells its largest memory")

#: Two epochs: the second must not add to what the first one took.
TRAINING = """
import resource, sys
from nnfoundations.data.data_modules import FashionMNIST
from nnfoundations.learning.trainer import Trainer
from nnfoundations.networks.mlp import MLPScratch

def mebibytes():
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit

data = FashionMNIST(batch_size=256)
model = MLPScratch(784, 10, 256, lr=0.1)
Trainer(max_epochs=1, progress=False).fit(model, data)
first = mebibytes()
Trainer(max_epochs=1, progress=False).fit(model, data)
print(first, mebibytes())
"""


@pytest.mark.skipif(fashion.find_folder() is None, reason=fashion.explain_how_to_get())
def test_a_training_stays_below_a_gibibyte_and_does_not_grow():
    ran = subprocess.run(
        [sys.executable, "-c", TRAINING], capture_output=True, text=True, check=True
    )
    first, second = map(float, ran.stdout.split())
    assert second < 1024
    assert second - first < 32
    print(f"{first:.0f} MiB after one epoch, {second:.0f} after two")
