"""Write Python for the pages: ``python tools/micropython.py``.

The exercises of the site run in MicroPython, which npm has (package-lock.json names its
version). A page opened from disk may read no file but a classic script, and start no
worker but one from text that it holds: so the loader's text and the WebAssembly
(packed) stand in one script, from a server and from disk alike.
"""

import argparse
import base64
import gzip
import json

from node import ROOT, packages

PACKAGE = "@micropython/micropython-webassembly-pyscript"
SCRIPT = ROOT / "assets" / "site" / "python" / "micropython.js"


def build() -> str:
    """Return the script's text.

    Raises
    ------
    ValueError
        If the package is not built as this expects.
    """
    folder = packages() / PACKAGE
    version = json.loads((folder / "package.json").read_text("utf-8"))["version"]
    loader = (folder / "micropython.mjs").read_text("utf-8")
    for old, new in (
        ("export default _createMicroPythonModule;", ""),
        ("export async function loadMicroPython", "async function loadMicroPython"),
        ("import.meta.url", "self.location.href"),
    ):
        if old not in loader:
            raise ValueError(f"{PACKAGE} {version}: expected {old!r} in its loader")
        loader = loader.replace(old, new)
    wasm = gzip.compress((folder / "micropython.wasm").read_bytes(), 9, mtime=0)
    packed = {"loader": loader, "wasm": base64.b64encode(wasm).decode()}
    return (
        f"// MicroPython {version} (MIT, https://micropython.org), written by"
        f" tools/micropython.py\nself.coursePython = {json.dumps(packed)};\n"
    )


if __name__ == "__main__":
    argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0]).parse_args()
    SCRIPT.parent.mkdir(parents=True, exist_ok=True)
    SCRIPT.write_text(build(), "utf-8")
    print(f"{SCRIPT.relative_to(ROOT)}: {SCRIPT.stat().st_size:,} bytes")
