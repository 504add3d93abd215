"""Each tool reads its command line: gives help, refuses what it does not know."""

import subprocess
import sys

import pytest

from course import contents

TOOLS = sorted((contents.ROOT / "tools").glob("*.py"))


@pytest.mark.parametrize("path", TOOLS, ids=lambda path: path.stem)
def test_a_tool_that_can_be_run_reads_its_options(path):
    text = path.read_text("utf-8")  # to run them all takes most of a minute
    assert ("__main__" in text) == (".parse_args(" in text)


@pytest.mark.parametrize("name", ["release", "repository"])
@pytest.mark.parametrize(
    ("option", "status", "told"), [("--help", 0, "usage:"), ("--no-such", 2, "")]
)
def test_an_unknown_option_is_refused(name, option, status, told):
    command = [sys.executable, contents.ROOT / "tools" / f"{name}.py", option]
    run = subprocess.run(command, capture_output=True, text=True)
    assert run.returncode == status
    assert run.stdout.startswith(told)
    assert bool(run.stderr) == bool(status)
