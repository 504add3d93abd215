"""The quizzes in the page: every kind, by keys alone, from a server and from a disk."""

import built_site
import pytest
from built_site import HTML
from figure_page import axe_violations

from nnfoundations.exercises import quiz, quizzes

PAGE = "chapters/perceptron"
QUESTIONS = {x.name: x for x in quizzes.read("perceptron").questions}
RIGHT = {
    name: [i for i, choice in enumerate(question.choices) if choice.right]
    for name, question in QUESTIONS.items()
}


class Asked:
    """A question of an open page."""

    def __init__(self, page, name):
        self.page = page
        self.whole = page.locator(f"#quiz-perceptron-{name}")
        self.verdict = self.whole.locator(".quiz-verdict")

    def choose(self, *choices):
        for choice in choices:
            self.whole.locator(f'input[value="{choice}"]').focus()
            self.page.keyboard.press("Space")
        self.check()

    def check(self):
        self.whole.get_by_role("button", name="Check").focus()
        self.page.keyboard.press("Enter")

    @property
    def text(self):
        return self.verdict.inner_text()

    @property
    def unfolds(self):
        """Say whether the answers can be unfolded."""
        return self.whole.locator(".quiz-answer").is_visible()

    @property
    def right(self):
        return "right" in self.whole.get_attribute("class").split()


@pytest.fixture
def opened(browser, site):
    """Return a function that opens the page from the server or from the disk."""
    context = browser.new_context(viewport={"width": 390, "height": 800})

    def at(where="server"):
        page, visit = built_site.watch(context, site)
        folder = site if where == "server" else HTML.resolve().as_uri() + "/"
        page.goto(f"{folder}{PAGE}.html")
        return page, visit

    yield at
    context.close()


def answer_all(page):
    """Answer each question wrongly and then rightly; only keys are pressed."""
    asked = Asked(page, "ten-times")
    asked.check()
    assert asked.text == "Choose an answer first."
    asked.choose(1)
    assert asked.text.startswith("Not yet. The boundary is where z is 0")
    again = asked.verdict.get_by_role("link", name="The geometry")
    assert again.get_attribute("href") == "#the-geometry"
    assert page.locator("#the-geometry").count() == 1
    assert (asked.right, asked.unfolds) == (False, False)
    asked.choose(*RIGHT["ten-times"])
    assert asked.text.startswith("Right. A step asks")
    assert (asked.right, asked.unfolds) == (True, True)

    asked = Asked(page, "raise-the-bound")
    first, second = RIGHT["raise-the-bound"]
    asked.choose(first, 2)
    assert asked.text.startswith("Not yet. The bound knows")
    asked.choose(2)  # a second press takes it back
    assert "something is missing" in asked.text
    asked.choose(second)
    assert asked.text.startswith("Right. ")
    assert "The margin belongs" in asked.text
    assert "The radius belongs" in asked.text
    assert "Read again" not in asked.text

    asked = Asked(page, "after-the-correction")
    field = asked.whole.get_by_label("A number")
    for typed, says in {
        "": "Type a number first",
        "five": "Type a number first",
        "1/0": "Not yet. First work out z",
        "5": "Not yet. You moved the weights and forgot the bias",
        "−6,0": "Not yet. The correction went the wrong way",
        "= 5.0": "Not yet. You moved the weights and forgot the bias",
        "12/2": "Right. Before, z = 2",
    }.items():
        field.fill(typed)
        field.press("Enter")
        assert asked.text.startswith(says), typed
    assert asked.right

    asked = Asked(page, "one-epoch")
    asked.check()
    lines = asked.whole.locator(".quiz-lines > li")
    order = [int(line.get_attribute("data-choice")) for line in lines.all()]
    early = min(k for k in order if k and order.index(k) < order.index(k - 1))
    why = QUESTIONS["one-epoch"].choices[early].why.replace("`", "")
    assert asked.text.startswith(f"Not yet. {why[:30]}")
    first = lines.first.locator("[data-move=down]").get_attribute("aria-label")
    assert first.startswith("Move line 1 down: ")
    for wanted in range(lines.count()):
        line = asked.whole.locator(f'.quiz-lines > li[data-choice="{wanted}"]')
        up = line.locator("[data-move=up]")
        up.focus()
        for _ in range(lines.count()):
            if lines.nth(wanted).get_attribute("data-choice") == str(wanted):
                break
            page.keyboard.press("Enter")
            assert asked.text.startswith("Now line ")
            assert up.evaluate("x => x === document.activeElement")
    asked.check()
    assert asked.text == "Right. The program does what it should."

    asked = Asked(page, "which-point")
    asked.choose(0)
    assert asked.text.startswith("Not yet. A has z = 3")
    asked.choose(*RIGHT["which-point"])
    assert asked.text.startswith("Right. D has z = 0.6")


@pytest.mark.parametrize("where", ["server", "disk"])
def test_each_kind_explains_what_is_wrong_and_takes_what_is_right(opened, where):
    page, visit = opened(where)
    answer_all(page)
    tally = page.locator(".quiz-tally")
    assert tally.inner_text() == f"5 of {len(QUESTIONS)} right"
    page.reload()
    assert tally.inner_text() == f"5 of {len(QUESTIONS)} right"
    assert Asked(page, "one-epoch").right
    elsewhere = [x for x in visit.foreign if not x.startswith("file:")]
    assert (visit.errors, elsewhere, visit.failed) == ([], [], [])


@pytest.mark.parametrize(
    ("chapter", "name", "typed"),
    [
        ("mlp-implementation", "how-many-steps", "1,700"),
        ("mlp-implementation", "how-many-steps", "1 700"),
        ("scaling-out", "amdahl", "1,333"),
        ("bug-hunt", "floor", "≈ 0,551"),
        ("prerequisites", "leak", "2.71 mV"),
        ("biological-neuron", "rheobase", "0,8nA"),
    ],
)
def test_a_number_is_read_as_it_is_written(browser, site, chapter, name, typed):
    """A comma is a decimal point to some, and parts thousands in the course's text."""
    page = browser.new_page()
    page.goto(f"{site}chapters/{chapter}.html")
    asked = page.locator(f"#quiz-{chapter}-{name}")
    asked.locator("input").fill(typed)
    asked.get_by_role("button", name="Check").click()
    assert asked.locator(".quiz-verdict").inner_text().startswith("Right. ")
    page.close()


def test_a_phone_shows_each_line_to_its_end(opened):
    page, _ = opened()
    lines = page.locator("#quiz-perceptron-one-epoch .quiz-lines > li")
    for line in lines.all():
        assert line.evaluate("x => x.scrollWidth <= x.clientWidth"), line.inner_text()


def test_a_place_is_clicked_and_looks_right_in_both_schemes(opened):
    page, _ = opened()
    asked = Asked(page, "which-point")
    [place] = RIGHT["which-point"]
    asked.whole.locator(f'[data-place="{place}"]').click()
    assert asked.whole.locator(f'input[value="{place}"]').is_checked()
    assert asked.whole.locator(".chosen").get_attribute("data-place") == str(place)
    asked.check()
    assert asked.right
    Asked(page, "ten-times").choose(1)
    page.set_viewport_size({"width": 320, "height": 800})
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert axe_violations(page, ".quiz") == []


@pytest.mark.parametrize(
    "kept",
    ["no JSON", "7", '{"version": 9, "right": ["xor"]}', '{"version": 1, "right": 3}'],
)
def test_what_else_lies_in_storage_does_no_harm(opened, kept):
    page, visit = opened()
    page.evaluate("x => localStorage.setItem('course.quiz.perceptron', x)", kept)
    page.reload()
    assert page.locator(".quiz-tally").inner_text() == f"0 of {len(QUESTIONS)} right"
    assert visit.errors == []


def test_without_a_script_questions_and_answers_can_be_read(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}{PAGE}.html")
    asked = page.locator(".quiz-question")
    assert asked.count() == len(QUESTIONS)
    assert page.locator(".quiz input, .quiz button").count() == 0
    folded = asked.first.locator("details")
    assert not folded.locator("p").first.is_visible()
    folded.locator("summary").click()
    assert "A step asks for the sign" in folded.inner_text()
    context.close()


def test_a_notebook_gets_the_same_quiz_from_the_module(browser):
    page = browser.new_page()
    page.set_content("<div id=place></div>")
    module = (quizzes.QUIZZES / "quiz.js").read_text("utf-8")
    render = """async ([text, html]) => {
      const place = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
      const { default: widget } = await import(place);
      const el = document.querySelector("#place");
      window.sent = { html, right: ["raise-the-bound", "gone"], trouble: "" };
      window.saved = 0;
      const model = {
        get: (name) => window.sent[name],
        set: (name, value) => { window.sent[name] = value; },
        save_changes: () => { window.saved += 1; },
        on: (name, act) => { window[name] = act; },
      };
      widget.render({ model, el });
    }"""
    page.evaluate(render, [module, quiz("perceptron").html])
    tally = page.locator(".quiz-tally")
    assert tally.inner_text() == f"1 of {len(QUESTIONS)} right"
    known = Asked(page, "raise-the-bound")
    assert known.right  # as the kernel had kept it
    asked = Asked(page, "ten-times")
    asked.choose(1)
    assert "“The geometry” in the chapter" in asked.text
    asked.choose(*RIGHT["ten-times"])
    assert asked.right
    sent = page.evaluate("window.sent.right")
    assert sent == ["raise-the-bound", "ten-times"]
    assert page.evaluate("window.saved") == 2
    page.evaluate("window.sent.trouble = '(No.)'; window['change:trouble']()")
    assert tally.inner_text() == f"2 of {len(QUESTIONS)} right (No.)"
    page.close()


def test_every_quiz_stands_on_the_page_of_its_chapter():
    found = {
        place["data-quiz"]: page
        for page in built_site.PAGES
        for place in built_site.soup(page).select(".quiz")
    }
    assert found == {name: f"chapters/{name}" for name in quizzes.list_chapters()}
