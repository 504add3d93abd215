"""The exercises in the page: Python runs there, from a server and from a disk."""

import built_site
import pytest
from built_site import HTML, wait_for
from figure_page import axe_violations

from nnfoundations.exercises import exercises

PAGE = "chapters/perceptron"
NAME = "correct"
WHERE = ["server", "disk"]
#: In ms; a phone may be many times as slow as what runs the tests.
FIRST, NEXT = 5_000, 1_000


class Cell:
    """An exercise of an open page."""

    def __init__(self, page, name=NAME):
        self.page = page
        self.whole = page.locator(f"#code-{name}")
        self.editor = self.whole.locator("textarea")

    def press(self, name):
        """Press a button and wait for the answer."""
        button = self.whole.get_by_role("button", name=name, exact=True)
        button.click()
        wait_for(self.page, self.free)

    @property
    def free(self):
        """What is true in the page once the answer is there."""
        return f"document.querySelector('#{self.id} button').ariaDisabled !== 'true'"

    @property
    def id(self):
        return self.whole.get_attribute("id")

    def run(self, code):
        self.editor.fill(code)
        self.press("Run")

    def text(self, name):
        return self.whole.locator(f".code-{name}").inner_text()


@pytest.fixture
def opened(browser, site):
    """Return a function that opens the page from the server or from the disk."""
    context = browser.new_context(viewport={"width": 390, "height": 800})

    def at(where="server", name=NAME, page_name=PAGE):
        page, visit = built_site.watch(context, site)
        folder = site if where == "server" else HTML.resolve().as_uri() + "/"
        page.goto(f"{folder}{page_name}.html")
        return Cell(page, name), visit

    yield at
    context.close()


@pytest.mark.parametrize("where", WHERE)
def test_a_function_is_run_checked_and_solved(opened, where):
    cell, visit = opened(where)
    cell.press("Run")
    assert cell.text("output").strip() == "None"
    assert "has no body yet" in cell.text("verdict")
    cell.press("Check")
    assert cell.text("verdict").startswith("Not answered yet")
    cell.editor.fill("def correct(w, b, x, y):\n    return w, b\n")
    cell.press("Check")
    assert "yours gives ([1.0], 0.0)" in cell.text("verdict")
    solved = f"localStorage.getItem('course.solved.{NAME}')"
    assert cell.page.evaluate(solved) is None
    assert "solved" not in cell.whole.get_attribute("class")
    cell.editor.fill(exercises()[NAME].solution)
    cell.editor.press("Control+Enter")  # as Check
    wait_for(cell.page, cell.free)
    assert cell.text("verdict").startswith("Right")
    assert "solved" in cell.whole.get_attribute("class")
    elsewhere = [x for x in visit.foreign if not x.startswith("file:")]
    assert (visit.errors, elsewhere, visit.failed) == ([], [], [])


@pytest.mark.parametrize("where", WHERE)
def test_an_endless_loop_is_ended_and_the_next_answer_comes(opened, where):
    cell, _ = opened(where)
    cell.run("while True:\n    pass\n")
    assert "Stopped after 5 seconds" in cell.text("verdict")
    cell.run("print(6 * 7)\n")
    assert cell.text("output") == "42\n"


@pytest.mark.parametrize(
    ("code", "line", "words"),
    [
        ("x = 1\n\nprint(x / 0)\n", "3", "ZeroDivisionError"),
        ("def f():\n    return g\n\nf()\n", "2", "NameError"),
        ("x = [\n1, 2\n\nprint(3)\n", None, "SyntaxError"),
        ("raise SystemExit\n", "1", "SystemExit"),
        ("def f(n):\n    return f(n + 1)\nf(0)\n", "2", "recursion"),
        ("x = [0] * 10**9\n", "1", "MemoryError"),
        ("import numpy as np\n", "1", "without NumPy"),
        ("print(“x”)\n", "1", "a keyboard's signs alone"),
    ],
)
def test_an_error_marks_the_learners_own_line(opened, code, line, words):
    cell, _ = opened()
    cell.run(code)
    assert words in cell.text("verdict")
    wrong = cell.whole.locator(".code-lines .wrong")
    if line:
        assert cell.text("verdict").startswith(f"Line {line}: ")
        assert wrong.inner_text() == line


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("if x = 0:", "To compare is =="),
        ("dL/du = x", "letters, digits and _"),
        ("y = x / 2h", "A product needs its sign"),
        ("y = x − 1", "a keyboard's signs alone"),
        ("y = “a b”", "a keyboard's signs alone"),
        ("if x => 1:", "The = comes last"),
        ("else if x:", "is written elif"),
        ("if x > 0 then:", "The colon is enough"),
        ("lambda = 0.1", "take another name"),
        ('print "x"', "stands in brackets"),
        ("x++", "x += 1"),
        ("y = x +", "stops before its end"),
        ("y = x)", "was not opened"),
        ('y = "x', "A quotation mark is still open"),
        ("while x > 0", "ends with a colon"),
        ("y = (x + (1", "A bracket is still open"),
        ("x = 1\n        y = 2", "begin at the same place"),
    ],
)
def test_what_is_no_python_gets_a_hint(opened, line, words):
    cell, _ = opened()
    cell.run(f"def f(x):\n    {line}\n    return 1\n")
    assert words in cell.text("verdict")


def test_the_focus_stays_on_the_button_that_was_pressed(opened):
    cell, _ = opened()
    for name in ("Run", "Check"):
        cell.whole.get_by_role("button", name=name, exact=True).focus()
        cell.page.keyboard.press("Enter")
        wait_for(cell.page, cell.free)
        assert cell.page.evaluate("document.activeElement.textContent") == name


@pytest.mark.parametrize(("width", "seen"), [(390, True), (1280, False)])
def test_a_phone_shows_what_is_asked_without_scrolling_sideways(opened, width, seen):
    cell, _ = opened()
    cell.page.set_viewport_size({"width": width, "height": 800})
    asked = cell.whole.locator(".code-asked")
    assert asked.is_visible() == seen
    text = " ".join(asked.text_content().split())
    stub = " ".join(exercises()[NAME].stub.split())
    assert f'"""{text} """' in stub


def test_a_flood_of_output_is_cut(opened):
    cell, _ = opened()
    cell.run("for i in range(5000):\n    print('a' * 100)\n")
    assert 7_000 < len(cell.text("output")) < 9_000
    assert cell.text("note") == "Only the beginning is shown."
    cell.run("print('quiet')\n")
    assert (cell.text("output"), cell.text("note")) == ("quiet\n", "")


def test_another_name_is_told(opened):
    cell, _ = opened()
    cell.editor.fill("def other():\n    pass\n")
    cell.press("Check")
    assert "no function called correct" in cell.text("verdict")


def test_nothing_is_loaded_before_the_cell_is_used(opened):
    cell, _ = opened()
    loaded = "performance.getEntriesByType('resource').map((x) => x.name)"
    python = [x for x in cell.page.evaluate(loaded) if "/python/" in x]
    assert python == []
    cell.press("Run")
    python = [x for x in cell.page.evaluate(loaded) if "/python/" in x]
    assert len(python) == 2


def test_the_first_answer_and_the_next_come_soon(opened):
    cell, _ = opened()
    clock = "performance.now()"
    start = cell.page.evaluate(clock)
    cell.press("Run")
    first = cell.page.evaluate(clock)
    cell.press("Run")
    assert first - start < FIRST
    assert cell.page.evaluate(clock) - first < NEXT


def test_what_was_typed_and_solved_is_there_after_a_reload(opened):
    cell, _ = opened()
    cell.editor.fill(exercises()[NAME].solution)
    cell.press("Check")
    cell.page.reload()
    assert cell.editor.input_value() == exercises()[NAME].solution
    assert "solved" in cell.whole.get_attribute("class")
    cell.press("Start again")
    cell.page.reload()
    assert cell.editor.input_value().startswith("def correct(w, b, x, y):")
    assert "z += " not in cell.editor.input_value()


def test_the_editor_indents_and_lets_the_keyboard_out(opened):
    cell, _ = opened()
    cell.editor.fill("")
    cell.editor.focus()
    keys = cell.page.keyboard
    keys.type("def f(x):")
    keys.press("Enter")
    keys.type("return x")
    assert cell.editor.input_value() == "def f(x):\n    return x"
    keys.press("Shift+Tab")
    assert cell.editor.input_value() == "def f(x):\nreturn x"
    keys.press("Tab")
    assert cell.editor.input_value() == "def f(x):\n    return x"
    keys.press("Control+z")
    assert cell.editor.input_value() == "def f(x):\nreturn x"
    keys.press("Escape")
    keys.press("Tab")
    assert cell.page.evaluate("document.activeElement.textContent") == "Run"


def test_what_is_typed_after_the_indentation_is_gone_has_its_own_line(opened):
    cell, _ = opened()
    cell.editor.fill("")
    cell.editor.focus()
    keys = cell.page.keyboard
    for line in ("def f(x):", "return x"):
        keys.type(line)
        keys.press("Enter")
    keys.press("Backspace")
    keys.type("f(1)")
    assert cell.editor.input_value() == "def f(x):\n    return x\nf(1)"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_a_cell_that_was_used(opened, scheme):
    cell, _ = opened()
    cell.page.emulate_media(color_scheme=scheme)
    cell.page.set_viewport_size({"width": 320, "height": 800})
    cell.run("x = 1 / 0\n")
    assert axe_violations(cell.page, "#" + cell.id) == []
    wide = "document.documentElement.scrollWidth > innerWidth"
    assert not cell.page.evaluate(wide)


def test_without_a_script_the_stub_hints_and_solution_can_be_read(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}{PAGE}.html")
    cell = page.locator(f"#code-{NAME}")
    assert "def correct(w, b, x, y):" in cell.locator(".code-stub").inner_text()
    assert cell.locator("details").count() == len(exercises()[NAME].hints) + 1
    assert cell.locator("textarea").count() == 0
    context.close()


def test_each_exercise_stands_on_one_page():
    found = [
        cell["data-exercise"]
        for page in built_site.PAGES
        for cell in built_site.soup(page).select(".code-exercise")
    ]
    assert sorted(found) == sorted(exercises())
