"""No chapter types a number that a run has measured: it would grow stale.

A decimal number with three significant digits or more is suspect where it equals, at
its own precision, a result of a notebook that the chapter speaks of. Code, formulas,
roles, exercises and their solutions are left out: what is worked out by hand belongs
into a formula.
"""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOT_PROSE = (
    r"(?ms)^(?P<fence>```+|:::+)\{(?:exercise|solution)\}.*?^(?P=fence)[ ]*$",
    r"(?ms)^(?P<tick>```+)(?!\{(?:figure|note|tip|warning|admonition|important)).*?"
    r"^(?P=tick)[ ]*$",
    r"(?m)^[`:]{3,}.*$",
    r"(?s)\$\$.*?\$\$",
    r"\$[^$\n]*(?:\n[^$\n]+)?\$",
    r"\{[\w:.-]+\}`[^`]*`",
    r"(?s)(?P<code>`+).*?(?P=code)",
    r"\]\([^)]*\)",
    r"<[^>\n]*>",
)
DECIMAL = re.compile(r"(?<![\w.])(\d*\.\d+)(?![\w.]*\w)(\s?%)?")


def prose(text):
    """Return the text without what may hold numbers of its own."""
    for pattern in NOT_PROSE:
        text = re.sub(pattern, " ", text)
    return text


def typed_numbers(text):
    """Yield each decimal number that has three significant digits or more."""
    for match in DECIMAL.finditer(prose(text)):
        number, percent = match.groups()
        if len(number.replace(".", "").lstrip("0")) >= 3:
            yield number, bool(percent)


def results_of(notebook, root=ROOT):
    """Return pairs of key and value of what a notebook has recorded."""
    path = root / "results" / f"{notebook}.json"
    values = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return [
        (f"{notebook}/{name}{rest}", value)
        for name, inner in values.items()
        for rest, value in _floats(inner)
    ]


def _floats(value):
    if isinstance(value, float):
        yield "", value
    items = value.items() if isinstance(value, dict) else []
    items = enumerate(value) if isinstance(value, list) else items
    for part, inner in items:
        for rest, number in _floats(inner):
            yield f".{part}{rest}", number


def stale(text, results):
    """Return a complaint for each typed number that equals a result."""
    found = []
    for number, percent in typed_numbers(text):
        places = len(number.split(".")[1])
        for key, value in results:
            shown = f"{value * (100 if percent else 1):.{places}f}"
            if shown == f"{float(number):.{places}f}":
                spec = f".{places}%" if percent else f".{places}f"
                found.append(f"{number}: write {{result}}`{key}:{spec}` instead")
                break
    return found


def notebooks_of(text):
    """Return the names of the notebooks that a chapter speaks of."""
    roles = re.findall(r"\{result\}`(\w+)/", text)
    return sorted({*re.findall(r"notebooks/(\w+)", text), *roles})


CHAPTERS = sorted((ROOT / "chapters").glob("*.md"))


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_no_chapter_types_a_measured_number(chapter):
    text = chapter.read_text("utf-8")
    results = [pair for name in notebooks_of(text) for pair in results_of(name)]
    assert stale(text, results) == []


def test_a_typed_result_is_found_with_the_role_to_use():
    results = [("mlp/accuracies.0", 0.97531), ("mlp/loss", -0.1)]
    assert stale("It reached 0.975 in the end.", results) == [
        "0.975: write {result}`mlp/accuracies.0:.3f` instead"
    ]
    assert stale("It reached .9753.", results)[0].startswith(".9753")
    assert (
        "`mlp/accuracies.0:.1%`" in stale("It was right in 97.5 % of them", results)[0]
    )


def test_what_is_no_typed_result_passes():
    results = [("mlp/accuracy", 0.97531), ("mlp/lr", 0.1)]
    text = """
With 0.1 or 0.974 or version 0.975.1 or `0.975`, $x = 0.975$ and {result}`mlp/a:.3f`.

```python
assert accuracy == 0.975
```

```{exercise} By hand
:label: ex
Take 0.975.
```

$$
y = 0.975
$$
"""
    assert stale(text, results) == []


def test_prose_in_a_figure_counts():
    text = "```{figure} x.svg\n:name: fig-x\nReached 0.975 here.\n```\n"
    assert stale(text, [("mlp/accuracy", 0.97531)])


def test_results_are_found_however_deep(tmp_path):
    (tmp_path / "results").mkdir()
    values = {"a": [{"b": 0.5}], "n": 3, "c": 0.25}
    (tmp_path / "results" / "mlp.json").write_text(json.dumps(values))
    assert results_of("mlp", tmp_path) == [("mlp/a.0.b", 0.5), ("mlp/c", 0.25)]
