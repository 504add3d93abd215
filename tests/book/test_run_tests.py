"""The test command: it counts rightly and cannot be green by mistake."""

import sys

import pytest

import run_tests


@pytest.fixture(autouse=True)
def bare_pytest(monkeypatch):
    """Spare the small runs the plugins, which take seconds to import."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")


def part(monkeypatch, *commands):
    monkeypatch.setitem(run_tests.PARTS, "trial", list(commands))
    return run_tests.run("trial")


def pytest_on(path, text):
    path.write_text(text)
    return [*run_tests.PYTEST, "-p", "no:cacheprovider", str(path)]


def test_counts_come_from_pytests_last_line(monkeypatch, tmp_path):
    text = "import pytest\ndef test_a(): pass\ndef test_b(): pytest.skip('why')"
    outcome = part(monkeypatch, pytest_on(tmp_path / "test_x.py", text))
    assert (outcome.passed, outcome.failed, outcome.skipped) == (1, 0, 1)
    assert outcome.green(strict=False)
    assert not outcome.green(strict=True)
    assert "trial: " in run_tests.details([outcome])
    assert "why" in run_tests.details([outcome])


def test_the_slowest_tests_are_told_slowest_first():
    outcome = run_tests.Outcome("unit")
    lines = [f"{n}.50s call     tests/test_{n}.py::test_it" for n in range(12)]
    outcome.count([*lines, "12 passed in 70.00s"])
    told = [line.split()[0] for line in run_tests.details([outcome]).splitlines()[2:]]
    assert told == [f"{n}.5" for n in range(11, 1, -1)]


def test_what_this_machine_cannot_have_is_excused_in_ci(monkeypatch, tmp_path):
    text = "import pytest\ndef test_b(): pytest.skip('this machine has no GPU')"
    outcome = part(monkeypatch, pytest_on(tmp_path / "test_x.py", text))
    assert outcome.skipped == 1
    assert outcome.green(strict=True)


@pytest.mark.parametrize("text", ["def test_a(): assert 0", "import nothing_like_it"])
def test_a_failure_is_red(monkeypatch, tmp_path, text):
    outcome = part(monkeypatch, pytest_on(tmp_path / "test_x.py", text))
    assert outcome.failed == 1
    assert not outcome.green(strict=False)


def test_no_test_at_all_is_red(monkeypatch, tmp_path):
    assert not part(monkeypatch, pytest_on(tmp_path / "test_x.py", "")).green(False)


def test_a_command_that_fails_is_red_and_the_others_run(monkeypatch, tmp_path):
    mark = tmp_path / "mark"
    fails = [sys.executable, "-c", "raise SystemExit(3)"]
    writes = [sys.executable, "-c", f"open({str(mark)!r}, 'w')"]
    outcome = part(monkeypatch, fails, writes)
    assert not outcome.green(strict=False)
    assert "FAILED" in outcome.line(strict=False)
    assert mark.exists()


def test_an_unknown_part_is_refused_with_the_known_ones(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["run_tests.py", "unti"])
    with pytest.raises(SystemExit):
        run_tests.main()
    assert "expected lint, types, unit" in capsys.readouterr().err


def test_the_whole_is_red_when_a_part_is(monkeypatch, capsys):
    monkeypatch.setitem(run_tests.PARTS, "bad", [[sys.executable, "-c", "1/0"]])
    monkeypatch.setattr(sys, "argv", ["run_tests.py", "bad"])
    assert run_tests.main() == 1
    assert capsys.readouterr().out.splitlines()[-1] == "0 passed, 1 failed, 0 skipped"


def test_what_the_fast_part_leaves_out_runs_in_another():
    (unit,), (rest,) = run_tests.PARTS["unit"], run_tests.PARTS["processes"]
    assert unit[unit.index("-m", 3) + 1] == "not processes"
    assert rest[rest.index("-m", 3) + 1] == "processes"
    files = {x for x in rest if x.startswith("tests/")}
    assert {"tests/unit/test_train.py", "tests/unit/sweep/test_sweep.py"} <= files
    assert all((run_tests.ROOT / x).is_file() for x in files)
    assert "processes" not in run_tests.FAST


def test_bytecode_is_kept_whatever_the_machine_says(monkeypatch, tmp_path):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    (tmp_path / "once.py").touch()
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import once"
    assert part(monkeypatch, [sys.executable, "-c", code]).ended_well
    assert list(tmp_path.glob("__pycache__/once*.pyc"))
