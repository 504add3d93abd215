"""What a whole training of Fashion-MNIST holds in memory, in a process of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

from nnfoundations.data import fashion

#: Not `resource.getrusage`: on Linux that counts in what the process was started from.
STATUS = Path("/proc/self/status")
pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(
        not STATUS.exists(),
        reason="this machine does not tell a process's largest memory",
    ),
]

#: Two epochs: the second must not add to what the first one took.
TRAINING = """
import re
from pathlib import Path
from nnfoundations.data.data_modules import FashionMNIST
from nnfoundations.learning.trainer import Trainer
from nnfoundations.networks.mlp import MLPScratch

def mebibytes():
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\\s+(\\d+) kB", status)[1]) / 2**10

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
