"""The state of a figure on the page: checks, defaults, links."""

import json
import math

import hostile_links
import pytest

from nnfoundations.figures import FIGURES, javascript
from nnfoundations.figures.base import check_state


@pytest.fixture(scope="module")
def states(tmp_path_factory):
    """Return a module with one field of each kind."""
    path = tmp_path_factory.mktemp("states") / "states.mjs"
    address = (javascript.FOLDER / "core" / "state.js").as_uri()
    path.write_text(
        f'import {{ checked, fieldsOf, fromLink, toLink }} from "{address}";\n'
        f"const fields = fieldsOf({json.dumps(DECLARED)});\n"
        "export const check = (given) => checked(fields, given);\n"
        "export const link = (state) => toLink(fields, state);\n"
        "export const read = (text) => checked(fields, fromLink(text));\n"
    )
    return path


DECLARED = {
    "rate": {"kind": "number", "min": 0, "max": 1, "default": 0.5},
    "count": {"kind": "integer", "min": 1, "max": 9, "default": 3},
    "kind": {"kind": "choice", "choices": ["relu", "tanh"], "default": "relu"},
    "bias": {"kind": "flag", "default": True},
    "place": {
        "kind": "list",
        "of": {"kind": "number", "min": 0, "max": 1},
        "least": 2,
        "most": 2,
        "expected": "two numbers from 0 to 1",
        "default": [0, 1],
    },
}
DEFAULT = {"rate": 0.5, "count": 3, "kind": "relu", "bias": True, "place": [0, 1]}
CHANGED = {"rate": 0.25, "count": 9, "kind": "tanh", "bias": False, "place": [1, 0.5]}


def test_what_is_not_given_stands_at_its_default(node, states):
    assert node.call(states, "check", {}) == {"state": DEFAULT, "problems": []}
    assert node.call(states, "check", CHANGED) == {"state": CHANGED, "problems": []}


@pytest.mark.parametrize(
    ("field", "bad", "said"),
    [
        ("rate", 1.5, "rate: expected a number from 0 to 1, got 1.5."),
        ("rate", math.nan, "rate: expected a number from 0 to 1, got NaN."),
        ("rate", math.inf, "rate: expected a number from 0 to 1, got Infinity."),
        ("rate", "0.5", 'rate: expected a number from 0 to 1, got "0.5".'),
        ("rate", None, "rate: expected a number from 0 to 1, got null."),
        ("count", 2.5, "count: expected a whole number from 1 to 9, got 2.5."),
        ("kind", "sine", 'kind: expected one of relu, tanh, got "sine".'),
        ("bias", 1, "bias: expected true or false, got 1."),
        ("place", [1], "place: expected two numbers from 0 to 1, got [1]."),
        ("place", [1, 0, 1], "place: expected two numbers from 0 to 1, got [1,0,1]."),
        ("place", [1, 1.5], "place: expected two numbers from 0 to 1, got [1,1.5]."),
        ("place", [1, None], "place: expected two numbers from 0 to 1, got [1,null]."),
        ("place", {"length": 2}, "place: expected two numbers"),
        ("speed", 1, "“speed” is not a setting of this figure."),
    ],
)
def test_what_does_not_fit_falls_back_and_is_named(node, states, field, bad, said):
    answer = node.call(states, "check", {**CHANGED, field: bad})
    kept = {**CHANGED, field: DEFAULT[field]} if field in DEFAULT else CHANGED
    assert answer["state"] == kept
    assert [problem.startswith(said) for problem in answer["problems"]] == [True]


def test_a_long_value_is_cut_in_the_message(node, states):
    (problem,) = node.call(states, "check", {"kind": "x" * 500})["problems"]
    assert len(problem) < 100


def test_a_link_carries_what_differs_and_gives_it_back(node, states):
    assert node.call(states, "link", DEFAULT) == ""
    text = node.call(states, "link", CHANGED)
    assert node.call(states, "read", text) == {"state": CHANGED, "problems": []}
    assert node.call(states, "link", DEFAULT | {"count": 4}) == "count=4"


@pytest.mark.parametrize(
    "text", ["rate=abc", "rate=NaN", "rate=1e999", "rate=", "rate=[", "rate=%22%22"]
)
def test_a_broken_link_falls_back_to_the_default(node, states, text):
    answer = node.call(states, "read", text)
    assert answer["state"] == DEFAULT
    assert len(answer["problems"]) == 1


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    """Return a function that writes what reads links as a figure's page does."""
    folder = tmp_path_factory.mktemp("readers")
    core = (javascript.FOLDER / "core" / "state.js").as_uri()

    def write(name):
        path = folder / f"{name}.mjs"
        path.write_text(
            f'import figure from "{javascript.find_path(name).as_uri()}";\n'
            f'import {{ checked, fromLink }} from "{core}";\n'
            "const read = (text) => checked(figure.spec.fields, fromLink(text));\n"
            "export const readAll = (links) => links.map(read);\n"
            "export const polluted = () => Object.keys(Object.prototype);\n"
        )
        return path

    return write


#: Letters of the longest notice: three problems, each with what was expected.
NOTICE = 600


@pytest.mark.parametrize("name", FIGURES)
def test_hostile_links_are_read_as_data(node, reader, name):
    default, file = FIGURES[name]().state(), reader(name)
    unknown = hostile_links.of_names()
    for link, answer in zip(unknown, node.call(file, "readAll", unknown), strict=True):
        assert answer["state"] == default, link[:80]
        assert "is not a setting" in answer["problems"][0], link[:80]
        assert len(" ".join(answer["problems"])) < NOTICE, link[:80]
    links = hostile_links.of_settings(default)
    for link, answer in zip(links, node.call(file, "readAll", links), strict=True):
        assert check_state(FIGURES[name], answer["state"]), link[:80]
        assert len(" ".join(answer["problems"])) < NOTICE, link[:80]
    assert node.call(file, "polluted") == []


def test_many_problems_are_counted(node, states):
    many = {f"name{i}": 1 for i in range(100)}
    problems = node.call(states, "check", many)["problems"]
    assert len(problems) == 4
    assert problems[-1] == "And 97 more."
    few = node.call(states, "check", {"a": 1, "b": 1, "c": 1})["problems"]
    assert [problem[:4] for problem in few] == ["“a” ", "“b” ", "“c” "]


def test_forty_letters_are_shown_and_no_more(node, states):
    names = {"x" * 40: 1, "y" * 41: 1}
    kept, cut = node.call(states, "check", names)["problems"]
    assert kept.startswith(f"“{'x' * 40}” is")
    assert cut.startswith(f"“{'y' * 40}…” is")
