"""Start the processes of a data-parallel program with torchrun, and wait for them.

``torchrun`` is the command behind ``python -m torch.distributed.run``. It starts
the processes, tells each its rank and where the others are, and stops all of them
if one fails. Everything stays on this computer, on its loopback address; the
operating system chooses free ports.
"""

import os
import subprocess
import sys
from collections.abc import Sequence

from torch import distributed

from nnfoundations import checks

#: The loopback network, by operating system; gloo would else ask for the host's name.
LOOPBACK = {"linux": "lo", "darwin": "lo0"}


def command(module: str, arguments: Sequence[str], num_processes: int) -> list[str]:
    """Return the command that runs a module in `num_processes` processes."""
    here = ["--standalone", "--local-addr", "localhost"]
    processes = ["--nproc-per-node", str(num_processes)]
    run = [sys.executable, "-m", "torch.distributed.run", *here, *processes]
    return [*run, "--module", module, *arguments]


def environment() -> dict[str, str]:
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
    module: str, arguments: Sequence[str], num_processes: int, timeout: float = 120.0
) -> str:
    """Run a module in several processes; return what they printed.

    Parameters
    ----------
    module : str
        Such as ``"nnfoundations.data_parallel_worker"``.
    arguments : sequence of str
    num_processes : int
    timeout : float
        Seconds after which the processes are stopped.

    Raises
    ------
    TimeoutError
        If they have not ended by then.
    RuntimeError
        If one of them fails, or PyTorch has no gloo; the text ends with what
        they printed last.
    """
    checks.number("timeout", timeout, above=0)
    check_gloo()
    line = command(module, arguments, checks.integer("num_processes", num_processes))
    pipe, both = subprocess.PIPE, subprocess.STDOUT
    started = subprocess.Popen(
        line, env=environment(), stdout=pipe, stderr=both, text=True, errors="replace"
    )
    try:
        printed, _ = started.communicate(timeout=timeout)
    except BaseException as error:
        printed = _stop(started)
        if not isinstance(error, subprocess.TimeoutExpired):
            raise
        raise TimeoutError(
            _failure(module, f"none after {timeout:g} s", printed)
        ) from None
    if started.returncode:
        raise RuntimeError(_failure(module, f"exit code {started.returncode}", printed))
    return printed


def _stop(started: subprocess.Popen[str]) -> str:
    """Ask torchrun to stop its processes and itself; return what was printed."""
    started.terminate()
    try:
        return started.communicate(timeout=15)[0]
    except subprocess.TimeoutExpired:
        started.kill()
        return started.communicate()[0]


def _failure(module: str, came: str, printed: str) -> str:
    last = "\n".join(printed.strip().splitlines()[-30:])
    return checks.complaint(module, "all processes to end well", came) + f"\n{last}"
