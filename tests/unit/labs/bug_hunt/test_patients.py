"""Cases by letter, dealt anew for each class, and a check that does not tell."""

import pytest
import torch

from nnfoundations.labs.bug_hunt import patients
from nnfoundations.labs.bug_hunt.defects import CONDITIONS, make_case
from nnfoundations.labs.bug_hunt.patients import (
    LETTERS,
    NOT_YET,
    RIGHT,
    check,
)


def test_every_class_has_every_condition_once():
    for class_seed in range(20):
        key = patients._deal(class_seed)
        assert "".join(key) == LETTERS
        assert sorted(key.values()) == sorted(CONDITIONS)


def test_another_seed_deals_anew_and_the_same_seed_does_not():
    keys = [tuple(patients._deal(seed).values()) for seed in range(20)]
    assert len(set(keys)) == 20
    assert tuple(patients._deal(7).values()) == keys[7]
    firsts = {key[0] for key in keys}
    assert len(firsts) >= 6  # no letter keeps its defect


def test_the_cases_are_those_of_the_key():
    dealt = patients.patients(1)
    for letter, condition in patients._deal(1).items():
        case = dealt[letter]
        assert case.name == f"patient {letter}"
        assert condition not in repr(case)
        assert type(case.model) is type(make_case(condition, 0).model)
        assert case.step is make_case(condition, 0).step
        assert case.model.lr == make_case(condition, 0).model.lr


def test_two_classes_have_different_data():
    one, two = patients.patients(1), patients.patients(2)
    first = [c["A"].data.test_set[0] for c in (one, two)]
    assert not torch.equal(*first)
    seeds = {case.data.seed for case in one.values()}
    assert len(seeds) == len(LETTERS)


def test_right_answers_are_right_and_nothing_else_is():
    key = patients._deal(5)
    assert set(check(key, 5).values()) == {RIGHT}
    spoilt = {letter: key[LETTERS[i - 1]] for i, letter in enumerate(LETTERS)}
    assert set(check(spoilt, 5).values()) == {NOT_YET}
    assert RIGHT not in check({}, 5).values()


def test_blanks_never_raise_and_spaces_and_capitals_do_not_matter():
    key = patients._deal(5)
    answers = {"A": f"  {key['A'].upper()} ", "B": "", "C": None, "D": ..., "Z": "x"}
    verdicts = check(answers, 5)
    assert verdicts["A"] == RIGHT
    assert [verdicts[letter] for letter in "BCDEFGHI"] == [NOT_YET] * 8


def test_a_word_that_is_no_condition_is_called_unknown():
    assert check({"A": "hiccups"}, 0)["A"] == "not yet: unknown word"


def test_a_verdict_does_not_name_the_condition():
    for verdict in check(dict.fromkeys(LETTERS, "leakage"), 3).values():
        assert not any(condition in verdict for condition in CONDITIONS)


def test_a_seed_below_zero_is_refused():
    with pytest.raises(ValueError, match="class_seed"):
        patients._deal(-1)
