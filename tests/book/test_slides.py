"""Slides of a small chapter, and an article that leaves its page."""

import contextlib

import pytest
from bs4 import BeautifulSoup

import slides
from course.articles import Site

PAGE = """<html><head>{head}</head><body><article><section id="one">
<span id="chapter-one"></span><h1>1. One<a class="headerlink" href="#one">#</a></h1>
<p>After this chapter you will be able to</p>
<ul><li>see</li></ul>
<section id="begin"><h2>The beginning</h2>
<p>A story.</p><p>Why is it so?</p></section>
<section id="middle"><h2>The middle</h2>
<p>It is <a href="two.html#there">there</a>,
says <a href="../notebooks/n.html">N</a>:</p>
<div class="math"><span class="katex-display"><span class="katex" data-tex="x^2">
<span class="katex-mathml"><math>x2</math></span>x²</span></span></div>
<p>A sentence that ends.</p><div class="math"><span class="katex-display">y</span></div>
<figure class="live">
<div class="live-figure" data-figure="xor_fold" data-state="{{}}">
<img alt="Fold" src="../_images/fold.webp" style="width: 80%" loading="lazy">
<p>Another state. Fold. What is seen.</p></div><figcaption>Text</figcaption></figure>
<details><figure><img alt="" src="../_images/no.svg"></figure></details></section>
<section id="what-to-remember"><h2>What to remember</h2><ul><li>This</li></ul></section>
<fieldset class="quiz-question" id="q"><legend><span class="quiz-number">1</span> Right?
</legend><ul class="quiz-options"><li data-right>Yes</li><li>No</li></ul>
<details class="quiz-answer"><summary>Answer</summary>
<p data-for="1"><strong>No</strong><br><span class="quiz-why">Not so.</span></p>
<p data-for="0"><strong>✓ Yes</strong><br><span class="quiz-why">It is so.</span></p>
</details></fieldset><fieldset class="quiz-question" id="r"><legend><span
class="quiz-number">2</span> Order?</legend><ol class="quiz-lines">
<li><code><span>    </span><span>return x</span></code></li>
<li><code><span></span><span>def f(x):</span></code></li></ol>
<details class="quiz-answer"><summary>Answer</summary><pre><code>def f(x):
    return x</code></pre></details></fieldset><fieldset class="quiz-question" id="s">
<legend><span class="quiz-number">3</span> How many?</legend>
<p class="quiz-field">A number.</p>
<details class="quiz-answer"><summary>Answer</summary><p data-for="right"><strong>✓ 6.
</strong><br><span class="quiz-why">Count.</span> It may differ by 1.</p></details>
</fieldset></section></article></body></html>"""
CANONICAL = '<link rel="canonical" href="https://example.org/c/chapters/index.html">'


@pytest.fixture
def site(tmp_path):
    (tmp_path / "chapters").mkdir()
    for name in ("index", "one"):
        path = tmp_path / "chapters" / f"{name}.html"
        path.write_text(PAGE.format(head=""), "utf-8")
    return Site(tmp_path)


def cut(site):
    article = site.article("chapters/one")
    return list(slides.cut(article, site, "chapters/one"))


def test_a_chapter_becomes_slides_in_its_order(site):
    told = [(kind, title) for kind, title, _ in cut(site)]
    assert told == [
        ("title", '<span id="one--chapter-one"></span>1. One'),
        ("question", "The beginning"),
        ("formula", "The middle"),
        ("formula", "The middle"),
        ("live", "The middle"),
        ("remember", "What to remember"),
        *(
            ("quiz", f"Question {number}{part}")
            for number in (1, 2, 3)
            for part in ("", ": the answer")
        ),
    ]


def test_a_teacher_may_name_chapters(monkeypatch):
    made = {}

    def make(chromium, names):
        made["names"] = names
        return []

    monkeypatch.setattr(slides.book, "build", lambda: 0)
    monkeypatch.setattr(slides.browser, "start", contextlib.nullcontext)
    monkeypatch.setattr(slides, "make", make)
    assert slides.main(["perceptron"]) == 0
    assert made["names"] == ["perceptron"]


def test_a_chapter_that_is_none_is_refused(capsys):
    with pytest.raises(SystemExit):
        slides.main(["perzeptron"])
    assert "got perzeptron" in capsys.readouterr().err


def test_a_formula_stands_below_what_leads_to_it_and_below_nothing_that_ends(site):
    first, second = (inside for kind, _, inside in cut(site) if kind == "formula")
    assert "says" in first
    assert "A sentence" not in second


def test_the_answer_stands_on_the_second_slide_alone(site):
    asked, told, *_ = (inside for kind, _, inside in cut(site) if kind == "quiz")
    assert "It is so." not in asked
    assert "right" not in asked.replace("data-right", "")
    assert 'class="right"' in told
    assert "It is so." in told
    assert "Not so." not in told


def test_an_answer_can_be_called_out_by_its_letter(site):
    asked, told, order, *_ = (x for kind, _, x in cut(site) if kind == "quiz")
    for inside in (asked, told):
        assert [x in inside for x in ("<b>A</b> Yes", "<b>B</b> No")] == [True, True]
    assert "<b>A</b> <code><span>    </span><span>return x" in order, "it is indented"
    assert "<b>B</b> <code><span></span><span>def f" in order


def test_a_slide_does_not_say_how_closely_a_number_must_be_typed(site):
    told = cut(site)[-1][2]
    assert "✓ 6." in told
    assert "Count." in told
    assert "differ" not in told


def test_a_deck_is_numbered(site):
    page = BeautifulSoup(slides.deck("One & all", cut(site)), "html.parser")
    assert page.title.get_text() == "One & all"
    feet = [x.get_text("|") for x in page.select("footer")]
    assert (feet[0].split("|")[-1], feet[-1].split("|")[-1]) == ("1 / 12", "12 / 12")


def test_an_article_leaves_what_only_a_page_can_use(site):
    article = site.article("chapters/one", ["chapters/two"])
    assert article["id"] == "one--one"
    assert article.h1.span["id"] == "one--chapter-one", "it moves with its heading"
    assert article.select(".headerlink, .katex-mathml") == []
    assert article.select_one(".katex")["aria-label"] == "x^2"
    assert article.img.attrs == {"alt": "Fold", "src": "/_images/fold.webp"}
    assert [x["href"] for x in article.select("a")] == ["#two--there"]


def test_with_an_address_the_other_pages_are_linked_there(site):
    start = site.html / "chapters" / "index.html"
    start.write_text(PAGE.format(head=CANONICAL), "utf-8")
    links = [
        x["href"] for x in site.article("chapters/one", ["chapters/two"]).select("a")
    ]
    assert links == ["#two--there", "https://example.org/c/notebooks/n.html"]


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("", "at chapters/one.html#figure-xor_fold of the site."),
        (CANONICAL, "at https://example.org/c/chapters/one.html#figure-xor_fold."),
    ],
)
def test_a_still_says_where_the_figure_moves(site, head, told):
    (site.html / "chapters" / "index.html").write_text(PAGE.format(head=head), "utf-8")
    site = Site(site.html)
    article = site.article("chapters/one")
    site.still(article.select_one(".live-figure"), "chapters/one")
    assert article.select_one(".moves").get_text() == f"Another state. It moves {told}"
    assert article.img["alt"] == "What is seen."
