"""A quiz as a widget in JupyterLab: it answers there as it does in the page."""

from nnfoundations.exercises import quizzes

QUESTIONS = {x.name: x for x in quizzes.read("perceptron").questions}


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
