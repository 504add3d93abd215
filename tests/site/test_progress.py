"""A reader's progress: noted on the pages, shown on the map, saved and taken in."""

import json

import pytest

from course import contents
from nnfoundations.exercises import check, exercises, progress, quiz, quizzes
from nnfoundations.exercises import kept as kept_in_python

INDEX = "chapters/index.html"
CHAPTER = "perceptron"
COUNTED = [x for x in contents.read().entries if x.number is not None]
QUESTIONS = [x.name for x in quizzes.read(CHAPTER).questions]
#: The exercises of that chapter.
SOLVED = ["correct", "count_errors"]


def row(page):
    link = f".map-title a[href='{CHAPTER}.html']"
    return page.locator(".map-row").filter(has=page.locator(link))


def summary(page):
    return page.locator(".progress-summary").inner_text()


def keep(page, **values):
    for key, value in values.items():
        name = "course." + key.replace("__", ".")
        text = value if isinstance(value, str) else json.dumps(value)
        page.evaluate("([k, v]) => localStorage.setItem(k, v)", [name, text])


def kept(page):
    return page.evaluate("Object.fromEntries(Object.entries(localStorage))")


def chosen(page, tmp_path, content):
    """Take in a file of such a content; return what is said of it."""
    path = tmp_path / "mine.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    page.locator(".course-progress summary").click()
    page.locator(".course-progress input").set_input_files(path)
    note = page.locator(".progress-note")
    note.filter(has_text=".").wait_for()
    return note.inner_text()


def test_what_is_done_is_noted_shown_saved_cleared_and_taken_in(open_page, tmp_path):
    page, visit = open_page(INDEX, accept_downloads=True)
    assert summary(page).startswith(
        f"0 of {len(COUNTED)} chapters done. Begin here: Before you start"
    )
    assert page.locator(".map-progress").count() == 0

    page.goto(page.url.replace("index", CHAPTER))
    page.wait_for_timeout(200)
    assert "course.progress" not in kept(page)  # opened is not read
    page.mouse.wheel(0, 10**6)
    page.locator(".prev-next-footer").scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    keep(page, solved__correct="1", code__correct="def correct(): ...")
    keep(page, **{f"quiz__{CHAPTER}": {"version": 1, "right": QUESTIONS[:2]}})
    page.goto(page.url.replace(CHAPTER, "index").split("#")[0])
    told = row(page).locator(".map-progress").inner_text()
    assert told == f"✓ read · quiz 2 of {len(QUESTIONS)} · code 1 of {len(SOLVED)}"
    assert ". Go on here: 1." in summary(page)

    keep(page, **{f"quiz__{CHAPTER}": {"version": 1, "right": [*QUESTIONS, "gone"]}})
    page.reload()
    assert summary(page).startswith("0 of")  # an exercise is still to be solved
    keep(page, solved__count_errors="1")
    page.reload()
    assert summary(page).startswith(f"1 of {len(COUNTED)} chapters done")
    assert "done" in row(page).get_attribute("class")

    page.locator(".course-progress summary").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save to a file").click()
    saved = json.loads(download.value.path().read_text("utf-8"))
    assert saved["read"] == [CHAPTER]
    assert saved["code"] == {"correct": "def correct(): ..."}
    before = kept(page)

    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="Clear all").click()
    assert kept(page) == before
    page.evaluate("localStorage.setItem('theme', 'dark')")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Clear all").click()
    assert summary(page).startswith("0 of")
    assert [x for x in kept(page) if x.startswith("course.")] == []
    assert kept(page)["theme"] == "dark"

    page.reload()
    assert chosen(page, tmp_path, saved).startswith("Loaded")
    assert summary(page).startswith("1 of")
    assert json.loads(kept(page)["course.progress"])["read"] == [CHAPTER]
    assert (visit.errors, visit.foreign) == ([], [])


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("no JSON", "none that was saved here"),
        ("[]", "none that was saved here"),
        ("null", "none that was saved here"),
        ({"format": "course-progress", "version": 2}, "another version"),
        ({"format": "course-progress", "version": 1}, "Loaded"),
        (
            {"format": "course-progress", "version": 1, "read": {"x": 1}, "quiz": 3}
            | {"solved": "correct", "code": {"__proto__": "x", "correct": 5}},
            "Loaded",
        ),
        (
            {"format": "course-progress", "version": 1, "read": ["__proto__", 3]}
            | {"quiz": {CHAPTER: ["nothing"]}, "solved": ["constructor"], "code": None},
            "Loaded",
        ),
        ("x" * 1_000_001, "too large"),
    ],
)
def test_a_strange_file_changes_nothing(open_page, tmp_path, content, says):
    page, visit = open_page(INDEX)
    assert says in chosen(page, tmp_path, content)
    assert [x for x in kept(page) if x.startswith("course.")] == []
    assert visit.errors == []


def test_a_notebooks_file_and_the_pages_are_one(open_page, tmp_path, monkeypatch):
    """What Python kept moves the map; what the page saves moves Python's table."""
    mine = tmp_path / "mine.json"
    monkeypatch.setenv(kept_in_python.VARIABLE, str(mine))
    check.correct(exercises()["correct"].function())
    quiz(CHAPTER).set_state({"right": QUESTIONS[:3]})
    page, visit = open_page(INDEX, accept_downloads=True)
    assert row(page).locator(".map-progress").count() == 0
    assert chosen(page, tmp_path, mine.read_text("utf-8")).startswith("Loaded")
    told = row(page).locator(".map-progress").inner_text()
    share = f"quiz 3 of {len(QUESTIONS)} · code 1 of {len(SOLVED)}"
    assert told == f"not read yet · {share}"

    keep(page, **{f"quiz__{CHAPTER}": {"version": 1, "right": QUESTIONS}})
    keep(page, solved__count_errors="1")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save to a file").click()
    monkeypatch.setenv(kept_in_python.VARIABLE, str(tmp_path / "other.json"))
    progress(download.value.path())
    assert kept_in_python.list_right(CHAPTER) == QUESTIONS
    assert sorted(kept_in_python.list_solved()) == sorted(SOLVED)
    assert quiz(CHAPTER).right == QUESTIONS
    assert visit.errors == []


def test_what_is_typed_here_stays_when_a_file_is_taken_in(open_page, tmp_path):
    page, _ = open_page(INDEX)
    keep(page, code__correct="mine")
    whole = {"format": "course-progress", "version": 1, "code": {"correct": "theirs"}}
    chosen(page, tmp_path, whole)
    assert kept(page)["course.code.correct"] == "mine"


def test_bad_data_count_as_none(open_page):
    page, visit = open_page(INDEX)
    keep(page, progress="{", **{f"quiz__{CHAPTER}": {"version": 1, "right": 3}})
    page.reload()
    assert summary(page).startswith("0 of")
    keep(page, progress={"version": 7, "read": [CHAPTER]})
    page.reload()
    assert summary(page).startswith("0 of")
    assert visit.errors == []


def test_without_a_script_nothing_of_it_is_shown(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + INDEX)
    assert not page.locator(".course-progress").is_visible()
    context.close()
