"""The role that inserts recorded numbers: right digits, or a complaint that helps."""

import json
from types import SimpleNamespace

import pytest
from _ext import results_role
from _ext.results_role import ResultError, lookup, render


@pytest.fixture
def recorded(tmp_path):
    values = {"accuracy": 0.97531, "runs": [{"lr": 0.5}, {"lr": 0.1}], "name": "mlp"}
    (tmp_path / "mlp_scratch.json").write_text(json.dumps(values))
    return tmp_path


def shown(text):
    return "".join(node.astext() for node in results_role._nodes(text))


def test_key_and_format_give_the_rounded_number(recorded):
    values = results_role.load(recorded, "mlp_scratch")
    assert render(lookup(values, "accuracy"), ".3f") == "0.975"
    assert render(lookup(values, "accuracy"), ".1%") == "97.5%"


def test_a_key_leads_through_lists_and_names(recorded):
    values = results_role.load(recorded, "mlp_scratch")
    assert lookup(values, "runs.1.lr") == 0.1


def test_an_unknown_notebook_names_the_recorded_ones(recorded):
    with pytest.raises(ResultError, match=r"'mlp'; recorded: mlp_scratch"):
        results_role.load(recorded, "mlp")


def test_no_results_at_all_says_what_writes_them(tmp_path):
    with pytest.raises(ResultError, match=r"recorded: none \('make notebooks'"):
        results_role.load(tmp_path, "mlp")


@pytest.mark.parametrize(
    ("key", "known"),
    [
        ("acuracy", "accuracy, name, runs"),
        ("runs.2", "0, 1"),
        ("runs.-1", "0, 1"),
        ("runs.0.rate", "lr"),
        ("accuracy.mean", "none"),
    ],
)
def test_an_unknown_key_names_the_known_ones(recorded, key, known):
    with pytest.raises(ResultError, match=f"known there: {known}$"):
        lookup(results_role.load(recorded, "mlp_scratch"), key)


def test_a_collection_is_not_a_number(recorded):
    with pytest.raises(ResultError, match="name one item"):
        render(lookup(results_role.load(recorded, "mlp_scratch"), "runs"), "")


def test_a_format_that_does_not_suit_is_named():
    with pytest.raises(ResultError, match=r"'\.3q' does not suit 0\.5"):
        render(0.5, ".3q")


def test_negative_numbers_get_a_minus_sign():
    assert shown("-0.5") == "\N{MINUS SIGN}0.5"


def test_small_numbers_get_a_power_of_ten():
    assert shown("2.0e-15") == "2.0 × 10\N{MINUS SIGN}15"
    assert results_role._nodes("2.0e-15")[1].tagname == "superscript"


@pytest.mark.parametrize(
    ("value", "spec", "spread"),
    [
        (0.97531, ".3f", 0.0002),
        (0.97531, ".1%", 0.0002),
        (2e-15, ".0e", 2e-16),
        (12345.6, ",.0f", 0.2),
        (7, "d", 0.0),
        ("mlp", "", 0.0),
        (0.1, ".12f", 0.0),
    ],
)
def test_a_digit_that_stands_may_be_shown(value, spec, spread):
    results_role.check_digits(value, spec, spread)


@pytest.mark.parametrize(
    ("value", "spec", "spread", "cure"),
    [
        (0.97531, ".3f", 0.0003, "use '.2f'"),
        (0.97531, ".2%", 0.0002, "use '.1%'"),
        (0.97531, "", 0.0003, "use '.2f'"),
        (2.1e-15, ".1e", 1e-16, "use '.0e'"),
        (6e-16, ".0e", 4e-16, "record a steadier number"),
        (12345.6, ",.0f", 0.5, "use '.1g'"),
    ],
)
def test_a_digit_that_does_not_stand_is_refused(value, spec, spread, cure):
    with pytest.raises(ResultError, match="does not stand") as raised:
        results_role.check_digits(value, spec, spread)
    assert cure in str(raised.value)


def test_the_spread_is_read_from_beside_the_results(tmp_path):
    assert results_role.read_spread(tmp_path, "mlp", "runs.0.lr") == 0
    (tmp_path / "spread").mkdir()
    kept = {"machines": 6, "printed": {}, "recorded": {"/runs/0/lr": 0.25}}
    (tmp_path / "spread" / "mlp.json").write_text(json.dumps(kept))
    assert results_role.read_spread(tmp_path, "mlp", "runs.0.lr") == 0.25
    assert results_role.read_spread(tmp_path, "mlp", "runs.1.lr") == 0


def test_a_page_follows_the_file_that_it_quotes(tmp_path):
    folder, noted = tmp_path / "results", []
    folder.mkdir()
    (folder / "lab.json").write_text('{"accuracy": 0.25}')
    env = SimpleNamespace(srcdir=tmp_path, note_dependency=noted.append)
    settings = SimpleNamespace(env=env)
    role = results_role.ResultRole()
    role.inliner = SimpleNamespace(document=SimpleNamespace(settings=settings))
    role.text = "lab/accuracy:.2f"
    (node,), messages = role.run()
    assert (node.astext(), messages) == ("0.25", [])
    assert noted == [str(folder / "lab.json")]
