"""Widgets in JupyterLab: each figure in two views, state both ways, keys; a quiz.

One file, since all its tests look at one notebook, which is run once.
"""

import json

import pytest

from nnfoundations.exercises import quizzes
from nnfoundations.figures import FIGURES, javascript

EVERY = pytest.mark.parametrize("name", FIGURES)
#: What a hand can move.
MOVABLE = ".lf-handle, canvas[tabindex], input[type=range]:visible"
QUESTIONS = {x.name: x for x in quizzes.read("perceptron").questions}


@pytest.fixture(autouse=True)
def restored(lab):
    """Set every figure back, whatever a test did to it."""
    yield
    lab.python(
        "for figure in shown.values(): figure.set_state(type(figure)().state())\n"
    )


def preset(name, node):
    """Return a state of a figure that differs from its default."""
    spec = node.call(javascript.find_path(name), "default.spec")
    default = FIGURES[name]().state()
    for each in spec["presets"].values():
        changed = {k: v for k, v in each["state"].items() if default[k] != v}
        if changed:
            return changed
    raise AssertionError(f"{name}: no preset differs from the default")


@EVERY
def test_both_views_stand_there_alive(lab, name):
    for view in lab.views(name):
        assert view.count() == 1
        assert view.locator(".lf-words").inner_text().strip()
        assert lab.state(view) == lab.traits(name)
        assert view.locator("[data-share]").count() == 0, "a share link leads nowhere"


@EVERY
def test_a_trait_set_in_python_moves_both_views(lab, name, node):
    looks = [view.evaluate("root => root.innerHTML") for view in lab.views(name)]
    changed = preset(name, node)
    lab.python(
        f"import json\nfor k, v in json.loads({json.dumps(changed)!r}).items():\n"
        f"    setattr(shown[{name!r}], k, v)"
    )
    for view, look in zip(lab.views(name), looks, strict=True):
        lab.wait_for_state(view, changed)
        now = "([root, look]) => root.innerHTML !== look"
        lab.wait_for(now, [view.element_handle(), look])


def drag(page, found):
    found.scroll_into_view_if_needed()
    box = found.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 6):
        page.mouse.move(x + 16 * step, y + 5 * step)
    page.mouse.up()
    page.wait_for_timeout(150)


@EVERY
def test_a_drag_changes_the_traits_and_the_other_view(lab, name):
    first, second = lab.views(name)
    before = lab.traits(name)
    for found in first.locator(MOVABLE).all():
        drag(lab.page, found)
        if lab.state(first) != before:
            break
    after = lab.wait_for_traits(name, same_as=first)
    assert after != before
    lab.wait_for_state(second, after)


@EVERY
def test_keys_move_the_figure_and_not_the_notebook(lab, name):
    view = lab.views(name)[0]
    cells = lab.page.locator(".jp-Notebook .jp-Cell").count()
    sliders = view.locator("input[type=range]:visible")
    found = (sliders if sliders.count() else view.locator(MOVABLE)).first
    found.focus()
    was = lab.state(view)
    lab.page.keyboard.press("ArrowRight")
    if lab.state(view) == was:  # it stood at its end
        lab.page.keyboard.press("ArrowLeft")
    assert lab.state(view) != was
    for key in ("b", "a", "d", "d"):  # JupyterLab's own: insert and delete cells
        lab.page.keyboard.press(key)
    assert lab.page.locator(".jp-Notebook .jp-Cell").count() == cells
    assert found.evaluate("element => document.activeElement === element")


def change_theme(lab, theme, is_light):
    command = "window.jupyterapp.commands.execute('apputils:change-theme', {theme})"
    lab.page.evaluate(f"theme => {command}", theme)
    wanted = "light => document.body.dataset.jpThemeLight === light"
    lab.wait_for(wanted, is_light)


def test_the_dark_theme_reaches_the_figures(lab):
    ground = "root => getComputedStyle(root).backgroundColor"
    view = lab.views("integrate_fire")[0]
    light = view.evaluate(ground)
    change = (
        "theme => window.jupyterapp.commands.execute('apputils:change-theme', {theme})"
    )
    lab.page.evaluate(change, "JupyterLab Dark")
    lab.wait_for("() => document.body.dataset.jpThemeLight === 'false'")
    assert view.evaluate(ground) != light
    lab.page.evaluate(change, "JupyterLab Light")
    lab.wait_for("() => document.body.dataset.jpThemeLight === 'true'")
    assert view.evaluate(ground) == light


def test_running_the_cells_again_leaves_one_figure_in_each(lab):
    lab.python("marks = {name: id(figure) for name, figure in shown.items()}")
    lab.page.evaluate("document.querySelectorAll('.lf').forEach(e => { e.old = 1; })")
    lab.run_all()
    lab.wait_for("() => [...document.querySelectorAll('.lf')].every(e => !e.old)")
    assert lab.page.locator(".lf").count() == 2 * len(FIGURES)
    for name in FIGURES:
        for view in lab.views(name):
            assert lab.state(view) == lab.traits(name)


def test_the_console_stayed_silent(lab):
    assert lab.console == []


def asked(lab, name):
    return lab.page.locator(f".jp-OutputArea #quiz-perceptron-{name}").first


def answer(question, *choices):
    for choice in choices:
        question.locator(f'input[value="{choice}"]').check()
    question.get_by_role("button", name="Check").click()
    return question.locator(".quiz-verdict").inner_text()


def test_a_wrong_answer_is_explained_and_a_right_one_counted(lab):
    name = "ten-times"
    choices = QUESTIONS[name].choices
    question = asked(lab, name)
    question.wait_for(timeout=60_000)
    right = [i for i, choice in enumerate(choices) if choice.right]
    wrong = next(i for i, choice in enumerate(choices) if not choice.right)
    assert answer(question, wrong).startswith("Not yet. ")
    assert "right" not in question.get_attribute("class").split()
    assert answer(question, *right).startswith("Right. ")
    assert "right" in question.get_attribute("class").split()
    kept = "from nnfoundations.exercises import kept"
    assert name in lab.python(f"{kept}\nprint(kept.list_right('perceptron'))")


def test_a_number_is_judged_with_its_tolerance(lab):
    name = next(n for n, x in QUESTIONS.items() if x.kind == "number")
    question = asked(lab, name)
    question.wait_for(timeout=60_000)
    field = question.locator("input").first
    field.fill("1e9")
    question.get_by_role("button", name="Check").click()
    assert question.locator(".quiz-verdict").inner_text().startswith("Not yet")
    field.fill(str(QUESTIONS[name].answer))
    question.get_by_role("button", name="Check").click()
    assert question.locator(".quiz-verdict").inner_text().startswith("Right")


def test_every_question_stands_there_once_with_no_error(lab):
    for name in QUESTIONS:
        assert lab.page.locator(f".jp-OutputArea #quiz-perceptron-{name}").count() == 1
    assert [x for x in lab.console if "quiz" in x] == []
