"""The table of whatever rows a benchmark recorded."""

import pytest
from _ext import result_table
from _ext.results_role import ResultError

WHOLE = {
    "threads": {"2": {"slow": {"s": 2.5, "x": 1.0}, "a.b, fast": {"s": 10.25}}},
    "accuracy": {"slow": 0.85},
}
LINES = ["seconds | s | .1f", "gain | x | .0f", "accuracy | /accuracy | .2f"]


def test_rows_come_largest_first_and_what_is_missing_stays_empty():
    found = result_table.cells(WHOLE, "threads.2", result_table.columns(LINES))
    assert found == [["a.b, fast", "10.2", "", ""], ["slow", "2.5", "1", "0.85"]]


def test_the_first_line_is_the_head():
    made = result_table.table(["way", "s"], [["slow", "2.5"]])
    (head,), (body,) = (
        made.findall(result_table.nodes.thead),
        made.findall(result_table.nodes.tbody),
    )
    assert [x.astext() for x in head.findall(result_table.nodes.entry)] == ["way", "s"]
    assert [x.astext() for x in body.findall(result_table.nodes.entry)] == [
        "slow",
        "2.5",
    ]


@pytest.mark.parametrize(
    ("place", "lines", "told"),
    [
        ("threads.3", LINES, "no '3'"),
        ("threads.2", ["seconds | s"], "expected 'heading | key | format'"),
        ("accuracy.slow", LINES, "no rows at"),
    ],
)
def test_what_is_wrong_is_told(place, lines, told):
    with pytest.raises(ResultError, match=told):
        result_table.cells(WHOLE, place, result_table.columns(lines))
