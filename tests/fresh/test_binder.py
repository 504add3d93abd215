"""The Binder files, run as Binder runs them: in a clean Python, from a clone."""

import json
import socket
import subprocess
import time
import urllib.error
import urllib.request

import pytest


@pytest.fixture(scope="module")
def binder(new_environment, new_clone):
    environment, clone = new_environment("binder"), new_clone("binder")
    report = environment.run(".binder/postBuild", cwd=clone)
    return environment, clone, report


def test_binder_asks_for_a_python_that_the_course_supports(clone):
    text = (clone / ".binder/runtime.txt").read_text()
    assert text.strip() in ("python-3.11", "python-3.12", "python-3.13")


def test_post_build_ends_with_a_clean_bill_of_health(binder):
    assert "All is well." in binder[2]


def test_a_notebook_runs_there(binder):
    environment, clone, _ = binder
    printed = environment.run_notebook(clone / "notebooks/architecture.ipynb")
    assert printed.endswith("cells ran\n")


def fetch(url: str, deadline: float) -> bytes:
    """Ask until the server answers or the deadline (monotonic seconds) has passed."""
    while True:
        try:
            return urllib.request.urlopen(url, timeout=10).read()
        except (urllib.error.URLError, ConnectionError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.3)


def test_jupyterlab_opens_on_the_chosen_notebook(binder):
    environment, clone, _ = binder
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    command = f"jupyter lab --no-browser --allow-root --port={port} --ip=127.0.0.1"
    server = subprocess.Popen(
        [*command.split(), "--IdentityProvider.token="],
        cwd=clone,
        env=environment.variables(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        path, deadline = "notebooks/perceptron.ipynb", time.monotonic() + 60
        page = fetch(f"http://127.0.0.1:{port}/lab/tree/{path}", deadline)
        file = fetch(f"http://127.0.0.1:{port}/api/contents/{path}", deadline)
    finally:
        server.terminate()
        server.wait(20)
    assert b"JupyterLab" in page
    assert json.loads(file)["type"] == "notebook"
