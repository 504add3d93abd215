"""How an answer is judged: on which examples it is tried, and what is said of it.

This file and the modules of ``plain`` run in two Pythons: here, and as MicroPython in
the reader's browser. So they import `math` alone and use what both know.

An exercise knows its solution and the usual mistakes, each as a program. An answer is
tried on small examples first, then on drawn ones; where it differs, the mistake that
gives the very same wrong numbers on all examples tells which hint helps.
"""

import math

#: What two right answers may differ by, relative to the largest number of a result.
TOLERANCE = 1e-7
#: As which part of that largest number a smaller one counts at least.
FLOOR = 1e-3
#: Signs of an argument or a result that a sentence shows.
SHOWN = 90
#: Entries of a list that are looked at; no exercise asks for as many.
MOST = 10_000


class Mistake:
    """A usual wrong answer, and the hint that helps whoever gave it.

    Parameters
    ----------
    hint : str
        Names the usual cause, never the solution.
    *changes : tuple of str
        Pairs (old, new): what to replace in the solution to make the mistake. A
        single text without a pair is the wrong answer's whole source.
    """

    def __init__(self, hint, *changes):
        self.hint = hint
        self.changes = changes

    def source(self, solution):
        """Return the wrong answer's source."""
        if len(self.changes) == 1 and isinstance(self.changes[0], str):
            return self.changes[0]
        for old, new in self.changes:
            if old not in solution:
                raise ValueError(f"expected {old!r} in the solution")
            solution = solution.replace(old, new)
        return solution


class Exercise:
    """A function to write, with all that judges it.

    Parameters
    ----------
    name : str
        The function's.
    title : str
        What it is about, in few words.
    stub : str
        Source of the function with a docstring, but no body.
    solution : str
        Source of the function.
    examples : callable
        ``examples(rng)`` returns a list of (property, arguments): first the small
        ones that can be worked out by hand, then drawn ones. A property completes the
        sentence "With ..., unit(2, 3) should give 7".
    mistakes : list of Mistake
        At least five; in which order they are thought of.
    hints : list of str
        What helps before anything is written, from vague to plain.
    trial : str
        A call that the cell begins with, for a first look.
    """

    #: What two right answers may differ by; see `TOLERANCE` and `FLOOR`.
    exact = (TOLERANCE, FLOOR)
    #: Whether a number or an array is asked for, instead of a function.
    value = False

    def __init__(self, name, title, stub, solution, examples, mistakes, hints, trial):
        self.name = name
        self.title = title
        self.stub = stub
        self.solution = solution
        self.examples = examples
        self.mistakes = mistakes
        self.hints = hints
        self.trial = trial

    def function(self, source=None):
        """Return the function that a source defines; by default the solution's."""
        names = {"math": math}
        exec(self.solution if source is None else source, names)
        return names[self.name]


class Named:
    """A function given to an answer as an argument, shown by its name."""

    def __init__(self, name, function):
        self.name = name
        self.function = function

    def __call__(self, x):
        """Return the function's value."""
        return self.function(x)


def whole(rng, count, largest=3):
    """Return a list of drawn whole numbers, as floats, easy to work out by hand."""
    return [float(rng.randint(-largest, largest)) for _ in range(count)]


def decimals(rng, count, largest=3.0):
    """Return a list of drawn numbers with two digits behind the point."""
    return [round(rng.uniform(-largest, largest), 2) for _ in range(count)]


class Many:
    """Stands for a result with too many numbers to look at."""

    def __init__(self, count):
        self.count = count


class Verdict:
    """What is said of an answer: is it `right`, `empty` or neither, and the `text`."""

    def __init__(self, right, text, empty=False):
        self.right = right
        self.text = text
        self.empty = empty


def copied(value):
    """Return lists and tuples copied all the way down, anything else as it is."""
    if type(value) is list:
        return [copied(x) for x in value] if len(value) < MOST else Many(len(value))
    if type(value) is tuple:
        return tuple([copied(x) for x in value])
    return value


def unchanged(value):
    """Return an answer's result as it is: plain Python has nothing to translate."""
    return value


def judge(exercise, answer, rng, plain=unchanged, copy=None):
    """Try an answer on an exercise's examples and say what is found.

    Parameters
    ----------
    exercise : Exercise
        What was asked.
    answer : callable
        What came. Whatever it does, a verdict is returned.
    rng : module or random.Random
        Draws the examples: ``uniform``, ``randint``, ``choice``, ``random``.
    plain : callable
        Turns a result into numbers and lists, for results of other kinds.
    copy : callable, optional
        Copies arguments of other kinds than lists.

    Returns
    -------
    Verdict
    """
    name = exercise.name
    if exercise.value:
        if callable(answer):
            text = (
                f"Expected the value of {name} itself, not a function that returns it."
            )
            return Verdict(False, text)
        found = answer
        answer = lambda: found  # noqa: E731 (MicroPython's tracebacks name it)
    elif answer is None or answer is Ellipsis:
        return not_answered(exercise)
    elif not callable(answer):
        kind = type(answer).__name__
        return Verdict(
            False,
            f"Expected the function {name} itself, got {with_article(kind)}."
            f" Write check({name}), without brackets behind the name.",
        )
    reference = exercise.function()
    tried = []
    failed = None
    for what, arguments in exercise.examples(rng):
        expected = called(reference, arguments, plain, copy or copied)
        got = called(answer, arguments, plain, copy or copied)
        tried.append((arguments, expected, got))
        if failed is None and said_of(expected, got, exercise.exact):
            failed = (what, arguments, expected, got)
    if failed is None:
        count = len(tried)
        if exercise.value:
            return Verdict(True, f"Right: {shown(got.value)}.")
        return Verdict(True, f"Right: {count} examples, each as it should be.")
    what, arguments, expected, got = failed
    if all([g.nothing for _, _, g in tried]):
        return not_answered(exercise)
    hint = named_mistake(exercise, tried, plain, copy or copied)
    if exercise.value:
        text = "Not yet: {} is not {}{}.".format(name, *told_apart(expected, got))
        return Verdict(False, text + (" " + hint if hint else ""))
    hint = hint or usual_cause(expected, got)
    given = ", ".join([shown(plain(x)) for x in arguments])
    call = f"{name}({given})"
    found = f"{call} {said_of(expected, got, exercise.exact)}"
    return Verdict(
        False, "Not yet. With {}, {}{}".format(what, found, " " + hint if hint else "")
    )


def not_answered(exercise):
    """Return what is said where nothing has been written yet."""
    if exercise.value:
        text = (
            f"Not answered yet: {exercise.name} is to be a value, in place of the dots."
        )
    else:
        text = (
            f"Not answered yet: {exercise.name} returns nothing. Write its body; it"
            " ends with return, for print only shows."
        )
    return Verdict(False, text, empty=True)


def told_apart(expected, got):
    """Return a wrong value and, in brackets, what may be said of the right one."""
    told = got.error or differences(expected.value, got.value)
    if is_number(expected.value) and is_number(got.value):
        told = "it is larger" if expected.value > got.value else "it is smaller"
    value = "what it was given" if got.error else shown(got.value)
    return value, f" ({told})" if told not in ("", "differs") else ""


class Outcome:
    """What a call came to: a `value`, or an `error` in words, or changed arguments."""

    def __init__(self, value=None, error=None, changed=False):
        self.value = value
        self.error = error
        self.changed = changed

    @property
    def nothing(self):
        """Say whether it is as empty as a function without a body."""
        if self.error:
            return self.error.split(":")[0] == "NotImplementedError"
        value = self.value
        return value is None or value is Ellipsis or value is NotImplemented


def called(function, arguments, plain=unchanged, copy=copied):
    """Return what a function makes of copies of the arguments."""
    given = copy(arguments)
    try:
        value = copied(plain(function(*given)))
    except Stop:
        raise
    except BaseException as error:  # whatever an answer does, it is told
        text = shortened(worded(error))
        return Outcome(error="{}{}".format(type(error).__name__, text and ": " + text))
    return Outcome(value, changed=bool(differences(plain(arguments), plain(given))))


class Stop(BaseException):
    """The time is over (raised from outside, where a clock runs)."""


def worded(error):
    """Return an error's own words, or nothing where it has none to give."""
    try:
        return str(error)
    except BaseException:
        return ""


def is_number(value):
    """Say whether a value is a number, and not True or False."""
    return type(value) in (int, float)


def largest(value):
    """Return the largest size of the finite numbers in a result."""
    if is_number(value):
        return abs(value) if value == value and abs(value) != math.inf else 0.0
    if type(value) in (list, tuple):
        return max([largest(x) for x in value] + [0.0])
    return 0.0


def shape_of(value):
    """Return the lengths of a list of lists of ... as a tuple; None if they differ."""
    if type(value) is not list:
        return ()
    inner = [shape_of(x) for x in value]
    if any([x is None or x != inner[0] for x in inner]):
        return None
    return (len(value),) + (inner[0] if inner else ())


def differences(expected, got, exact=(TOLERANCE, FLOOR), scale=None):
    """Say in words how a value differs from the one expected; "" if it does not.

    Lists and tuples stand for each other; numbers may differ by rounding.
    """
    if scale is None:
        scale = largest(expected)
        told = shapes_apart(expected, got)
        if told:
            return told
    if type(expected) in (list, tuple):
        if type(got) not in (list, tuple):
            return f"a list of {len(expected)} was expected"
        if len(got) != len(expected):
            text = "a list of {} was expected, this one has {}"
            return text.format(len(expected), len(got))
        for e, g in zip(expected, got):
            told = shapes_apart(e, g) or differences(e, g, exact, scale)
            if told:
                return told
        return ""
    if type(expected) is bool:
        if type(got) is bool and got == expected:
            return ""
        return "True or False was expected" if type(got) is not bool else "differs"
    if is_number(expected):
        if type(got) is bool or not is_number(got):
            kind = "list" if type(got) is Many else type(got).__name__
            return f"a number was expected, not {with_article(kind)}"
        if expected != expected:
            return "" if got != got else "differs"
        if got == expected:
            return ""
        try:
            near = abs(got - expected) <= exact[0] * max(
                abs(expected), scale * exact[1], 1e-9
            )
        except OverflowError:
            near = False
        return "" if near else "differs"
    return "" if type(got) is type(expected) and got == expected else "differs"


def shapes_apart(expected, got):
    """Say that tables have different shapes, where one has two sides or more."""
    if type(expected) is not list or type(got) is not list:
        return ""
    right, wrong = shape_of(expected), shape_of(got)
    if not right or not wrong or right == wrong or len(right) + len(wrong) < 3:
        return ""
    return f"the shape {right} was expected, this one has {wrong}"


def said_of(expected, got, exact=(TOLERANCE, FLOOR)):
    """Say what a call should give and what it gives; "" if that is the same."""
    if expected.error:  # the exercise asks for an error
        if got.error and got.error.split(":")[0] == expected.error.split(":")[0]:
            return ""
        should = "should raise {}".format(expected.error.split(":")[0])
    else:
        same = not differences(expected.value, got.value, exact)
        if got.error is None and not got.changed and same:
            return ""
        should = f"should give {shown(expected.value)}"
    if got.error:
        return f"{should}; yours stops with {got.error}."
    if not differences(expected.value, got.value, exact) and got.changed:
        return f"{should}, and does; but it changes what it was given."
    told = differences(expected.value, got.value, exact)
    tail = f" ({told})" if told not in ("", "differs") else ""
    return f"{should}; yours gives {shown(got.value)}{tail}."


def named_mistake(exercise, tried, plain, copy):
    """Return the hint of the mistake that gives the very same results, or ""."""
    for mistake in exercise.mistakes:
        wrong = exercise.function(mistake.source(exercise.solution))
        if all(
            alike(called(wrong, a, plain, copy), got, exercise.exact)
            for a, _, got in tried
        ):
            return mistake.hint
    return ""


def alike(one, other, exact=(TOLERANCE, FLOOR)):
    """Say whether two calls came to the same."""
    if one.error or other.error:
        first, second = one.error or "", other.error or ""
        return first.split(":")[0] == second.split(":")[0]
    return not differences(one.value, other.value, exact)


def usual_cause(expected, got):
    """Return a hint drawn from how the numbers differ, where they tell something."""
    if got.error:
        kind = got.error.split(":")[0]
        if kind == "TypeError" and "argument" in got.error:
            return "How many arguments does it take, and in which order?"
        return ERRORS.get(kind, "")
    if got.changed:
        return "Work on a copy, so that whoever calls it keeps the old list."
    if got.value is None:
        return "Does every way through the function end with return?"
    e, g = numbers(expected.value), numbers(got.value)
    if not e or len(e) != len(g):
        return ""
    if any([x != x for x in g]):
        return "A nan comes from 0/0, or from inf minus inf."
    pairs = [(x, y) for x, y in zip(e, g) if x]
    if not pairs:
        return ""
    ratios = [y / x for x, y in pairs if abs(x) != math.inf and abs(y) != math.inf]
    if ratios and all([abs(r + 1) < 1e-9 for r in ratios]):
        return "Only the sign is wrong."
    if len(ratios) > 1 and max(ratios) - min(ratios) < 1e-9 * abs(ratios[0]):
        text = "Each number is {} times what it should be: is a factor missing?"
        return text.format(shown(ratios[0]))
    return ""


#: What an exception's name mostly means in these exercises.
ERRORS = {
    "IndexError": "An index runs past the end: which entry is the last?",
    "TypeError": "Does a number meet a list, or None, where two numbers should?",
    "NameError": "A name is used that nothing has been assigned to.",
    "ZeroDivisionError": "Which example makes the number below the line 0?",
    "OverflowError": "math.exp of a number above 709 is too large for a float.",
    "RecursionError": "The function calls itself without an end.",
    "MemoryError": "A list grows without an end.",
}


def numbers(value):
    """Return the numbers of a result in a row."""
    if is_number(value):
        return [math.inf] if abs(value) > 1e300 else [float(value)]
    if type(value) in (list, tuple):
        return [x for part in value for x in numbers(part)]
    return []


def with_article(kind):
    """Return a kind of thing with "a" or "an"; nothing stays nothing."""
    if kind == "NoneType":
        return "None"
    return ("an " if kind[0] in "aeiou" else "a ") + kind


def shortened(text):
    """Return a text that fits in a sentence."""
    return text if len(text) <= SHOWN else text[: SHOWN - 4] + " ..."


def shown(value):
    """Return a value as a sentence shows it: numbers with at most six digits."""
    return shortened(_shown(value, SHOWN))


def _shown(value, room):
    if type(value) is bool or value is None:
        return str(value)
    if type(value) is int:
        return str(value) if abs(value) < 10**15 else "a whole number of many digits"
    if type(value) is float:
        text = f"{value:.6g}"
        return text if "." in text or "e" in text or "n" in text else text + ".0"
    if type(value) is str:
        return repr(value[:SHOWN])
    if type(value) in (list, tuple):
        parts = []
        for x in value:
            parts.append(_shown(x, room))
            room -= len(parts[-1]) + 2
            if room < 0:
                parts.append("...")
                break
        inside = ", ".join(parts)
        if type(value) is list:
            return "[" + inside + "]"
        return "(" + inside + ("," if len(value) == 1 else "") + ")"
    if type(value) is Many:
        return f"{value.count} numbers"
    if type(value) is Named:
        return value.name
    return "something of type " + type(value).__name__
