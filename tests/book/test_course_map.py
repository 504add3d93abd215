"""The map on the landing page: every chapter, only earlier needs, times that add up."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from _ext import course_map, course_plan
from _ext.course_plan import Chapter, CourseError, Work, plan, tell
from docutils import nodes
from sphinx_exercise.nodes import exercise_enumerable_node, solution_node

from course import contents

ROOT = Path(__file__).resolve().parents[2]
BOOK = contents.read()
DATA = yaml.safe_load((ROOT / "chapters" / "course.yml").read_text("utf-8"))
CHAPTERS = plan(BOOK, DATA)


def toc(*names, sections=()):
    chapters = [{"file": f"chapters/{name}"} for name in names]
    chapters[-1]["sections"] = [{"file": f"notebooks/{x}"} for x in sections]
    start = {"caption": "Start here", "chapters": chapters[:1]}
    rest = {"caption": "Part I", "numbered": 1, "chapters": chapters[1:]}
    last = {"caption": "Appendices", "chapters": [{"file": "chapters/setup"}]}
    return contents.parse({"root": "chapters/index", "parts": [start, rest, last]})


def data(**needs):
    chapters = {k: {"teaches": "It", "needs": v} for k, v in needs.items()}
    return {"chapters": chapters, "words_per_minute": 100, "minutes_per_exercise": 5}


def test_every_chapter_of_the_course_is_on_the_map():
    files = [entry.name for entry in BOOK.entries if entry.part != "Appendices"]
    assert [chapter.name for chapter in CHAPTERS] == files
    assert set(files) <= set(DATA["chapters"])


def test_every_chapter_but_the_first_needs_one_and_names_no_need_twice():
    assert [x.name for x in CHAPTERS if not x.needs] == ["prerequisites"]
    for chapter in CHAPTERS:
        assert len(set(chapter.needs)) == len(chapter.needs)


def test_no_need_follows_from_another():
    needs = {x.name: set(x.needs) for x in CHAPTERS}

    def before(name):
        return needs[name].union(*map(before, needs[name]))

    for name, direct in needs.items():
        assert not direct & set().union(*map(before, direct)), name


def test_the_rates_have_their_source():
    text = (ROOT / "chapters" / "course.yml").read_text("utf-8")
    keys = re.findall(r"\((\w+\d{4})\)", text)
    bibliography = (ROOT / "references.bib").read_text("utf-8")
    assert keys
    assert all(f"{{{key}," in bibliography for key in keys)


def test_order_parts_numbers_and_notebooks_come_from_the_table_of_contents():
    found = plan(toc("a", "b", "c", sections=["n", "m"]), data(a=[], b=["a"], c=[]))
    assert [(x.name, x.number, x.part) for x in found] == [
        ("a", None, "Start here"),
        ("b", 1, "Part I"),
        ("c", 2, "Part I"),
    ]
    assert found[1].needs == ("a",)
    assert found[2].notebooks == ("n", "m")


def test_a_chapter_without_an_entry_is_refused():
    with pytest.raises(CourseError, match=r"'b'.*say there what it teaches"):
        plan(toc("a", "b"), data(a=[]))


@pytest.mark.parametrize("needs", [{"a": ["b"], "b": []}, {"a": [], "b": ["b"]}])
def test_a_need_that_does_not_come_before_is_refused_so_there_are_no_cycles(needs):
    with pytest.raises(CourseError, match="come before it"):
        plan(toc("a", "b"), data(**needs))


def page():
    text = nodes.paragraph("", "", nodes.Text("Five words and "), nodes.math("", "a b"))
    code = nodes.literal_block("", "x = 1")
    exercise = exercise_enumerable_node("", nodes.paragraph("", "Do it."))
    answer = solution_node("", nodes.paragraph("", "Here is the whole answer."))
    return nodes.section("", text, code, exercise, answer, nodes.comment("", "no no"))


def test_words_count_code_and_a_formula_once_but_no_folded_solution():
    assert course_plan.words(page()) == 3 + 1 + 3 + 2


def test_the_work_is_words_runs_and_exercises(tmp_path):
    (tmp_path / "benchmarks").mkdir()
    (tmp_path / "notebooks").mkdir()
    costs = '{"n": {"cpu_seconds": 30, "memory_mib": 1}}'
    (tmp_path / "benchmarks" / "notebooks.json").write_text(costs)
    cells = '{"source": ["two words\\n", "<details> not\\n", "these </details>"]}'
    (tmp_path / "notebooks" / "n.ipynb").write_text(f'{{"cells": [{cells}]}}')
    chapter = Chapter("a", "Part I", 1, ("n",))
    found = course_plan.work(chapter, page(), tmp_path, data())
    assert found == Work(9 / 100, 2 / 100 + 0.5, 2, 5)
    assert found.total == pytest.approx(0.09 + 0.52 + 10)


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0.2, "1 min"),
        (9.1, "10 min"),
        (15, "15 min"),
        (17.4, "15 min"),
        (18, "20 min"),
        (58, "1 h"),
        (67, "1 h 5 min"),
        (600, "10 h"),
    ],
)
def test_times_are_rounded_to_what_they_are_worth(minutes, words):
    assert tell(minutes) == words


def test_the_size_of_the_course_is_its_numbered_chapters_and_whole_hours():
    chapters = [Chapter("a", "Start", None), Chapter("b", "Part I", 1)]
    works = {"a": Work(50, 0, 2, 5), "b": Work(20, 30, 0, 5)}
    told = {name: size(chapters, works) for name, size in course_map.SIZES.items()}
    assert told == {"chapters": 1, "hours": 2}


def test_an_arc_runs_from_row_to_row_and_swings_out_with_its_span():
    chapters = [
        Chapter("a", "Part I", 1),
        Chapter("b", "Part I", 2, needs=("a",)),
        Chapter("c", "Part II", 3, needs=("a",)),
    ]
    svg, height = course_map.arcs(chapters)
    assert height == pytest.approx(3 + 2 * 0.55)
    paths = [
        [float(x) for x in re.findall(r"-?\d+(?:\.\d+)?", path)]
        for path in re.findall(r'd="([^"]+)"', svg)
    ]
    assert [path[1] for path in paths] == pytest.approx([1.05, 1.05], abs=0.01)
    assert [path[7] for path in paths] == pytest.approx([2.05, 3.6], abs=0.01)
    assert paths[0][2] > paths[1][2]
    assert all((3 * path[2] + 100) / 4 > 0 for path in paths)  # inside the drawing
    assert "aria-label" in svg


def test_the_sum_of_the_work_is_split_by_its_kinds():
    works = [Work(50, 20, 2, 5), Work(70, 15, 0, 5)]
    assert course_map._split(works) == (
        "2 h are for the chapters, 35 min for the notebooks and 10 min for 2 exercises"
    )


def test_a_row_tells_what_a_chapter_takes_and_needs():
    titles = {f"chapters/{x}": nodes.title("", x.upper()) for x in "ab"}
    links = SimpleNamespace(get_relative_uri=lambda here, there: f"{there}.html")
    app = SimpleNamespace(builder=links, env=SimpleNamespace(titles=titles))
    chapter = Chapter("b", "Part I", 1, ("n",), "It", ("a",))
    names = {"a": Chapter("a", "Start", None), "b": chapter}
    row = course_map._row(app, "x", chapter, names, Work(20, 30, 2, 5))
    assert [part.astext() for part in row.children] == [
        "1. B",
        "It.",
        "1 h: read 20 min · notebook 30 min · 2 exercises · needs A",
    ]
