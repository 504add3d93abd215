"""On which operations a step spends its time, as PyTorch's profiler sees it."""

from collections.abc import Callable

from torch.profiler import ProfilerActivity, profile

from nnfoundations import checks


def profile_operations(
    run: Callable[[], None], repeats: int
) -> dict[str, tuple[float, float]]:
    """Return how often a run calls each operation, and its share of the time.

    The profiler notes the start and the end of everything that the library carries
    out, which makes short operations look a little longer than they are.

    Parameters
    ----------
    run : callable
        Such as a step of a training.
    repeats : int
        How often it is run, at least 1.

    Returns
    -------
    dict of str to (float, float)
        Calls in one run, and share of the processor's time; by the profiler's name,
        the largest share first. What an operation calls in its turn is not counted to
        it, so the shares add up to 1.

    Raises
    ------
    TypeError, ValueError
        If `repeats` is no whole number of at least 1.
    """
    repeats = checks.integer("repeats", repeats, 1)
    with profile(activities=[ProfilerActivity.CPU]) as seen:
        for _ in range(repeats):
            run()
    events = sorted(seen.key_averages(), key=lambda event: -event.self_cpu_time_total)
    total = sum(event.self_cpu_time_total for event in events)
    return {
        event.key: (event.count / repeats, event.self_cpu_time_total / total)
        for event in events
    }
