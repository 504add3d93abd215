"""The packages of npm are whole, also where two processes want them at once."""

import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILES = ("package.json", "package-lock.json", ".npmrc", "tools/node.py")


def test_two_that_ask_at_once_get_the_whole(tmp_path):
    (tmp_path / "tools").mkdir()
    for name in FILES:
        shutil.copy(ROOT / name, tmp_path / name)
    command = [sys.executable, str(tmp_path / "tools/node.py")]
    processes = []
    for _ in range(2):
        processes.append(subprocess.Popen(command))
        time.sleep(1)  # the second comes while the first is at work
    assert [each.wait() for each in processes] == [0, 0]
    assert (tmp_path / "node_modules/axe-core/axe.min.js").exists()
    # a package that was lost comes back
    shutil.rmtree(tmp_path / "node_modules/axe-core")
    subprocess.run(command, check=True)
    assert (tmp_path / "node_modules/axe-core/axe.min.js").exists()
