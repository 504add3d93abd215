"""The built wheel: a figure without its JavaScript fails when it is defined."""

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_wheel_holds_all_that_the_package_does(clone, tmp_path):
    uv = [sys.executable, "-m", "uv", "build", "--wheel", "--no-build-isolation"]
    command = [*uv, "--quiet", "--out-dir", str(tmp_path), str(clone)]
    subprocess.run(command, check=True, timeout=300)
    (wheel,) = tmp_path.glob("*.whl")
    inside = set(zipfile.ZipFile(wheel).namelist())
    package = clone / "src"
    kept = {
        path.relative_to(package).as_posix()
        for path in (package / "nnfoundations").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert any(name.endswith("core/figure.js") for name in kept)
    assert sorted(kept - inside) == []
