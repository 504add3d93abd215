"""The cohort's bug hunt: each program has one fault, and only the answer opens it."""

import itertools
import math
import warnings

import numpy as np
import pytest

import plant_bugs as planted
from nnfoundations.exercises import hunt
from nnfoundations.exercises.hunt import bug_hunt

each_fault = pytest.mark.parametrize("fault", planted.FAULTS, ids=lambda x: x.bug)


def result(source):
    names = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # some faults overflow
        exec(source, names)
    return names


@pytest.fixture(scope="module")
def sound():
    return result(planted.SOUND)


def test_the_sound_program_learns(sound):
    assert abs(sound["losses"][0] - math.log(2)) < 0.2
    assert sound["losses"][-1] < 0.2
    assert sound["accuracy"] > 0.85


@each_fault
def test_a_fault_shows_in_what_the_program_does(fault, sound):
    found = result(fault.source)
    same = np.allclose(found["losses"], sound["losses"], rtol=1e-3)
    assert not same or found["accuracy"] != sound["accuracy"]


@each_fault
def test_a_fault_changes_the_line_that_the_key_names(fault):
    pairs = zip(planted.SOUND.splitlines(), fault.source.splitlines(), strict=True)
    assert [n for n, (a, b) in enumerate(pairs, start=1) if a != b] == [fault.line]


def test_what_is_stored_is_what_the_tool_writes():
    assert planted.PLACE.read_text("utf-8") == planted.build()


def test_the_right_answer_is_confirmed_with_its_reason():
    dealt = bug_hunt(seed=7)
    for letter, fault in planted.key(7).items():
        said = dealt.judge(letter, line=fault.line, bug=fault.bug)
        assert said.right
        assert said.text == f"Right. {fault.reason}"
        other = dealt.judge(letter, line=fault.line + 1, bug=fault.bug)
        assert not other.right
        assert not dealt.judge(letter, line=fault.line, bug="softmax twice").right


def test_the_key_is_not_in_the_package():
    text = planted.PLACE.read_text("utf-8")
    for fault in planted.FAULTS:
        assert fault.reason not in text
        assert not any(
            fault.bug in (str(value), repr(value)) for value in vars(hunt).values()
        )
    folder = planted.PLACE.parent
    for path in folder.glob("*.py"):
        source = path.read_text("utf-8")
        assert not any(fault.reason[:30] in source for fault in planted.FAULTS)


def test_cohorts_have_sets_of_their_own():
    sets = [tuple(bug_hunt(seed).programs.values()) for seed in range(20)]
    assert len(set(sets)) == 20
    assert sets[3] == tuple(bug_hunt(3).programs.values())
    for programs in sets:
        assert len(set(programs)) == hunt.NUM_PROGRAMS
    assert set(itertools.chain(*sets)) == {x.source for x in planted.FAULTS}


def test_it_shows_numbered_lines_and_runs_them():
    dealt = bug_hunt(seed=1)
    assert "Program A\n  1  import numpy as np" in repr(dealt)
    assert "Bugs: activation left out;" in repr(dealt)
    assert repr(dealt).startswith(dealt.listing("A") + "\n\nProgram B\n")
    assert dealt.listing("D").splitlines()[-1].lstrip().startswith("35  accuracy")
    with pytest.raises(ValueError, match="letter"):
        dealt.listing("E")
    for seed in range(4):
        dealt = bug_hunt(seed)  # the learner's notebook stays free of warnings
        assert all(len(dealt.run(letter)) == 60 for letter in dealt.programs)


@pytest.mark.parametrize(
    "given",
    [("Z", 1, "leakage"), ("A", 0, "leakage"), ("A", 99, "leakage"), ("A", 1, "x")],
)
def test_what_there_is_not_is_refused_by_name(given):
    letter, line, bug = given
    with pytest.raises(ValueError, match=r"letter|line|bug"):
        bug_hunt(0).judge(letter, line, bug)


def test_a_seed_below_zero_is_refused():
    with pytest.raises(ValueError, match="seed"):
        bug_hunt(-1)


def test_the_tool_prints_the_key(capsys):
    planted.main(["7"])
    told = capsys.readouterr().out
    assert all(fault.bug in told for fault in planted.key(7).values())
