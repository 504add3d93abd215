"""Both forms of every figure: files that import each other, and one joined text."""

import math
import re

import pytest
from traitlets import Bool, Enum, Float, Int

from nnfoundations.figures import FIGURES, javascript

NAMES = sorted(FIGURES)


@pytest.fixture(scope="module")
def joined(tmp_path_factory):
    """Return a function that writes a figure's joined text and says where."""
    folder = tmp_path_factory.mktemp("joined")

    def write(name):
        path = folder / f"{name}.mjs"
        path.write_text(javascript.joined(name), "utf-8")
        return path

    return write


@pytest.mark.parametrize("name", NAMES)
def test_the_joined_text_loads_and_exports_what_the_file_does(name, node, joined):
    alone = node.call(joined(name), None)
    assert alone == node.call(javascript.path_of(name), None)
    assert "default" in alone


@pytest.mark.parametrize("name", NAMES)
def test_the_joined_text_imports_nothing(name):
    assert not re.search(r"^import\b", javascript.joined(name), re.MULTILINE)


@pytest.mark.parametrize("name", NAMES)
def test_title_and_fields_are_the_traits(name, node):
    figure = FIGURES[name]
    spec = node.call(javascript.path_of(name), "default.spec")
    assert spec["title"] == figure.title
    assert set(spec["fields"]) == set(figure.fields())
    plain = figure().state()
    for field, theirs in spec["fields"].items():
        assert plain[field] == theirs["default"], field
        assert bounds(figure.class_traits()[field]) == stated(theirs), field


def bounds(trait):
    """Return what a trait says of its values: bounds, choices."""
    if isinstance(trait, Enum):
        return {"choices": list(trait.values)}
    if isinstance(trait, Bool) or not isinstance(trait, Int | Float):
        return {}
    given = {"min": trait.min, "max": trait.max}
    return {k: v for k, v in given.items() if v is not None and math.isfinite(v)}


def stated(field):
    """Return what a field says of its values."""
    return {k: field[k] for k in ("min", "max", "choices") if k in field}


@pytest.mark.parametrize("name", NAMES)
def test_presets_fit_the_traits(name, node):
    spec = node.call(javascript.path_of(name), "default.spec")
    for preset in spec.get("presets", {}).values():
        assert preset["label"].strip()
        FIGURES[name](**preset["state"])


def write(folder, **files):
    for name, text in files.items():
        (folder / f"{name}.js").write_text(text)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(javascript, "FOLDER", tmp_path)
    return tmp_path


def test_names_are_carried_over_and_do_not_meet(folder, node):
    write(
        folder,
        deep="export const word = 'deep';\n",
        low="""import { word } from "./deep.js";
const own = 1;
export function low() { return word + own; }
export class Thing { kind() { return "thing"; } }
export async function later() {}
""",
        top="""import {
  low as lower,
  Thing,
} from "./low.js";
import { word } from "./deep.js";
const own = 2;
export function all() { return [lower(), new Thing().kind(), word, own]; }
export default { all };
""",
    )
    path = folder / "joined.mjs"
    path.write_text(javascript.joined("top"))
    expected = ["deep1", "thing", "deep", 2]
    assert node.call(path, "all") == expected
    assert node.call(folder / "top.js", "all") == expected
    names = [file.stem for file in javascript.dependencies(folder / "top.js")]
    assert names == ["deep", "low"]


def test_only_comments_are_left_out(folder, node):
    write(
        folder,
        top="""/** What the module is for. */
const pattern = /\\/\\*\\*/; // a slash and two stars
/**
 * Over several lines, with code: `a * b`.
 */
export const text = `/** kept */`;
// a note
export const address = "https://kept"; // an address; // not two
/** @returns {number} */ function two() {
  return 2;
}
/** @type {number} */
export const number = two();
export default pattern;
""",
    )
    text = javascript.served(folder / "top.js")
    assert text.count("/**") == 2
    assert not re.search("slash|note|an address|not two", text)
    (folder / "alone.mjs").write_text(text)
    for file in ("top.js", "alone.mjs"):
        assert node.call(folder / file, "text") == "/** kept */"
        assert node.call(folder / file, "address") == "https://kept"


def test_no_text_over_several_lines_looks_like_a_note():
    for path in javascript.FOLDER.rglob("*.js"):
        text = path.read_text("utf-8")
        for note in javascript._NOTES.finditer(text):
            assert text[: note.start()].count("`") % 2 == 0, (path.name, note[0])


@pytest.mark.parametrize(
    "line",
    [
        'import thing from "./low.js";',
        'import * as low from "./low.js";',
        "export let count = 0;",
        "export { low };",
        "export default 3;",
    ],
)
def test_other_forms_are_refused(folder, line):
    write(folder, top='import { low } from "./low.js";\n', low=f"{line}\n")
    with pytest.raises(ValueError, match=r"low\.js: expected 'import"):
        javascript.joined("top")


def test_a_circle_is_refused(folder):
    write(
        folder,
        top='import { a } from "./low.js";\n',
        low='import { b } from "./top.js";\n',
    )
    with pytest.raises(ValueError, match=r"top\.js -> low\.js -> top\.js"):
        javascript.joined("top")
