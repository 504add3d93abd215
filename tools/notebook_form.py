"""The one form in which notebooks are stored: nothing in it is left to chance.

Kept are the sources, the cells' ids, execution counts and outputs, and of the
metadata what the course uses. Left out or renumbered is what differs from run
to run: stderr, times, widget and SVG ids, addresses in memory.
"""

import re
from collections.abc import Mapping
from typing import Any

import nbformat
from nbformat import NotebookNode

from notebook_kernel import VIEW

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
KEPT = ("tags", "mystnb")
ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]+")
SVG_ID = re.compile(r"\b[a-z][0-9a-f]{10}\b")
SVG_DATE = re.compile(r"<dc:date>.*?</dc:date>", re.DOTALL)
OVERWRITTEN = re.compile(r"^.*\r(?=[^\n])", re.MULTILINE)


def normalise(notebook: NotebookNode, widgets: Mapping[str, Any]) -> str:
    """Return the text to store for an executed notebook.

    Parameters
    ----------
    notebook : NotebookNode
        Left as it is.
    widgets : mapping
        The models that were made, by id, in the order of their making.
    """
    fresh = nbformat.from_dict({**notebook, "metadata": METADATA})
    fresh["nbformat"], fresh["nbformat_minor"] = 4, 5
    numbers = {model: f"{n:032x}" for n, model in enumerate(widgets, start=1)}
    fresh["cells"] = [normal_cell(cell, numbers) for cell in fresh["cells"]]
    nbformat.validate(fresh)
    return str(nbformat.writes(fresh)).rstrip("\n") + "\n"


def normal_cell(cell: NotebookNode, numbers: Mapping[str, str]) -> NotebookNode:
    """Return a copy of a cell in the form that is stored."""
    fresh = nbformat.from_dict({**cell})
    fresh["metadata"] = {k: v for k, v in cell.metadata.items() if k in KEPT}
    fresh["source"] = cell.source.rstrip("\n")
    if cell.cell_type == "code":
        outputs = join(cell.outputs)
        fresh["outputs"] = [normal_output(output, numbers) for output in outputs]
    return nbformat.from_dict(fresh)


def join(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Return the outputs without stderr, neighbouring pieces of stdout in one."""
    kept: list[NotebookNode] = []
    for output in outputs:
        if output.output_type != "stream":
            kept.append(output)
        elif output.name != "stderr":
            if kept and kept[-1].output_type == "stream":
                text = kept.pop().text + output.text
            else:
                text = output.text
            kept.append(nbformat.v4.new_output("stream", name="stdout", text=text))
    for output in kept:
        if output.output_type == "stream":
            output["text"] = OVERWRITTEN.sub("", output.text)
    return kept


def normal_output(output: NotebookNode, numbers: Mapping[str, str]) -> NotebookNode:
    """Return a copy of an output without ids and addresses of this one run."""
    fresh = nbformat.from_dict({**output})
    if "text" in fresh:
        fresh["text"] = without_addresses(fresh.text)
    if "traceback" in fresh:
        fresh["traceback"] = []  # it names this machine's files
    data = fresh.get("data", {})
    for kind, value in data.items():
        if kind == "image/svg+xml":
            data[kind] = steady_svg(value)
        elif kind.startswith("text/"):
            data[kind] = without_addresses(value)
    if VIEW in data:
        data[VIEW]["model_id"] = numbers[data[VIEW]["model_id"]]
    return fresh


def without_addresses(text: str) -> str:
    """Put a fixed address in the place of every address in memory."""
    return ADDRESS.sub("at 0x0", text)


def steady_svg(svg: str) -> str:
    """Renumber matplotlib's random ids by their first appearance; drop the date."""
    svg = SVG_DATE.sub("", svg)
    found = dict.fromkeys(SVG_ID.findall(svg))
    names = {name: f"{name[0]}{n:010x}" for n, name in enumerate(found, start=1)}
    return SVG_ID.sub(lambda match: names[match[0]], svg)
