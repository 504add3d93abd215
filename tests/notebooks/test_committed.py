"""The committed notebooks keep the course's form, so that learners can rely on it."""

import ast
import json
import re
from pathlib import Path

import nbformat
import pytest
from IPython.core.inputtransformer2 import TransformerManager

import notebooks
import spread
from notebook_compare import find_printed
from notebook_form import METADATA, normalise
from notebook_kernel import VIEW
from repository import setup_cell

ROOT = Path(__file__).resolve().parents[2]
PATHS = sorted((ROOT / "notebooks").glob("*.ipynb"))
WITH_D2L = ("mlp_scratch", "mlp_concise", "fashion_mnist")
LONGEST = 12  # lines of a code cell that are neither blank nor imports
MEANINGFUL = re.compile(r"(?![0-9a-f]{8}$)(?!cell-?\d)[a-z][a-z0-9]*(-[a-z0-9]+)*")
MYST = re.compile(r"\{[a-z]+(:[a-z]+)*\}`|^(```|:::+)\{|^\([\w-]+\)=\s*$", re.MULTILINE)
LINK = re.compile(r"\]\((?!https?:|#)([^)\s#]+)[^)]*\)")
NOISE = re.compile(r"^<(Axes|Figure size 0x0)|^\[?<matplotlib| at 0x|^Text\(")
TAGS = {"hide-cell", "hide-input", "hide-output", "raises-exception"}


@pytest.fixture(scope="module", params=PATHS, ids=lambda path: path.stem)
def path(request):
    return request.param


@pytest.fixture(scope="module")
def notebook(path):
    return nbformat.read(path, as_version=4)


@pytest.fixture(scope="module")
def code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


@pytest.fixture(scope="module")
def prose(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "markdown"]


def pictures(cell):
    """Return the kinds of pictures that a cell shows."""
    kinds = {kind for x in cell.outputs for kind in x.get("data", {})}
    return {kind for kind in kinds if kind.startswith("image/")}


def alt_text(cell):
    return cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "")


def test_there_are_notebooks():
    assert PATHS


def test_the_first_cell_is_the_title_and_leads_back(notebook):
    first = notebook.cells[0]
    assert first.cell_type == "markdown"
    assert re.match(r"# \S", first.source)
    assert re.search(r"\]\(\.\./chapters/[\w-]+\.md\)", first.source)


def test_there_is_one_title(prose):
    assert sum(len(re.findall(r"^# ", x.source, re.MULTILINE)) for x in prose) == 1


def test_the_second_cell_gets_the_course_where_it_is_missing(path, notebook):
    module = "nnfoundations.d2l" if path.stem in WITH_D2L else "nnfoundations"
    setup = notebook.cells[1]
    assert setup.cell_type == "code"
    assert setup.id == "setup"
    assert setup.source == setup_cell(module)
    assert setup.metadata["tags"] == ["hide-cell"]


def test_the_last_cell_says_what_to_remember(notebook):
    last = notebook.cells[-1]
    assert last.cell_type == "markdown"
    assert "remember" in last.source.lower()


def test_ids_are_unique_and_meaningful(notebook):
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)
    assert [name for name in ids if not MEANINGFUL.fullmatch(name)] == []


def num_lines(source):
    """Return how many lines say something: not those that are blank or import."""
    tree = ast.parse(TransformerManager().transform_cell(source))
    imports = [x for x in ast.walk(tree) if isinstance(x, ast.Import | ast.ImportFrom)]
    inside = {n for x in imports for n in range(x.lineno, x.end_lineno + 1)}
    lines = enumerate(source.split("\n"), start=1)
    return sum(bool(line.strip()) and n not in inside for n, line in lines)


def test_code_cells_are_short_and_not_empty(code):
    assert [c.id for c in code if not c.source.strip()] == []
    lengths = {c.id: num_lines(c.source) for c in code}
    assert {k: n for k, n in lengths.items() if n > LONGEST} == {}


def test_every_cell_was_executed_in_order(code):
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))


def test_the_stored_form_is_that_of_the_tool(path, notebook):
    # Widgets are numbered already: numbering them again changes nothing.
    numbers = {f"{n:032x}": None for n in range(1, 10_000)}
    assert path.read_text("utf-8") == normalise(notebook, numbers)
    assert notebook.metadata == METADATA


def test_every_picture_has_an_alternative_text(code):
    assert [x.id for x in code if pictures(x) and len(alt_text(x)) < 20] == []
    assert [x.id for x in code if alt_text(x) and not pictures(x)] == []


def test_a_widget_stands_beside_its_picture_or_its_page(code):
    bundles = [x.get("data", {}) for cell in code for x in cell.outputs]
    # a live figure's page takes the place of a picture: the site shows its still
    assert all({"image/png", "text/html"} & set(x) for x in bundles if VIEW in x)


def test_prose_is_plain_markdown(prose):
    assert {x.id: m[0] for x in prose if (m := MYST.search(x.source))} == {}


def test_links_lead_somewhere(path, prose):
    links = [link for cell in prose for link in LINK.findall(cell.source)]
    assert [x for x in links if not (path.parent / x).exists()] == []


def test_solutions_are_folded(prose):
    text = "\n".join(cell.source for cell in prose)
    assert text.count("<details>") == text.count("</details>") >= 1
    opened = re.findall(r"<details>\s*<summary>[^<]+</summary>(.*\n.*)\n", text)
    assert len(opened) == text.count("<details>")
    assert [x for x in opened if x.strip()] == []  # a blank line, then Markdown


def test_nothing_went_wrong_when_they_were_stored(code):
    for cell in code:
        wanted = "raises-exception" in cell.metadata.get("tags", [])
        for output in cell.outputs:
            assert output.get("name") != "stderr"
            assert wanted or output.output_type != "error"


def test_outputs_show_no_representations_that_mean_nothing(code):
    for cell in code:
        for output in cell.outputs:
            data = output.get("data", {})
            alone = set(data) == {"text/plain"}
            text = data["text/plain"] if alone else output.get("text", "")
            assert not NOISE.search(text), f"{cell.id}: {text}"
            assert str(ROOT) not in text


def test_tags_are_known_and_no_cell_has_a_tolerance_of_its_own(code):
    for cell in code:
        assert set(cell.metadata.get("tags", [])) <= TAGS, cell.id
        assert "NBVAL" not in cell.source


def test_how_far_the_numbers_move_was_measured(path, code):
    place = spread.place(ROOT / "results", path.stem)
    assert place.exists(), f"run: make notebooks NAMES={path.stem}"
    seen = spread.Spread.read(place)
    assert seen.machines >= len(notebooks.machines_for(path))
    outputs = {cell.id: cell.outputs for cell in code}
    for cell, moved in seen.printed.items():
        assert moved.keys() <= find_printed(outputs[cell]).keys()
    recorded = ROOT / "results" / f"{path.stem}.json"
    values = json.loads(recorded.read_text("utf-8")) if recorded.exists() else {}
    assert seen.recorded.keys() <= dict(spread.leaves(values)).keys()
