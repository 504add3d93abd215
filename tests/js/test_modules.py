"""Both forms of every figure: files that import each other, and one joined text."""

import re
import shutil

import pytest
from traitlets import Bool, Enum, Int, List, Unicode

from nnfoundations.figures import FIGURES, declaration, javascript
from nnfoundations.figures.base import LiveFigure, Number

NAMES = sorted(FIGURES)


@pytest.fixture(scope="module")
def joined(tmp_path_factory):
    """Return a function that writes a figure's joined text and says where."""
    folder = tmp_path_factory.mktemp("joined")

    def write(name):
        path = folder / f"{name}.mjs"
        path.write_text(javascript.join(name), "utf-8")
        return path

    return write


@pytest.mark.parametrize("name", NAMES)
def test_the_joined_text_loads_and_exports_what_the_file_does(name, node, joined):
    alone = node.call(joined(name), None)
    assert alone == node.call(javascript.find_path(name), None)
    assert "default" in alone


@pytest.mark.parametrize("name", NAMES)
def test_the_joined_text_imports_nothing(name):
    assert not re.search(r"^import\b", javascript.join(name), re.MULTILINE)


@pytest.mark.parametrize("name", NAMES)
def test_title_and_fields_are_the_traits(name, node):
    figure = FIGURES[name]
    spec = node.call(javascript.find_path(name), "default.spec")
    assert spec["title"] == figure.title
    assert {k: f["default"] for k, f in spec["fields"].items()} == figure().state()


@pytest.mark.parametrize("name", NAMES)
def test_the_stored_fields_are_the_traits(name):
    stored = declaration.fields_file(FIGURES[name])
    mend = "'python tools/fields.py' writes them again"
    assert stored.read_text("utf-8") == declaration.as_javascript(FIGURES[name]), mend


class Sample(LiveFigure):
    """One field of each kind."""

    name = "playground"
    rate = Number(2.0, min=0.5, max=3.0).tag(sync=True)
    count = Int(3, min=1, max=9).tag(sync=True, restarts=True)
    kind = Enum(("b", "a"), "a").tag(sync=True)
    bias = Bool(True).tag(sync=True)
    places = List(
        List(Number(min=-1.0, max=1.0), minlen=2, maxlen=2), maxlen=4, help="pairs"
    ).tag(sync=True)


def test_a_declaration_by_hand():
    text = declaration.as_javascript(Sample)
    for line in (
        " * @property {number[][]} places",
        '  rate: {"kind": "number", "min": 0.5, "max": 3, "default": 2},',
        '  count: {"kind": "integer", "min": 1, "max": 9, "default": 3,'
        ' "restarts": true},',
        '  kind: {"kind": "choice", "choices": ["b", "a"], "default": "a"},',
        '  bias: {"kind": "flag", "default": true},',
        '  places: {"kind": "list", "of": {"kind": "list", "of": {"kind": "number",'
        ' "min": -1, "max": 1}, "least": 2, "most": 2}, "least": 0, "most": 4,'
        ' "expected": "pairs", "default": []},',
    ):
        assert f"{line}\n" in text
    with pytest.raises(TypeError, match=r"got <.*Unicode"):
        declaration.declare(Unicode())


@pytest.mark.parametrize("name", NAMES)
def test_a_field_more_in_the_middle_changes_nothing_else(name, node, tmp_path):
    """The file with the new field takes the old one's place; the figure uses it."""
    figure = FIGURES[name]
    traits = {k: v for k, v in vars(figure).items() if k in figure.fields()}
    first, *others = traits.items()
    added = ("added", Int(1, min=0, max=9).tag(sync=True))
    more = type("More", (LiveFigure,), {"name": name} | dict([first, added, *others]))
    folder = tmp_path / "figures"
    shutil.copytree(javascript.FOLDER, folder)
    new = declaration.as_javascript(more)
    (folder / "fields" / f"{name}.js").write_text(new, "utf-8")
    before, after = (
        spec_and_origin(place, name, figure().state(), node)
        for place in (javascript.FOLDER, folder)
    )
    assert list(after["fields"])[:2] == [first[0], "added"]
    assert after["fields"].pop("added")["default"] == 1
    assert after == before


def spec_and_origin(folder, name, state, node):
    """Return a figure's fields, the link of a state, and what restarts depend on."""
    spec = node.call(folder / f"{name}.js", "default.spec")
    core = folder / "core" / "state.js"
    fields = spec["fields"]
    changed = {"added": 1} | dict.fromkeys(state, "changed")
    return {
        "fields": fields,
        "link": node.call(core, "toLink", fields, changed),
        "origin": node.call(core, "originOf", fields, state),
    }


#: What starts anew what the figures train, count or draw at random, by hand.
RESTARTS = {
    "activation_curves": {"kind", "z", "target", "lr"},
    "approximator": {"target", "steepness"},
    "integrate_fire": {"resistance", "threshold", "t_ref"},
    "perceptron_rule": {"points"},
    "signal_depth": {"width", "seed"},
}


@pytest.mark.parametrize("name", NAMES)
def test_what_restarts_is_what_python_tags(name, node):
    figure, core = FIGURES[name], javascript.FOLDER / "core" / "state.js"
    fields = node.call(javascript.find_path(name), "default.spec")["fields"]
    state = figure().state()
    origin = node.call(core, "originOf", fields, state)
    restarting = {
        field
        for field in state
        if node.call(core, "originOf", fields, state | {field: "other"}) != origin
    }
    tagged = set(figure.class_traits(restarts=True))
    assert restarting == tagged
    assert tagged == RESTARTS.get(name, tagged), "other tags than RESTARTS has"


@pytest.mark.parametrize("name", NAMES)
def test_presets_fit_the_traits(name, node):
    spec = node.call(javascript.find_path(name), "default.spec")
    for preset in spec["presets"].values():
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
    path.write_text(javascript.join("top"))
    expected = ["deep1", "thing", "deep", 2]
    assert node.call(path, "all") == expected
    assert node.call(folder / "top.js", "all") == expected
    names = [file.stem for file in javascript.list_dependencies(folder / "top.js")]
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
    text = javascript.strip(folder / "top.js")
    assert text.count("/**") == 2
    assert not re.search("slash|note|an address|not two", text)
    (folder / "alone.mjs").write_text(text)
    for file in ("top.js", "alone.mjs"):
        assert node.call(folder / file, "text") == "/** kept */"
        assert node.call(folder / file, "address") == "https://kept"


def test_no_text_goes_over_several_lines():
    """There, what looks like a note or idle blanks would be part of the text."""
    for path in javascript.FOLDER.rglob("*.js"):
        texts = re.findall("`[^`]*`", javascript.strip(path))
        assert [text for text in texts if "\n" in text] == [], path.name


def test_a_browser_gets_no_idle_blanks(folder):
    write(folder, top="export function two() {\n\n  return 2;\n}\n")
    text = javascript.strip(folder / "top.js")
    assert text == "export function two() {\nreturn 2;\n}\n"


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
        javascript.join("top")


def test_a_circle_is_refused(folder):
    write(
        folder,
        top='import { a } from "./low.js";\n',
        low='import { b } from "./top.js";\n',
    )
    with pytest.raises(ValueError, match=r"top\.js -> low\.js -> top\.js"):
        javascript.join("top")
