"""How an answer is judged: on which examples it is tried, and what is said of it.

This file and the modules of ``plain`` run in two Pythons: here, and as MicroPython in
the reader's browser. So they import `math` alone and use what both know.

An exercise knows its solution and the usual mistakes, each as a program. An answer is
tried on small examples first, then on drawn ones; where it differs, the mistake that
gives the very same wrong numbers on all examples tells which hint helps.
"""

import math

#: What two right answers may differ by, relative to the largest number of a result.
TOLERANCE = 2e-6
#: As which part of that largest number a smaller one counts at least.
FLOOR = 1e-3
#: What two right answers may differ by where one is in single precision: this part of
#: a number, and this part of the largest float that was given or asked for.
SINGLE = (1e-5, 2e-7)
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


def draw_whole(rng, count, largest=3):
    """Return a list of drawn whole numbers, as floats, easy to work out by hand."""
    return [float(rng.randint(-largest, largest)) for _ in range(count)]


def draw_decimals(rng, count, largest=3.0):
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


def copy_lists(value):
    """Return lists and tuples copied all the way down, anything else as it is."""
    if isinstance(value, (list, tuple)):
        parts = [copy_lists(x) for x in value]
        return parts if isinstance(value, list) else tuple(parts)
    return value


def count_room(value, room=MOST):
    """Return how many more entries than a result has may be looked at."""
    if isinstance(value, (list, tuple)):
        for x in value:
            room = count_room(x, room - 1)
            if room < 0:
                break
    return room


def leave_alone(value):
    """Return an answer's result as it is: plain Python has nothing to translate."""
    return value


def say_never(value):
    """Say that a result is in double precision: plain Python knows no other."""
    return False


def judge(exercise, answer, rng, plain=leave_alone, copy=copy_lists, single=say_never):
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
    copy : callable
        Copies arguments, of other kinds than lists as well.
    single : callable
        Says whether a result is in single precision.

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
        return tell_unanswered(exercise)
    elif not callable(answer):
        kind = type(answer).__name__
        return Verdict(
            False,
            f"Expected the function {name} itself, got {with_article(kind)}: hand it"
            " over without brackets, and give its name to nothing else.",
        )
    reference = exercise.function()
    tried = []
    failed = None
    for what, arguments in exercise.examples(rng):
        expected = call_answer(reference, arguments, plain, copy)
        got = call_answer(answer, arguments, plain, copy, single)
        got.exact = find_tolerance(exercise, plain(arguments), expected, got)
        tried.append((arguments, expected, got))
        if failed is None and tell_outcome(expected, got):
            failed = (what, arguments, expected, got)
    if failed is None:
        count = len(tried)
        if exercise.value:
            return Verdict(True, f"Right: {show_value(got.value)}.")
        return Verdict(True, f"Right: {count} examples, each as it should be.")
    what, arguments, expected, got = failed
    if all([g.nothing for _, _, g in tried]):
        if any([g.changed for _, _, g in tried]):
            return Verdict(False, f"Not yet: {name} {NOTHING}")
        return tell_unanswered(exercise)
    hint = find_mistake(exercise, tried, plain, copy)
    if exercise.value:
        text = "Not yet: {} is not {}{}.".format(name, *tell_apart(expected, got))
        hint = hint or find_cause(tried, expected, got)
        return Verdict(False, text + (" " + hint if hint else ""))
    if not (hint or got.changed or find_odd_kind(expected.value, got.value)):
        asked_again = [
            call_answer(answer, arguments, plain, copy, single) for _ in "abc"
        ]
        if not got.error and not all([compare_outcomes(got, x) for x in asked_again]):
            hint = DRAWN
        else:
            hint = find_order(exercise, tried, plain, copy)
    hint = hint or find_cause(tried, expected, got)
    given = ", ".join([show_value(plain(x)) for x in arguments])
    found = f"{name}({given}) {tell_outcome(expected, got)}"
    return Verdict(
        False, "Not yet. With {}, {}{}".format(what, found, " " + hint if hint else "")
    )


#: What is said of an answer that does not give the same twice.
DRAWN = (
    "Asked again, it gives something else: is something drawn at random, or kept from"
    " the last call?"
)
#: What is said of an answer that changes its arguments and returns nothing.
NOTHING = (
    "changes what it was given and returns nothing. Build a new list, and end with"
    " return."
)


def tell_unanswered(exercise):
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


def tell_apart(expected, got):
    """Return a wrong value and, in brackets, what may be said of the right one."""
    told = got.error or tell_differences(expected.value, got.value)
    if is_number(expected.value) and is_number(got.value):
        told = "it is larger" if expected.value > got.value else "it is smaller"
    value = "what it was given" if got.error else show_value(got.value)
    return value, f" ({told})" if told not in ("", "differs") else ""


class Outcome:
    """What a call came to: a `value`, or an `error` in words, or changed arguments."""

    #: What it may differ by from what was expected; see `tell_differences`.
    exact = (TOLERANCE, FLOOR, 1e-9)

    def __init__(self, value=None, error=None, changed=False, single=False):
        self.value = value
        self.error = error
        self.changed = changed
        self.single = single

    @property
    def nothing(self):
        """Say whether it is as empty as a function without a body."""
        if self.error:
            return self.error.split(":")[0] == "NotImplementedError"
        value = self.value
        return value is None or value is Ellipsis or value is NotImplemented


def call_answer(
    function, arguments, plain=leave_alone, copy=copy_lists, single=say_never
):
    """Return what a function makes of copies of the arguments."""
    given = copy(arguments)
    try:
        result = function(*given)
        if count_room(result) < 0:
            return Outcome(Many(MOST))
        value, loose = copy_lists(plain(result)), single(result)
    except Stop:
        raise
    except BaseException as error:  # whatever an answer does, it is told
        text = shorten_text(quote_error(error)).replace("'Named'", "'function'")
        return Outcome(error="{}{}".format(type(error).__name__, text and ": " + text))
    return Outcome(
        value, None, bool(tell_differences(plain(arguments), plain(given))), loose
    )


def find_tolerance(exercise, arguments, expected, got):
    """Return what a result may differ by: a part of it, of the largest, and of what."""
    part, floor = exercise.exact
    if got.single and part < SINGLE[0]:
        size = max(find_largest_float(arguments), find_largest_float(expected.value))
        return SINGLE[0], floor, size * SINGLE[1] / SINGLE[0]
    return part, floor, 1e-9


def find_largest_float(value):
    """Return the largest size of the finite floats in a value; counts do not count."""
    if type(value) in (list, tuple):
        return max([find_largest_float(x) for x in value] + [0.0])
    return find_largest(value) if type(value) is float else 0.0


class Stop(BaseException):
    """The time is over (raised from outside, where a clock runs)."""


def quote_error(error):
    """Return an error's own words, or nothing where it has none to give."""
    try:
        return str(error)
    except BaseException:
        return ""


def is_number(value):
    """Say whether a value is a number, and not True or False."""
    return type(value) in (int, float)


def find_largest(value):
    """Return the largest size of the finite numbers in a result."""
    if is_number(value):
        return abs(value) if value == value and abs(value) != math.inf else 0.0
    if type(value) in (list, tuple):
        return max([find_largest(x) for x in value] + [0.0])
    return 0.0


def measure_shape(value):
    """Return the lengths of a list of lists of ... as a tuple; None if they differ."""
    if type(value) is not list:
        return ()
    inner = [measure_shape(x) for x in value]
    if any([x is None or x != inner[0] for x in inner]):
        return None
    return (len(value),) + (inner[0] if inner else ())


def tell_differences(expected, got, exact=Outcome.exact, scale=None):
    """Say in words how a value differs from the one expected; "" if it does not.

    Lists and tuples stand for each other; numbers may differ by rounding.
    """
    if scale is None:
        scale = find_largest(expected)
        told = compare_shapes(expected, got)
        if told:
            return told
    if type(expected) in (list, tuple):
        kind = "list" if type(expected) is list else "tuple"
        if type(got) not in (list, tuple):
            return f"a {kind} of {len(expected)} was expected"
        if len(got) != len(expected):
            text = "a {} of {} was expected, this one has {}"
            return text.format(kind, len(expected), len(got))
        for e, g in zip(expected, got):
            told = compare_shapes(e, g) or tell_differences(e, g, exact, scale)
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
                abs(expected), scale * exact[1], exact[2]
            )
        except OverflowError:
            near = False
        return "" if near else "differs"
    return "" if type(got) is type(expected) and got == expected else "differs"


def compare_shapes(expected, got):
    """Say that tables have different shapes, where one has two sides or more."""
    if type(expected) is not list or type(got) is not list:
        return ""
    right, wrong = measure_shape(expected), measure_shape(got)
    if not right or not wrong or right == wrong or len(right) + len(wrong) < 3:
        return ""
    return f"the shape {right} was expected, this one has {wrong}"


def tell_outcome(expected, got):
    """Say what a call should give and what it gives; "" if that is the same."""
    if expected.error:  # the exercise asks for an error
        if got.error and got.error.split(":")[0] == expected.error.split(":")[0]:
            return ""
        should = "should raise {}".format(expected.error.split(":")[0])
    else:
        same = not tell_differences(expected.value, got.value, got.exact)
        if got.error is None and not got.changed and same:
            return ""
        should = f"should give {show_value(expected.value)}"
    if got.error:
        return f"{should}; yours stops with {got.error}."
    if not tell_differences(expected.value, got.value, got.exact) and got.changed:
        return f"{should}, and does; but it changes what it was given."
    told = tell_differences(expected.value, got.value, got.exact)
    tail = f" ({told})" if told not in ("", "differs") else ""
    return f"{should}; yours gives {show_value(got.value)}{tail}."


def find_mistake(exercise, tried, plain, copy):
    """Return the hint of the mistake that gives the very same results, or ""."""
    for mistake in exercise.mistakes:
        wrong = exercise.function(mistake.source(exercise.solution))
        if all(
            compare_outcomes(call_answer(wrong, a, plain, copy), got)
            for a, _, got in tried
        ):
            return mistake.hint
    return ""


def find_order(exercise, tried, plain, copy):
    """Say so if the results are those with the arguments in another order, or ""."""
    names = exercise.stub[exercise.stub.find("(") + 1 : exercise.stub.find(")")]
    names = names.split(", ")
    reference = exercise.function()
    for order in list_orders(len(names)):
        found = []
        for arguments, _, got in tried:
            given = [arguments[order.index(i)] for i in range(len(names))]
            outcome = call_answer(reference, tuple(given), plain, copy)
            outcome.exact = got.exact
            found.append((outcome, got))
            if not compare_outcomes(outcome, got):
                break
        else:
            if not all([x.error for x, _ in found]):
                taken = ", ".join([names[i] for i in order])
                text = "It seems to take its arguments as ({}); they come as ({})."
                return text.format(taken, ", ".join(names))
    return ""


def list_orders(count):
    """Return other orders: two are exchanged, or all move round."""
    found = []
    for i in range(count):
        for j in range(i):
            order = list(range(count))
            order[i], order[j] = j, i
            found.append(order)
    if count > 2:
        found += [[(i + k) % count for i in range(count)] for k in range(1, count)]
    return found


def compare_outcomes(one, other):
    """Say whether two calls came to the same."""
    if one.error or other.error:
        first, second = one.error or "", other.error or ""
        return first.split(":")[0] == second.split(":")[0]
    return not tell_differences(one.value, other.value, other.exact)


def find_cause(tried, expected, got):
    """Return a hint drawn from the results, where they tell something, or "".

    Parameters
    ----------
    tried : list of (arguments, Outcome, Outcome)
        All examples, with what was expected and what came.
    expected, got : Outcome
        Those of the example that is shown.
    """
    if got.error:
        return explain_error(got.error)
    if got.changed:
        return "Work on a copy, so that whoever calls it keeps what was given."
    if got.value is None:
        return "Does every way through the function end with return?"
    kind = find_odd_kind(expected.value, got.value)
    if kind in KINDS:
        return KINDS[kind]
    if any([x != x for x in list_numbers(got.value)]):
        return "A nan comes from 0/0, or from inf minus inf."
    pairs = [(e.value, g.value) for _, e, g in tried if not (e.error or g.error)]
    if len(pairs) < len(tried):
        return ""
    for cause, hint in CAUSES:
        if cause(pairs):
            return hint
    return explain_numbers(pairs, got.exact) or name_wrong_parts(pairs, got.exact)


def explain_error(error):
    """Return a hint for an error, told by its kind and its words, or ""."""
    kind = error.split(":")[0]
    for name, words, hint in ERRORS:
        if name == kind and words in error:
            return hint
    return ""


def find_odd_kind(expected, got):
    """Return the name of the first kind in a result that no number or list has."""
    if type(got) in (list, tuple):
        parts = expected if type(expected) in (list, tuple) else []
        for i, part in enumerate(got):
            found = find_odd_kind(parts[i] if i < len(parts) else None, part)
            if found:
                return found
        return ""
    if type(got) is bool:
        return "bool" if is_number(expected) else ""
    return "" if got is None or is_number(got) else type(got).__name__


#: What helps if something of a kind comes back, where numbers or lists should.
KINDS = {
    "bool": "True or False came back, where 1 or 0 should: int(...) turns one into the"
    " other.",
    "str": "Text came back: return the numbers themselves, not how they look.",
    "dict": "A dictionary came back, where a plain list or pair should.",
    "set": "A set knows no order: use a list.",
    "complex": "A complex number came back, as from the root of a negative one.",
}
for _kind in ("generator", "map", "filter", "zip", "range", "enumerate", "reversed"):
    KINDS[_kind] = f"list(...) makes a list of what the {_kind} gives."
for _kind in ("function", "closure", "method", "bound_method", "type"):
    KINDS[_kind] = "A function came back: does it need brackets, to be called?"
KINDS["builtin_function_or_method"] = KINDS["function"]


def check_every(pairs, same):
    """Say whether something is so of all results that are wrong."""
    return all([same(e, g) for e, g in pairs if tell_differences(e, g)])


def build_list_check(pick):
    """Return what says whether lists came for numbers, from which `pick` makes them."""

    def same(e, g):
        if not is_number(e) or type(g) not in (list, tuple):
            return False
        if pick is len:
            return e == len(g)
        entries = list_numbers([int(x) if type(x) is bool else x for x in g])
        if len(entries) != len(g) or not g:
            return False
        return not tell_differences(e, pick(entries))

    return lambda pairs: all([same(e, g) for e, g in pairs])


def is_regrouped(pairs):
    """Say whether the numbers are right, and the brackets not."""
    return check_every(
        pairs, lambda e, g: not tell_differences(list_numbers(e), list_numbers(g))
    ) and all([list_numbers(e) for e, _ in pairs])


def is_turned(e, g):
    """Say whether a list is another one read from behind."""
    both = type(e) in (list, tuple) and type(g) in (list, tuple)
    return both and not tell_differences(list(e), list(g)[::-1])


def is_transposed(e, g):
    """Say whether rows and columns of a table are exchanged."""
    shape = measure_shape(g)
    if not shape or len(shape) != 2 or 0 in shape:
        return False
    return not tell_differences(e, [list(column) for column in zip(*g)])


def is_first_alone(e, g):
    """Say whether only the first of several parts came."""
    return type(e) in (list, tuple) and len(e) > 1 and not tell_differences(e[0], g)


def cut_short(e, g):
    """Say whether a list is the beginning of another one, or holds such beginnings."""
    if type(e) not in (list, tuple) or type(g) not in (list, tuple):
        return False
    if len(g) == len(e):
        return all(
            [cut_short(a, b) or not tell_differences(a, b) for a, b in zip(e, g)]
        )
    return len(g) < len(e) and not tell_differences(list(e[: len(g)]), list(g))


def is_always_one(pairs):
    """Say whether the same comes of all examples, and should not."""
    return (
        len(pairs) > 2
        and not any([tell_differences(pairs[0][1], g) for _, g in pairs])
        and any([tell_differences(pairs[0][0], e) for e, _ in pairs])
    )


#: What may be so of all pairs of results, expected and got, and the hint that helps.
CAUSES = [
    (
        build_list_check(lambda g: g[0] if len(g) == 1 else None),
        "The number is right, but it stands in a list: return the number itself.",
    ),
    (build_list_check(sum), "The entries are still to be added up."),
    (
        build_list_check(lambda g: g[-1]),
        "The last entry is right: return that one alone.",
    ),
    (
        build_list_check(lambda g: g[0]),
        "The first entry is right: return that one alone.",
    ),
    (
        build_list_check(len),
        "How many there are is right: return that number, not the list.",
    ),
    (is_regrouped, "The numbers are right, but not how brackets put them together."),
    (
        lambda pairs: check_every(pairs, is_turned),
        "The right parts come in the reverse order.",
    ),
    (
        lambda pairs: check_every(pairs, is_transposed),
        "Rows and columns are exchanged: that is the transposed table.",
    ),
    (
        lambda pairs: check_every(pairs, is_first_alone),
        "The first part came back alone: what else was asked for?",
    ),
    (
        lambda pairs: (
            check_every(pairs, lambda e, g: cut_short(e, g) and len(g) < len(e))
            and all([type(e) is tuple for e, _ in pairs])
        ),
        "The last part is missing: how many are asked for?",
    ),
    (
        lambda pairs: check_every(pairs, cut_short),
        "The end is missing: does a return stand inside the loop, or does a range end"
        " early?",
    ),
    (
        is_always_one,
        "It gives the same for all examples: what of the arguments is used?",
    ),
]


def explain_numbers(pairs, exact):
    """Return a hint drawn from how all the numbers differ, or ""."""
    e, g = [], []
    for one, other in pairs:
        first, second = list_numbers(one), list_numbers(other)
        if len(first) != len(second):
            return ""
        e, g = e + first, g + second
    if not e or any([abs(x) == math.inf or x != x for x in e + g]):
        return ""
    near = max(exact[0], 1e-7)

    def all_are(changed):
        return not any(
            [tell_differences(changed(x), y, (near, 0, 1e-9)) for x, y in zip(e, g)]
        )

    if all_are(lambda x: -x):
        return "Only the sign is wrong."
    if all_are(abs):
        return (
            "The numbers are right but for the sign: an abs or a square takes it away."
        )
    if all_are(lambda x: x * x):
        return "Those are the squares: a root is missing."
    if all_are(lambda x: math.sqrt(abs(x))):
        return "Those are the roots: one root too many."
    if all(e) and all_are(lambda x: 1 / x):
        return "The fraction is upside down: 1 over what was asked for."
    if all_are(math.floor) or all_are(int):
        return "Those are cut to whole numbers: is there a // or an int?"
    for digits in range(7):
        if all_are(lambda x, digits=digits: round(x, digits)):
            return "Those are rounded: return all digits."
    ratios = [y / x for x, y in zip(e, g) if abs(x) > 1e-9]
    if len(ratios) > 1 and all_are(lambda x: x * ratios[0]):
        text = "Each number is {} times what it should be: is a factor missing?"
        return text.format(show_value(ratios[0]))
    if len(e) > 2 and all_are(lambda x: x + g[0] - e[0]):
        text = "Each number is too {} by {}."
        apart = g[0] - e[0]
        return text.format("large" if apart > 0 else "small", show_value(abs(apart)))
    size = max([abs(x) for x in e])
    if all([abs(x - y) <= 1e-5 * size for x, y in zip(e, g)]):
        return (
            "The last digits alone differ: is something rounded, or computed in single"
            " precision (float32)?"
        )
    return ""


def name_wrong_parts(pairs, exact):
    """Say which of several parts are wrong, where others are right in all examples."""
    size = len(pairs[0][0]) if type(pairs[0][0]) is tuple else 0
    places = ["first", "second", "third"][:size]
    if not all([type(g) in (list, tuple) and len(g) == size for _, g in pairs]):
        return ""
    wrong = [
        name
        for i, name in enumerate(places)
        if any([tell_differences(e[i], g[i], exact) for e, g in pairs])
    ]
    if size > len(places) or len(wrong) in (0, size):
        return ""
    if len(wrong) == 1:
        return f"The {wrong[0]} part alone is wrong."
    right = [name for name in places if name not in wrong]
    return f"The {right[0]} part alone is right."


_NO_METHOD = (
    "Lists have no such method, as arrays have: sum, max and len are functions here."
)
_NO_NAME = "The module has no such name; the page's Python knows fewer than others."
_WHOLE = "A whole number was needed, as in range: are the arguments in their order?"
_ORDER = "are the arguments in their order?"
_JOINS = "With +, a list is joined to a list; append(...) adds one number at its end."
_COMPARED = (
    "A whole list, or None, is compared with a number: compare its sum, its length or"
    " each entry."
)
_ONE_NUMBER = "The functions of math take one number; np has such as take arrays."
_MANY = (
    "An array answers for each entry, and if, and, or and max want one answer: a mask"
    " keeps them all."
)
_SHAPES = "The shapes do not fit: write them down, and see which sides meet."
_UNSET = "A name is used before anything is assigned to it: does the loop need a start?"
_MODULES = "Here is plain Python with math; the notebooks' Python has more modules."
_IMPORT = (
    "A module is known only after its import; the page's Python has no NumPy and no"
    " PyTorch."
)
_IN_MATH = "exp, log and sqrt belong to math: import math, then math.exp(...)."
#: What an error's kind and words mostly mean in these exercises, the first that fits.
ERRORS = [
    ("IndexError", "", "An index runs past the end: which entry is the last?"),
    (
        "TypeError",
        "positional argument",
        "How many arguments does it take, and in which order?",
    ),
    ("TypeError", "^", "A power is written **; ^ is something else."),
    ("TypeError", "__xor__", "A power is written **; ^ is something else."),
    (
        "TypeError",
        "callable",
        "Brackets behind a value call it: is a * missing, or should they be [ ]?",
    ),
    (
        "TypeError",
        "'function'",
        "A function is not a number: f(x), with brackets, is its value.",
    ),
    (
        "TypeError",
        "NoneType",
        "One of them is None, as what sort, append and print return, or .grad before"
        " backward().",
    ),
    (
        "TypeError",
        "integer",
        _WHOLE,
    ),
    ("TypeError", "to int", _WHOLE),
    (
        "TypeError",
        "iterable",
        "A plain number is taken for a list: " + _ORDER + " Or does += add it to one?",
    ),
    ("TypeError", "subscriptable", "An index stands behind a plain number: " + _ORDER),
    ("TypeError", "__add__: 'list'", _JOINS),
    ("TypeError", "can only concatenate", _JOINS),
    ("TypeError", "__ge__", _COMPARED),
    ("TypeError", "__gt__", _COMPARED),
    ("TypeError", "__le__", _COMPARED),
    ("TypeError", "__lt__", _COMPARED),
    ("TypeError", "not supported between", _COMPARED),
    (
        "TypeError",
        "list'",
        "Lists know no arithmetic: take their entries one by one, as with zip.",
    ),
    (
        "TypeError",
        "sequence",
        "Lists know no arithmetic: take their entries one by one, as with zip.",
    ),
    ("TypeError", "can be converted", _ONE_NUMBER),
    ("TypeError", "", "Does a number meet a list, or None, where two numbers should?"),
    ("NameError", "before", _UNSET),
    ("NameError", "'relu'", "Python has no relu: max(z, 0.0) is one."),
    ("NameError", "'math'", "A module is known only after its import: import math."),
    ("NameError", "'np'", _IMPORT),
    ("NameError", "'torch'", _IMPORT),
    ("NameError", "'exp'", _IN_MATH),
    ("NameError", "'log'", _IN_MATH),
    ("NameError", "'sqrt'", _IN_MATH),
    ("UnboundLocalError", "", _UNSET),
    ("NameError", "", "A name is used that nothing has been assigned to."),
    (
        "AttributeError",
        "module",
        "The module has no such name here; " + "the page's Python"
        " knows fewer than the notebooks'.",
    ),
    ("AttributeError", "'list'", _NO_METHOD),
    (
        "AttributeError",
        "",
        "What stands before the point is of another kind than it is taken for.",
    ),
    ("ImportError", "", _MODULES),
    ("ModuleNotFoundError", "", _MODULES),
    (
        "ValueError",
        "math domain",
        "math.sqrt takes no number below 0, math.log none that is not above 0, and"
        " math.exp none above 709.",
    ),
    ("ValueError", "nonnegative", "math.sqrt takes no number below 0."),
    ("ValueError", "positive", "math.log takes no number that is not above 0."),
    ("ValueError", "truth value", _MANY),
    ("RuntimeError", "Boolean value", _MANY),
    (
        "RuntimeError",
        "dtype",
        "A mean needs numbers: .double() makes them of True and False.",
    ),
    (
        "ValueError",
        "not in",
        "index looks for a value that is not in the list: is it a place already?",
    ),
    ("ValueError", "empty", "A list may be empty: max and min need one entry."),
    ("ValueError", "unpack", "How many parts has what is taken apart here?"),
    ("ValueError", "shape", _SHAPES),
    ("ValueError", "mismatch", _SHAPES),
    ("RuntimeError", "shape", _SHAPES),
    ("RuntimeError", "size", _SHAPES),
    (
        "RuntimeError",
        "in-place",
        "A tensor that requires a gradient is changed in place: make a new one.",
    ),
    (
        "RuntimeError",
        "require grad",
        "Nothing here requires a gradient: see requires_grad_().",
    ),
    ("ZeroDivisionError", "", "Which example makes the number below the line 0?"),
    ("OverflowError", "", "math.exp of a number above 709 is too large for a float."),
    ("RecursionError", "", "The function calls itself without an end."),
    ("MemoryError", "", "A list grows without an end."),
]


def list_numbers(value):
    """Return the numbers of a result in a row."""
    if is_number(value):
        return [math.inf] if abs(value) > 1e300 else [float(value)]
    if type(value) in (list, tuple):
        return [x for part in value for x in list_numbers(part)]
    return []


def with_article(kind):
    """Return a kind of thing with "a" or "an"; nothing stays nothing."""
    if kind == "NoneType":
        return "None"
    return ("an " if kind[0] in "aeiou" else "a ") + kind


def shorten_text(text):
    """Return a text that fits in a sentence."""
    return text if len(text) <= SHOWN else text[: SHOWN - 4] + " ..."


def show_value(value):
    """Return a value as a sentence shows it: numbers with at most six digits."""
    return shorten_text(_show_part(value, SHOWN))


def _show_part(value, room):
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
            parts.append(_show_part(x, room))
            room -= len(parts[-1]) + 2
            if room < 0:
                parts.append("...")
                break
        inside = ", ".join(parts)
        if type(value) is list:
            return "[" + inside + "]"
        return "(" + inside + ("," if len(value) == 1 else "") + ")"
    if type(value) is Many:
        return f"{value.count} numbers or more"
    if type(value) is Named:
        return value.name
    return "something of type " + type(value).__name__
