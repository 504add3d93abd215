"""A quiz as HTML: questions, and below each its answers, folded.

That is what a reader sees without a script, and all that ``quiz.js`` needs: it takes
keys and explanations from here, so nothing is said in two places.
"""

import random
import re
from collections.abc import Callable, Mapping
from html import escape
from typing import NamedTuple

from nnfoundations.exercises.quizzes import QUIZZES, Choice, Question, Quiz

_CODE = re.compile(r"`([^`]+)`")
_STRESSED = re.compile(r"(?<![\w*])\*([^*\s](?:[^*]*[^*\s])?)\*(?![\w*])")
_LETTERS = "ABCDEFGH"


class _Page(NamedTuple):
    """Where a quiz stands: the addresses of the headings, and the language."""

    links: Mapping[str, str]
    say: Callable[[str], str]


def inline(text: str) -> str:
    """Return a sentence as HTML: `code` between backticks, *stressed* between stars.

    >>> inline("the *sign* of `a < b`")
    'the <em>sign</em> of <code>a &lt; b</code>'
    """
    parts = _CODE.split(" ".join(escape(text, quote=False).split()))
    for i in range(0, len(parts), 2):
        parts[i] = _STRESSED.sub(r"<em>\1</em>", parts[i])
    parts[1::2] = [f"<code>{code}</code>" for code in parts[1::2]]
    return "".join(parts)


def shuffle(question: Question) -> list[tuple[int, Choice]]:
    """Return the answers with their numbers, in an order that betrays nothing.

    It is the same at each build. Places keep their letters; lines never stand right.
    """
    numbered = list(enumerate(question.choices))
    if question.kind == "place":
        return numbered
    mixed, rng = list(numbered), random.Random(question.name)
    rng.shuffle(mixed)
    while question.kind == "order" and mixed == numbered:
        rng.shuffle(mixed)
    return mixed


def as_html(
    quiz: Quiz,
    links: Mapping[str, str] | None = None,
    say: Callable[[str], str] = str,
) -> str:
    """Return a quiz as HTML.

    Parameters
    ----------
    quiz : Quiz
        What `nnfoundations.exercises.quizzes.read` returns.
    links : mapping of str to str, optional
        The address of each heading; without them headings are named, not linked.
    say : callable
        Returns the translation of the words that are no question's own.
    """
    page = _Page(links or {}, say)
    questions = "\n".join(
        _question(quiz, question, number, page)
        for number, question in enumerate(quiz.questions, start=1)
    )
    return f'<div class="quiz" data-quiz="{quiz.chapter}">\n{questions}\n</div>\n'


def _question(quiz: Quiz, question: Question, number: int, page: _Page) -> str:
    show = {"order": _lines, "number": _field}.get(question.kind, _options)
    code = f"<pre><code>{escape(question.code.rstrip())}</code></pre>\n"
    return (
        f'<fieldset class="quiz-question" id="quiz-{quiz.chapter}-{question.name}"'
        f' data-kind="{question.kind}" data-question="{question.name}">\n'
        f'<legend><span class="quiz-number">{number}</span> {inline(question.ask)}'
        f"</legend>\n{code if question.code else ''}{show(question, page)}"
        f'<details class="quiz-answer"><summary>{page.say("Answer")}</summary>\n'
        f"{_answers(question, page)}</details>\n</fieldset>"
    )


def _options(question: Question, page: _Page) -> str:
    items = "".join(
        f'<li data-choice="{i}"{" data-right" if choice.right else ""}>'
        f"{_letter(question, i)}{inline(choice.text)}</li>\n"
        for i, choice in shuffle(question)
    )
    picture = ""
    if question.picture:
        drawn = (QUIZZES / question.picture).read_text("utf-8").strip()
        label = escape(question.alt)
        drawn = drawn.replace("<svg", f'<svg role="img" aria-label="{label}"', 1)
        picture = f'<div class="quiz-picture">{drawn}</div>\n'
    several = f"<p>{page.say('More than one may be right.')}</p>\n"
    return (
        f"{picture}{several if question.kind == 'several' else ''}"
        f'<ul class="quiz-options">\n{items}</ul>\n'
    )


def _letter(question: Question, i: int) -> str:
    return f"<b>{_LETTERS[i]}</b> " if question.kind == "place" else ""


def _lines(question: Question, page: _Page) -> str:
    items = "".join(
        f'<li data-choice="{i}"><code>{_line(choice.text)}</code></li>\n'
        for i, choice in shuffle(question)
    )
    return f'<ol class="quiz-lines">\n{items}</ol>\n'


def _line(text: str) -> str:
    """Return a line in two parts, so that a long one wraps behind its indentation."""
    code = text.lstrip()
    return f"<span>{' ' * (len(text) - len(code))}</span><span>{escape(code)}</span>"


def _field(question: Question, page: _Page) -> str:
    unit = f" [{escape(question.unit)}]" if question.unit else ""
    return (
        f'<p class="quiz-field" data-answer="{question.answer!r}"'
        f' data-tolerance="{question.tolerance!r}"'
        f' data-unit="{escape(question.unit)}">'
        f"{page.say('A number')}{unit}.</p>\n"
    )


def _answers(question: Question, page: _Page) -> str:
    """Return what is said of each answer, as paragraphs in the order of the page."""
    if question.kind == "order":
        program = "\n".join(choice.text for choice in question.choices)
        told = [
            _tell(f"<code>{escape(c.text.strip())}</code>", c, i, page)
            for i, c in enumerate(question.choices)
            if c.why
        ]
        return f"<pre><code>{escape(program)}</code></pre>\n" + "".join(told)
    if question.kind == "number":
        unit = f" {escape(question.unit)}" if question.unit else ""
        right = f'<p data-for="right"><strong>✓ {question.answer:g}{unit}.</strong>'
        right += f'<br><span class="quiz-why">{inline(question.why)}</span>'
        right += f" {inline(question.margin)}</p>\n"
        told = [
            _tell(f"{float(c.text):g}{unit}", c, i, page, f' data-value="{c.text}"')
            for i, c in enumerate(question.choices)
        ]
        assert question.otherwise is not None
        other = page.say("Any other number")
        return right + "".join(
            [*told, _tell(other, question.otherwise, "otherwise", page)]
        )
    return "".join(
        _tell(_letter(question, i) + inline(choice.text), choice, i, page)
        for i, choice in shuffle(question)
    )


def _tell(
    head: str,
    choice: Choice,
    i: int | str,
    page: _Page,
    more: str = "",
) -> str:
    mark = "✓ " if choice.right else ""
    return (
        f'<p data-for="{i}"{more}><strong>{mark}{head}</strong><br>'
        f'<span class="quiz-why">{inline(choice.why)}{_again(choice, page)}</span>'
        "</p>\n"
    )


def _again(choice: Choice, page: _Page) -> str:
    if not choice.see:
        return ""
    title = escape(choice.see)
    if choice.see in page.links:
        title = f'<a href="{escape(page.links[choice.see])}">{title}</a>'
    else:
        title = page.say("“{0}” in the chapter").replace("{0}", title)
    again = page.say("Read again: {0}.").replace("{0}", title)
    return f'<span class="quiz-again"> {again}</span>'
