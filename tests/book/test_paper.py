"""The book on paper: its parts, made from small pieces of the site."""

import pytest
from bs4 import BeautifulSoup

import paper
import release
from course import contents

TASK = """<div class="exercise admonition" id="ex"><p class="admonition-title">
Exercise 4.8 (Why)</p><p>Why?</p></div>
<details class="solution" id="sol"><summary>Solution</summary><p>So.</p></details>"""
CODE = """<div class="code-exercise" id="code-f"><p class="code-title">Write it: F</p>
<pre>def f</pre><div class="code-help">
<details><summary>Hint 1</summary><p>Think.</p></details>
<details><summary>Solution</summary><pre>return 1</pre></details></div></div>"""
QUIZ = """<div class="quiz"><div class="quiz-question" id="q1">
<p><span class="quiz-number">1</span> Right?</p>
<details class="quiz-answer"><summary>Answer</summary>
<p><strong>No</strong> It is.</p><p><strong>✓ Yes</strong> So it is.</p></details>
</div></div>"""


def parse(text):
    return BeautifulSoup(text, "html.parser")


@pytest.mark.parametrize(
    ("text", "folded", "name", "title", "said"),
    [
        (TASK, ".solution", "sol", "Exercise 4.8 (Why)", "So."),
        (CODE, ".code-help", "code-f-solution", "Write it: F", "Solution. return 1"),
        (QUIZ, ".quiz", "q1-answer", "Check yourself, question 1", "✓ Yes So it is."),
    ],
)
def test_what_is_folded_stands_at_the_end_and_is_pointed_to(
    text, folded, name, title, said
):
    page = parse(text)
    kept = parse(paper.solution(page.select_one(folded)))
    words = " ".join(kept.get_text(" ").split())
    assert kept.div["id"] == name
    assert words.startswith(title)
    assert said in words
    assert page.select("details") == []
    assert page.select_one(".page-of")["href"] == f"#{name}"


def test_the_right_answer_comes_first():
    kept = paper.solution(parse(QUIZ).select_one(".quiz"))
    assert kept.index("✓ Yes") < kept.index("No</strong>")


def test_a_hint_begins_its_paragraph():
    kept = parse(paper.solution(parse(CODE).select_one(".code-help")))
    assert [x.get_text() for x in kept.select("p + p, p:has(strong)")] == [
        "Hint 1. Think."
    ]


def test_the_contents_name_each_title_once_and_what_comes_in_each_chapter_not():
    chapter = "<section>{1}<h1>{0}</h1><h2>Of {0}</h2><h2>Exercises</h2></section>"
    parts = {"A": '<p class="part">Part I</p>', "B": "", "C": ""}
    book = parse("".join(chapter.format(*x) for x in parts.items()))
    lines = [x.get_text() for x in parse(paper.table(book)).select("li")]
    assert lines == ["Part I", "A", "Of A", "B", "Of B", "C", "Of C"]
    names = [x["id"] for x in book.select("h1, h2")]
    assert len(set(names)) == 9


def test_a_sheet_has_its_title_at_its_head():
    made = paper.sheet("one", 'The "first" \\ one', "<p>Text</p>")
    assert '@page one { @top-center { content: "The \\"first\\" \\\\ one"; } }' in made


def test_pictures_are_as_large_as_their_letters_want():
    page = parse('<img width="700" height="300"><img>')
    for picture in page.select("img"):
        paper.scale(picture)
    assert [x.attrs for x in page.select("img")] == [{"width": "490"}, {}]


def test_its_title_is_the_courses():
    assert f"\ntitle: {paper.TITLE}\n" in (release.ROOT / "_config.yml").read_text()


def test_what_is_left_out_is_in_the_contents():
    assert set(paper.LEFT_OUT) <= {x.name for x in contents.read().entries}
