"""Start the processes of a data-parallel program with torchrun, and wait for them.

``torchrun`` is the command behind ``python -m torch.distributed.run``. It starts
the processes, tells each its rank and where the others are, and stops all of them
if one fails. If this process or torchrun itself dies, those that follow the line of
`nnfoundations.labs.scaling_out.lifeline` end as well. Everything stays on this
computer, on its loopback address; the operating system chooses free ports.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence

from torch import distributed

from nnfoundations import checks
from nnfoundations.labs.scaling_out import lifeline

#: The loopback network, by operating system; gloo would else ask for the host's name.
LOOPBACK = {"linux": "lo", "darwin": "lo0"}
#: What torchrun reports of the first process that failed.
_ROOT_CAUSE = re.compile(
    r"Root Cause.*?\brank\s*:\s*(\d+).*?\bexitcode\s*:\s*(-?\d+)", re.S
)
#: Seconds that torchrun has to stop the others: after 30 it kills those left over.
GRACE = 45.0


def build_command(
    module: str, arguments: Sequence[str], num_processes: int
) -> list[str]:
    """Return the command that runs a module in `num_processes` processes."""
    here = ["--standalone", "--local-addr", "localhost"]
    processes = ["--nproc-per-node", str(num_processes)]
    run = [sys.executable, "-m", "torch.distributed.run", *here, *processes]
    return [*run, "--module", module, *arguments]


def build_environment() -> dict[str, str]:
    """Return the processes' environment: one thread each, loopback only."""
    ours = {"OMP_NUM_THREADS": "1"}
    if sys.platform in LOOPBACK:
        ours["GLOO_SOCKET_IFNAME"] = LOOPBACK[sys.platform]
    if sys.platform == "win32":  # there PyTorch is built without libuv
        ours["USE_LIBUV"] = "0"
    return os.environ | ours


def check_gloo() -> None:
    """Refuse to start where PyTorch cannot connect processes on the CPU.

    Raises
    ------
    RuntimeError
        If this build of PyTorch has no gloo.
    """
    if not (distributed.is_available() and distributed.is_gloo_available()):
        cure = "Use the builds from pytorch.org, on Linux, macOS or Windows."
        wanted = "a build with torch.distributed and gloo"
        raise RuntimeError(checks.complaint("PyTorch", wanted, "one without", cure))


def launch(
    module: str, arguments: Sequence[str], num_processes: int, timeout: float = 300.0
) -> str:
    """Run a module in several processes; return what they printed.

    Parameters
    ----------
    module : str
        Such as ``"nnfoundations.labs.scaling_out.data_parallel_worker"``.
    arguments : sequence of str
    num_processes : int
    timeout : float
        Seconds after which the processes are stopped.

    Raises
    ------
    TimeoutError
        If they have not ended by then.
    RuntimeError
        If one of them fails, or PyTorch has no gloo; the text names the first that
        failed and ends with what they printed last.
    """
    checks.number("timeout", timeout, above=0)
    check_gloo()
    line = build_command(
        module, arguments, checks.integer("num_processes", num_processes)
    )
    # a file: whoever reads a pipe waits for every process that holds it open
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as printed,
        lifeline.hold(num_processes) as known,
    ):
        started = subprocess.Popen(
            line,
            env=build_environment() | known,
            stdout=printed,
            stderr=subprocess.STDOUT,
        )
        try:
            came = f"exit code {started.wait(timeout)}"
        except subprocess.TimeoutExpired:
            came = f"none after {timeout:g} s"
        finally:
            _stop(started)
        printed.seek(0)
        told = printed.read()
    if came.startswith("none"):
        raise TimeoutError(_failure(module, came, told))
    if started.returncode:
        raise RuntimeError(_failure(module, came, told))
    return told


def _stop(started: subprocess.Popen[bytes]) -> None:
    """Ask torchrun, if it still runs, to stop its processes and itself."""
    if started.poll() is not None:
        return
    started.terminate()
    try:
        started.wait(GRACE)
    except subprocess.TimeoutExpired:
        started.kill()
        started.wait()


def _failure(module: str, came: str, printed: str) -> str:
    """Tell what the processes printed last; torchrun's own traceback hides it."""
    before, _, after = printed.rpartition("Traceback (most recent call last):")
    own = before if "torch.distributed.elastic." in after else printed
    if first := _ROOT_CAUSE.search(printed):
        came += f": rank {first[1]} ended first, with exit code {first[2]}"
    last = "\n".join(own.strip().splitlines()[-30:])
    return checks.complaint(module, "all processes to end well", came) + f"\n{last}"
