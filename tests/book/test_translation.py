"""A page in a language that nobody speaks: each message stands between ⟦ and ⟧.

The catalogues are those of a page with a live figure and a quiz; the page that is built
with them says nothing in English any more.
"""

import re
import shutil
from pathlib import Path

import pytest
from _ext import site_scripts, translation
from _ext.live_figure import STILLS
from babel.messages.pofile import read_po, write_po
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

import node
from nnfoundations.exercises import quizzes
from nnfoundations.figures import FIGURES

ROOT = Path(__file__).parents[2]
FIGURE = "integrate_fire"
QUIZ = "bug-hunt"
PAGE = f"""# A page

Some words, with *stress* and [a link](#a-page).

```{{live-figure}} {FIGURE}
The caption of the figure.
```

{{}}

```{{quiz}} {QUIZ}
```

```{{bibliography}}
```
"""


def build(root, builder, language):
    """Build the page, and return the folder of what came out."""
    target = root / "out" / builder
    settings = {
        "extensions": [
            "myst_parser",
            "sphinxcontrib.bibtex",
            "_ext.live_figure",
            "_ext.quiz",
            "_ext.site_scripts",
        ],
        "html_static_path": [str(ROOT / "assets" / "site")],
        "bibtex_bibfiles": ["references.bib"],
        "bibtex_reference_style": "author_year",
        "gettext_compact": False,
        "html_theme": "basic",
        "html_copy_source": False,
        "language": language,
        "locale_dirs": ["locale"],
        "myst_heading_anchors": 3,
    }
    kept = root / "kept" / builder
    with docutils_namespace():
        options = {"status": None, "warningiserror": True}
        app = Sphinx(root, None, target, kept, builder, settings, **options)
        app.build()
    return target


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Return the folder of the translated page."""
    node.packages()  # one of them reads the scripts
    root = tmp_path_factory.mktemp("book")
    questions = quizzes.read(QUIZ).questions
    headings = dict.fromkeys(name for each in questions for name in each.headings)
    sections = "\n\n".join(f"## {heading}" for heading in headings)
    shutil.copy(ROOT / "references.bib", root)
    (root / "index.md").write_text(PAGE.replace("{}", sections), "utf-8")
    still = root / STILLS / f"{FIGURE}.webp"
    still.parent.mkdir(parents=True)
    shutil.copy(ROOT / STILLS / still.name, still)
    folder = root / "locale" / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    for template in build(root, "gettext", "en").glob("*.pot"):
        with template.open("rb") as file:
            catalogue = read_po(file)
        for message in catalogue:
            if message.id:
                message.string = f"⟦{message.id}⟧"
        with (folder / f"{template.stem}.po").open("wb") as file:
            write_po(file, catalogue)
    return build(root, "html", "de")


@pytest.fixture(scope="module")
def page(site):
    """Return the translated page."""
    return (site / "index.html").read_text("utf-8")


def test_the_words_of_the_page_are_translated(page):
    assert "⟦A page" in page
    assert "⟦Some words, with <em>stress</em> and <a" in page
    assert "⟦The caption of the figure.⟧" in page


def test_the_words_beside_and_in_a_figure_are_translated(page, site):
    figure = FIGURES[FIGURE]
    assert f"⟦{figure.title}⟧. ⟦{figure.description}⟧" in page
    assert f'alt="⟦{figure.title}⟧"' in page
    [script] = site.glob(f"_static/figures/*/{FIGURE}.js")
    assert 'label: "⟦Never fires⟧"' in script.read_text("utf-8")
    [whole] = site.glob(f"_static/figures/*/{FIGURE}.script.js")
    assert '"⟦Enlarge⟧"' in whole.read_text("utf-8")


def test_every_word_of_a_quiz_is_translated(page, site):
    quiz = page[page.index('<div class="quiz"') :]
    quiz = quiz[: quiz.index("\n</div>\n")]
    texts = re.sub(r"(?s)<(pre|code|svg).*?</\1>|<[^>]*>", "", quiz)
    for _ in range(2):  # one message inside another
        texts = re.sub(r"⟦[^⟦⟧]*⟧", "", texts)
    assert re.findall(r"[^\W\d_]{3,}", texts) == []
    script = (site / "_static" / "quiz.js").read_text("utf-8")
    assert 'textContent: "⟦Check⟧"' in script


def test_every_word_of_the_site_s_own_scripts_is_translated(site):
    folder = site / "_static"
    scripts = [folder / path.name for path in site_scripts.list_scripts()]
    words = translation.list_script_words(scripts)
    assert len(words) > 60
    assert [x for x in words if not re.fullmatch("(?s)⟦.*⟧", x.text)] == []


def test_what_scripts_say_to_one_another_is_not_translated(site):
    folder = site / "_static"
    kept = (folder / "progress.js").read_text("utf-8")
    assert 'list(`course.quiz.${name}`, "right")' in kept
    assert 'postMessage("take over")' in (folder / "offline.js").read_text("utf-8")
    exercises = (folder / "exercises.js").read_text("utf-8")
    assert "from nnfoundations.exercises.judging import judge" in exercises
    assert "⟦\nimport" not in exercises


def test_what_a_quiz_points_to_is_still_found(page):
    """Without its heading, a warning would have ended the build."""
    assert re.search(r'⟦Read again: <a href="#[^"]+">⟦', page)


def test_a_program_and_a_number_are_not_translated():
    for name in quizzes.list_chapters():
        before = quizzes.read(name)
        now = quizzes.translate(before, lambda text: f"⟦{text}⟧")
        for one, other in zip(before.questions, now.questions, strict=True):
            assert (other.code, other.answer) == (one.code, one.answer)
            assert other.ask == f"⟦{one.ask}⟧"
            if one.kind in ("number", "order"):
                assert [x.text for x in one.choices] == [x.text for x in other.choices]
