"""The reference: all that is public stands in it once and leads to a chapter."""

import importlib
import inspect
import re

import pytest
import yaml
from _ext import api_docstrings, api_lessons, api_reference
from numpydoc.docscrape import NumpyDocString

import book
import nnfoundations
from course import contents

ROOT = book.ROOT
PACKAGE = ROOT / "src" / "nnfoundations"
LESSONS = api_lessons.read(ROOT, PACKAGE)
NAMES = LESSONS.names
IN_TOC = set(contents.read().pages)
PAGES = {
    page: (ROOT / f"{page}.md").read_text("utf-8")
    for page in sorted(IN_TOC)
    if page.startswith(f"{api_reference.ROOT}-")
}
LISTED = [
    short
    for text in PAGES.values()
    for short in api_reference.list_modules(text, NAMES)
]


def test_every_module_stands_in_the_reference_once():
    assert list(api_reference.find_unlisted(PAGES, NAMES)) == []
    assert sorted(LISTED) == sorted(module.short for module in NAMES.modules.values())


def test_a_folder_that_is_missing_or_gone_is_told_with_its_cure():
    text = PAGES["chapters/api-units"].replace("\nunits\n", "\nunites\n")
    (missing, gone) = api_reference.find_unlisted(
        PAGES | {"chapters/api-units": text}, NAMES
    )
    assert "nnfoundations.units" in missing
    assert "add the line 'units'" in missing
    assert "'unites'" in gone


def test_every_page_of_the_reference_is_in_the_contents():
    files = {
        path.relative_to(ROOT).with_suffix("").as_posix()
        for path in (ROOT / "chapters").glob("api*.md")
    }
    assert files == {*PAGES, api_reference.ROOT}


def unwrapped(module):
    """Yield what a module holds; a cached function as the function itself."""
    for key, value in list(vars(module).items()):  # looking may import more
        yield key, inspect.unwrap(value) if hasattr(value, "cache_info") else value


@pytest.mark.parametrize("name", NAMES.modules)
def test_the_source_says_what_the_running_module_says(name):
    module = importlib.import_module(name)
    listed = getattr(module, "__all__", None)
    found = {
        key
        for key, value in unwrapped(module)
        if (inspect.isfunction(value) or inspect.isclass(value))
        and value.__module__ == name
        and (key[0] != "_" if listed is None else key in listed)
    }
    assert found == set(NAMES.modules[name].own)


def test_everything_public_leads_to_a_page_of_the_contents():
    told = LESSONS.all()
    assert set(told) == NAMES.defined
    assert {how for how, _ in told.values()} == {"Taught in", "Used in", "Goes with"}
    assert {page for _, page in told.values()} <= IN_TOC


def wrong_arguments(thing):
    """Return the arguments that a list of parameters forgets or makes up."""
    text = NumpyDocString(inspect.getdoc(thing) or "")
    listed = {
        name.strip().lstrip("*")
        for each in text["Parameters"] + text["Attributes"]
        for name in each.name.split(",")
    }
    if not text["Parameters"]:
        return set()
    taken = set(inspect.signature(thing).parameters) - {"self", "cls"}
    if inspect.isclass(thing):  # a live figure takes its state as keywords
        return taken - listed - {"state"}
    return taken ^ listed


def public(full):
    """Return the object of a full name."""
    module, _, name = full.rpartition(".")
    return getattr(importlib.import_module(module), name)


def test_lists_of_parameters_name_the_arguments_and_no_others():
    found = {full: wrong_arguments(public(full)) for full in sorted(NAMES.defined)}
    assert {full: wrong for full, wrong in found.items() if wrong} == {}


def test_a_forgotten_argument_is_seen():
    def add(a, b):
        """Add.

        Parameters
        ----------
        a, c : float
        """

    assert wrong_arguments(add) == {"b", "c"}


@pytest.mark.parametrize(
    ("name", "how", "page"),
    [
        ("neurons.lif.firing_rate", "Used in", "biological-neuron"),
        ("networks.mlp.MLPScratch", "Taught in", "mlp-implementation"),
        ("networks.mlp.relu", "Used in", "mlp-implementation"),
        ("figures.xor_fold.XorFold", "Taught in", "multilayer-perceptron"),
        ("units.perceptron.mistake_bound", "Used in", "perceptron"),
        ("neurons.hodgkin_huxley.simulate_hh", "Used in", "biological-neuron"),
        ("units.perceptron.Update", "Goes with", "perceptron"),
        # used before, too: it goes with the rest of its module
        ("units.perceptron.unit", "Used in", "perceptron"),
        ("neurons.synapses.kick_response", "Used in", "from-neuron-to-unit"),
    ],
)
def test_links_that_a_reader_would_set(name, how, page):
    assert LESSONS.of(f"nnfoundations.{name}") == (how, f"chapters/{page}")


def test_the_table_of_homes_holds_what_is_needed_and_no_more():
    needed = {
        module.short
        for module in NAMES.modules.values()
        if module.own and LESSONS.derived(module.name) is None
    }
    stale = sorted(set(api_lessons.HOMES) - needed)
    missing = sorted(needed - set(api_lessons.HOMES))
    assert stale == [], "a page names these now: take them out of HOMES"
    assert missing == [], "add these to HOMES in _ext/api_lessons.py"
    assert set(api_lessons.HOMES.values()) <= IN_TOC


def test_a_module_that_no_page_names_is_told_with_its_cure():
    bare = api_lessons.Lessons(ROOT, NAMES, homes={})
    with pytest.raises(api_lessons.UnknownHomeError, match=r'add "checks": "chapters/'):
        bare.of("nnfoundations.checks.number")


CODE = """
import nnfoundations.networks.stacks as layers
from nnfoundations.neurons import lif
from nnfoundations.networks.mlp import MLP as Network
lif.firing_rate(2.0).max()
layers.forward_stack
%matplotlib inline
"""


def test_what_code_speaks_of_is_found():
    found = {
        f"nnfoundations.{name}"
        for name in (
            "networks.stacks.forward_stack",
            "neurons.lif",
            "neurons.lif.firing_rate",
            "networks.mlp.MLP",
        )
    }
    assert found <= api_lessons.names_in([CODE])
    assert api_lessons.names_in(["it is no Python (", "x = 1"]) == set()


def test_a_name_is_followed_to_where_it_is_defined():
    home = "nnfoundations.plotting.charts.curves"
    assert NAMES.home("nnfoundations.plotting.curves") == home
    assert NAMES.home(home) == home
    assert NAMES.home("nnfoundations.neurons.lif.Nothing").endswith("lif.Nothing")


NEURON = (NAMES.modules["nnfoundations.neurons.lif"], "")
FULL = ":py:obj:`simulate_lif <nnfoundations.neurons.lif.simulate_lif>`"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("see `simulate_lif`.", f"see {FULL}."),
        ("a `current` [nA]", "a ``current`` [nA]"),
        ("``simulate_lif``", "``simulate_lif``"),
        ("|w| and ``a | b``", r"\|w\| and ``a | b``"),
        ("`x + 1`", "``x + 1``"),
        ("`nnfoundations.gone`", ":py:obj:`gone <nnfoundations.gone>`"),
    ],
)
def test_names_in_docstrings_become_links_or_code(text, wanted):
    assert api_docstrings.prepare([text], NEURON, {"current"}, NAMES)[0] == wanted


def test_a_parameter_is_no_link_even_if_a_function_has_its_name():
    inside = (NAMES.modules["nnfoundations.networks.architecture"], "")
    assert ":py:obj:" in api_docstrings.link("`mask`", inside, set(), NAMES)
    assert api_docstrings.link("`mask`", inside, {"mask"}, NAMES) == "``mask``"


def test_tables_grow_with_their_links():
    table = [
        "=============  ====",
        "",
        "x              `c`",
        "=============  ====",
        "",
    ]
    table[1] = "`run_network`  b"
    inside = (NAMES.modules["nnfoundations.networks.architecture"], "")
    found = api_docstrings.prepare(table, inside, set(), NAMES)
    border = found[0].split("  ")[0]
    assert border == "=" * len(found[1].split("  ")[0])
    assert len(border) > len(table[0].split()[0])
    assert found[1].split("  ")[-1] == "b"
    assert found[2].split() == ["x", "``c``"]
    assert found[3] == found[0]


def test_headings_of_modules_become_titles():
    found = list(api_docstrings.make_titles(["Text.", "", "References", "-" * 10, "A"]))
    assert found == ["Text.", "", ".. rubric:: References", "", "A"]


def test_own_names_are_never_ignored():
    config = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))["sphinx"]
    patterns = config["config"]["nitpick_ignore_regex"]
    assert not any(
        re.fullmatch(pattern, name) for _, pattern in patterns for name in NAMES.defined
    )
    assert "nitpick_ignore" not in config["config"]
    assert "-n" in book.COMMAND


def test_the_package_itself_is_explained_in_the_overview():
    text = (ROOT / f"{api_reference.ROOT}.md").read_text("utf-8")
    assert nnfoundations.__name__ in text
    shown = api_reference.overview(PAGES, NAMES)
    for short in LISTED:
        summary = NAMES.modules[f"nnfoundations.{short}"].summary
        assert len(summary) > 10
        assert f"[`{short}`](#reference-{short}): {summary}\n" in shown
