"""JupyterLab with a real kernel, and a notebook in it that shows every figure twice."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request

import nbformat
import pytest
from lab_page import Lab
from tests.js import parity
from tests.site.built_site import chromium

from nnfoundations.exercises import kept
from nnfoundations.figures import FIGURES

TOKEN = "lab"
PRIVATE = ("CONFIG", "RUNTIME")
SETTINGS = {
    # all outputs stay in the page, also those that are out of view
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false"},
}
#: Two changes of theme in a row fail in JupyterLab's own splash screen.
PAGE = {"disabledExtensions": {"@jupyterlab/apputils-extension:splash": True}}


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def write(path, values):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(values))


def notebook():
    """Return a notebook: each figure in one cell, and again in the next; a quiz."""
    first = "from nnfoundations.figures import FIGURES\nshown = {}"
    sources = [first]
    for name in FIGURES:
        sources += [
            f"shown[{name!r}] = FIGURES[{name!r}]()\nshown[{name!r}]",
            f"shown[{name!r}]",
        ]
    sources.append("from nnfoundations.exercises import quiz\nquiz('perceptron')")
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """Start JupyterLab on a folder that holds the notebook; return its address."""
    folder = tmp_path_factory.mktemp("lab")
    (folder / "work").mkdir()
    nbformat.write(notebook(), folder / "work" / "figures.ipynb")
    settings = folder / "settings"
    for name, values in SETTINGS.items():
        plugin, _, file = name.partition(":")
        path = settings / plugin / f"{file}.jupyterlab-settings"
        write(path, values)
    write(folder / "config" / "labconfig" / "page_config.json", PAGE)
    port = free_port()
    options = {
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.port": port,
        "ServerApp.port_retries": 0,
        "ServerApp.open_browser": False,
        "ServerApp.root_dir": folder / "work",
        "IdentityProvider.token": TOKEN,
        "LabApp.expose_app_in_browser": True,
        "LabApp.extension_manager": "readonly",
        "LabApp.news_url": "None",
        "LabApp.user_settings_dir": settings,
        "LabApp.workspaces_dir": folder / "workspaces",
    }
    command = [sys.executable, "-m", "jupyterlab", "--allow-root"]
    command += [f"--{name}={value}" for name, value in options.items()]
    log = (folder / "log").open("w")
    # no file of the user's changes what is tested, and none is written
    private = {f"JUPYTER_{x}_DIR": str(folder / x.lower()) for x in PRIVATE}
    private[kept.VARIABLE] = str(folder / kept.NAME)
    options = {"stdout": log, "stderr": subprocess.STDOUT}
    with log, subprocess.Popen(command, env=os.environ | private, **options) as process:
        address = f"http://127.0.0.1:{port}"
        try:
            wait_for(f"{address}/api?token={TOKEN}", process, folder / "log")
            yield address
        finally:
            process.terminate()


def wait_for(url, process, log):
    for _ in range(240):
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.5)
    pytest.fail(f"JupyterLab did not start:\n{log.read_text()[-3000:]}")


@pytest.fixture(scope="session")
def lab(server):
    """Open the notebook in a browser and run all its cells."""
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1200, "height": 1000})
        opened = Lab(page, f"{server}/lab/tree/figures.ipynb?token={TOKEN}")
        opened.run_all()
        yield opened


@pytest.fixture(scope="session")
def node():
    """Start a node that reads the figures' modules."""
    with parity.Node() as started:
        yield started
