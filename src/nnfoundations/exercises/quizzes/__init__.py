"""Quizzes: a few questions a chapter, answered in the page and in a notebook.

>>> from nnfoundations.exercises import quiz
>>> quiz("perceptron")  # doctest: +SKIP

A quiz is the file ``CHAPTER.yml`` in this folder, a list of questions. `read` checks
it: one key, and for every wrong answer an explanation and the heading to read again.
The page and the notebook show the same HTML (`pages`), which ``quiz.js`` brings to
life.

The check is our own and not a JSON schema: what matters (one key, mistakes that do not
overlap, a heading that exists) no schema can say, and the package would need one more
library.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

QUIZZES = Path(__file__).resolve().parent
#: The fields of a question of each kind, besides those of every question.
QUESTION_KINDS: dict[str, set[str]] = {
    "single": {"options"},
    "several": {"options"},
    "place": {"options", "picture", "alt"},
    "number": {
        "answer",
        "unit",
        "tolerance",
        "margin",
        "compute",
        "why",
        "mistakes",
        "otherwise",
    },
    "order": {"lines", "check"},
}
_EVERY = {"name", "kind", "ask"}
_MAYBE = {"code"}


class QuizError(ValueError):
    """A quiz is not what it must be; the message says where and how to mend it."""


@dataclass(frozen=True)
class Choice:
    """One thing that a reader may answer, and what is said of it.

    Attributes
    ----------
    text : str
        An option, a line of a program, or the number of a usual mistake.
    why : str
        Why it is right or wrong; of a line, why it comes after the one above.
    see : str
        The heading of the chapter to read again; "" beside a key.
    right : bool
        Whether it belongs to the key.
    seen : str
        The work, in ``references.bib``, in which learners were seen to answer so, or
        which says so itself or warns of it.
    """

    text: str
    why: str
    see: str = ""
    right: bool = False
    seen: str = ""


@dataclass(frozen=True)
class Question:
    """A question, of one of the `QUESTION_KINDS`.

    Attributes
    ----------
    name : str
        Its name, for links and for what a browser remembers.
    kind : str
        ``single``, ``several``, ``place``, ``number`` or ``order``.
    ask, code : str
        What is asked, and a program to look at.
    choices : tuple of Choice
        Options, lines in the right order, or the usual mistakes of a number.
    picture, alt : str
        The name of the picture whose places are the options, and what it shows.
    answer, tolerance : float
        The number, and how far from it an answer may be.
    unit, margin, compute, why : str
        Its unit, why the tolerance is what it is, the calculation as a Python
        expression (``math`` and ``np`` are known), and why it is right.
    check : str
        Python that runs after a program in the right order, and fails after any other.
    """

    name: str
    kind: str
    ask: str
    choices: tuple[Choice, ...]
    code: str = ""
    picture: str = ""
    alt: str = ""
    answer: float = 0.0
    tolerance: float = 0.0
    unit: str = ""
    margin: str = ""
    compute: str = ""
    why: str = ""
    check: str = ""
    otherwise: Choice | None = None

    @property
    def headings(self) -> list[str]:
        """The headings that its explanations point to."""
        told = [*self.choices, *([self.otherwise] if self.otherwise else [])]
        return [choice.see for choice in told if choice.see]


@dataclass(frozen=True)
class Quiz:
    """The questions of a chapter."""

    chapter: str
    questions: tuple[Question, ...]


def list_chapters() -> list[str]:
    """Return the chapters that have a quiz."""
    return sorted(path.stem for path in QUIZZES.glob("*.yml"))


@cache
def read(chapter: str) -> Quiz:
    """Return the quiz of a chapter.

    Raises
    ------
    QuizError
        If there is none, or if its file is not as it must be.
    """
    import yaml

    path = QUIZZES / f"{chapter}.yml"
    if chapter not in list_chapters():
        raise QuizError(f"no quiz {chapter!r}; there are: {', '.join(list_chapters())}")
    try:
        data = yaml.safe_load(path.read_text("utf-8"))
    except yaml.YAMLError as error:
        raise QuizError(f"{path.name}: not YAML: {error}") from None
    return parse(chapter, data)


def parse(chapter: str, data: Any) -> Quiz:
    """Return the quiz that such data describe.

    Parameters
    ----------
    chapter : str
        The name of the chapter.
    data : list of dict
        What ``CHAPTER.yml`` holds.

    Raises
    ------
    QuizError
        If anything is missing, unknown or contradictory; the text names the place.
    """
    where = f"{chapter}.yml"
    _need(isinstance(data, list), where, "expected a list of questions")
    _need(4 <= len(data) <= 6, where, f"expected 4 to 6 questions, got {len(data)}")
    questions = tuple(
        _question(each, f"{where}, question {number}")
        for number, each in enumerate(data, start=1)
    )
    found = [question.name for question in questions]
    twice = sorted({name for name in found if found.count(name) > 1})
    _need(not twice, where, f"two questions are called {', '.join(twice)}")
    return Quiz(chapter, questions)


def _need(holds: bool, where: str, text: str) -> None:
    if not holds:
        raise QuizError(f"{where}: {text}")


def _fields(data: Any, where: str, needed: set[str], maybe: set[str]) -> dict[str, Any]:
    """Return a mapping that has all fields that it must have, and no unknown one."""
    _need(isinstance(data, Mapping), where, f"expected fields, got {data!r}")
    missing, unknown = sorted(needed - set(data)), sorted(set(data) - needed - maybe)
    _need(not missing, where, f"there is no {', '.join(missing)}")
    known = ", ".join(sorted(needed | maybe))
    _need(not unknown, where, f"unknown: {', '.join(unknown)}; expected {known}")
    for name, value in data.items():
        empty = isinstance(value, str) and not value.strip()
        _need(value is not None and not empty, where, f"{name} is empty")
    return dict(data)


def _question(data: Any, where: str) -> Question:
    _need(isinstance(data, Mapping), where, f"expected fields, got {data!r}")
    kind = data.get("kind")
    _need(
        kind in QUESTION_KINDS,
        where,
        f"kind {kind!r} is none of {', '.join(QUESTION_KINDS)}",
    )
    maybe = _MAYBE | ({"unit"} if kind == "number" else set())
    given = _fields(data, where, (_EVERY | QUESTION_KINDS[kind]) - maybe, maybe)
    where = f"{where} ({given['name']})"
    _need(
        str(given["name"]).replace("-", "").isalnum(),
        where,
        "a name has letters, digits and hyphens",
    )
    if kind == "number":
        return _number(given, where)
    choices = given.pop("lines" if kind == "order" else "options")
    _need(isinstance(choices, list), where, "expected a list of answers")
    _need(len(choices) >= 3, where, f"expected 3 answers or more, got {len(choices)}")
    read_one = _line if kind == "order" else _option
    given["choices"] = tuple(
        read_one(each, f"{where}, answer {number}", number, kind)
        for number, each in enumerate(choices, start=1)
    )
    texts = [choice.text for choice in given["choices"]]
    _need(len(set(texts)) == len(texts), where, "two answers are the same")
    keys = sum(choice.right for choice in given["choices"])
    if kind in ("single", "place"):
        _need(keys == 1, where, f"expected exactly one right answer, got {keys}")
    elif kind == "several":
        _need(keys >= 1, where, "expected a right answer")
    if kind == "place":
        path = QUIZZES / given["picture"]
        _need(path.is_file(), where, f"no picture {given['picture']}")
        drawn = path.read_text("utf-8").count("data-place=")
        _need(drawn == len(texts), where, f"{drawn} places for {len(texts)} answers")
    return Question(**given)


def _option(data: Any, where: str, number: int, kind: str) -> Choice:
    given = _fields(data, where, {"text", "why"}, {"right", "see", "seen"})
    given["text"] = str(given["text"])
    _need(isinstance(given.get("right", False), bool), where, "right is true or false")
    if not given.get("right") or kind == "several":
        _need("see" in given, where, "there is no see: name the heading to read again")
    return Choice(**given)


def _line(data: Any, where: str, number: int, kind: str) -> Choice:
    """Return a line of a program; the first needs no reason for its place."""
    reasons = {"why", "see"} if number > 1 else set()
    given = _fields(data, where, {"text"} | reasons, set())
    return Choice(str(given["text"]), given.get("why", ""), given.get("see", ""))


def _number(given: dict[str, Any], where: str) -> Question:
    mistakes = given.pop("mistakes")
    _need(isinstance(mistakes, list) and bool(mistakes), where, "expected mistakes")
    values = [given["answer"]]
    for field in ("answer", "tolerance"):
        _need(_is_number(given[field]), where, f"{field} is no number")
    _need(given["tolerance"] > 0, where, "tolerance must be above 0")
    choices = []
    for number, each in enumerate(mistakes, start=1):
        place = f"{where}, mistake {number}"
        one = _fields(each, place, {"value", "why", "see"}, {"seen"})
        value = one.pop("value")
        _need(_is_number(value), place, "value is no number")
        near = [x for x in values if abs(x - value) <= 2 * given["tolerance"]]
        _need(not near, place, f"{value} is too close to {near} to tell them apart")
        values.append(value)
        choices.append(Choice(f"{value:.12g}", **one))
    other = _fields(
        given.pop("otherwise"), f"{where}, otherwise", {"why", "see"}, set()
    )
    return Question(**given, choices=tuple(choices), otherwise=Choice("", **other))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def translate(
    quiz: Quiz, say: Callable[[str], str], say_heading: Callable[[str], str] = str
) -> Quiz:
    """Return a quiz in another language.

    Programs and numbers stay as they are.

    Parameters
    ----------
    quiz : Quiz
        What `read` returns.
    say : callable
        Returns the translation of a text.
    say_heading : callable
        Returns the translation of a heading of the chapter.
    """

    def choice(each: Choice, spoken: bool) -> Choice:
        text = say(each.text) if spoken else each.text
        why, see = each.why and say(each.why), each.see and say_heading(each.see)
        return replace(each, text=text, why=why, see=see)

    def question(each: Question) -> Question:
        spoken = each.kind not in ("number", "order")
        texts = {x: getattr(each, x) for x in ("ask", "alt", "unit", "margin", "why")}
        changed: dict[str, Any] = {
            name: text and say(text) for name, text in texts.items()
        }
        return replace(
            each,
            choices=tuple(choice(x, spoken) for x in each.choices),
            otherwise=each.otherwise and choice(each.otherwise, False),
            **changed,
        )

    return replace(quiz, questions=tuple(map(question, quiz.questions)))


def quiz(chapter: str) -> Any:
    """Show the quiz of a chapter in a notebook.

    Parameters
    ----------
    chapter : str
        The chapter's name, as in the address of its page: ``"perceptron"``.

    Returns
    -------
    widget : object
        The last line of a cell shows it.

    Raises
    ------
    QuizError
        If there is no such quiz; the message lists those there are.
    """
    from nnfoundations.exercises.quizzes.widget import QuizWidget

    return QuizWidget(read(chapter))
