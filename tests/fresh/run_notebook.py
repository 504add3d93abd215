"""Run a notebook's code cells, one after the other, in a kernel of this Python.

    python run_notebook.py NOTEBOOK

As a front end does, through jupyter_client alone: with nbclient, which acts on
behalf of Output widgets, a panel's cell can hang (its issue 312). Prints the
number of cells that ran; a failing cell ends it with the kernel's traceback.
"""

import json
import sys
from pathlib import Path

from jupyter_client.manager import start_new_kernel

CELL_TIMEOUT = 600.0  # s


def main(path: Path) -> None:
    """Run the cells; exit with the traceback of the first that fails."""
    cells = json.loads(path.read_text("utf-8"))["cells"]
    sources = ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]
    manager, client = start_new_kernel(kernel_name="python3", cwd=str(path.parent))
    try:
        for number, source in enumerate(sources, start=1):
            reply = client.execute_interactive(
                source,
                timeout=CELL_TIMEOUT,
                allow_stdin=False,
                output_hook=lambda _: None,
            )
            content = reply["content"]
            if content["status"] != "ok":
                text = "\n".join(content.get("traceback", []))
                sys.exit(f"{path.name}, code cell {number}:\n{source}\n{text}")
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    print(f"{len(sources)} cells ran")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
