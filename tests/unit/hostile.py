"""Calls of the public functions that are right, and values that are not.

`EXAMPLES` holds a right call for each function: its own words first, the rest by the
name of the parameter, for one name means one thing all over the package.
"""

import contextlib
import copy
import inspect
import io
import signal
import sys
import warnings
from collections import Counter

import numpy as np
import torch

from nnfoundations import results
from nnfoundations.data import points, samples
from nnfoundations.figures import handwriting
from nnfoundations.labs.backpropagation import graph_memory
from nnfoundations.labs.bug_hunt import patients
from nnfoundations.labs.generalization import shifts, twins
from nnfoundations.labs.hyperparameters import searches
from nnfoundations.labs.initialization import signal_growth, symmetry
from nnfoundations.labs.mlp_architecture import curves
from nnfoundations.labs.neuron_to_unit import adaptation, dale, rate_fits
from nnfoundations.labs.scaling_out import all_reduce, matrix_floor, sharding, speed_up
from nnfoundations.labs.softmax_regression import adaline
from nnfoundations.learning import (
    accuracy_intervals,
    backprop,
    diagnosis,
    finite_differences,
    numpy_training,
    optimisers,
    paired,
)
from nnfoundations.learning.trainer import devices, divergence
from nnfoundations.networks import (
    activations,
    approximation,
    architecture,
    initial_weights,
    mlp,
    regions,
    signal_propagation,
    stacks,
    wiring,
)
from nnfoundations.neurons import (
    firing_rates,
    hodgkin_huxley,
    lif,
    mcculloch_pitts,
    stimuli,
    synapses,
)
from nnfoundations.units import (
    linear_rules,
    output_losses,
    perceptron,
    separability,
    single_layer,
)

MODULES = (
    activations,
    adaline,
    adaptation,
    all_reduce,
    approximation,
    architecture,
    backprop,
    dale,
    sharding,
    devices,
    diagnosis,
    divergence,
    finite_differences,
    graph_memory,
    handwriting,
    hodgkin_huxley,
    initial_weights,
    accuracy_intervals,
    twins,
    linear_rules,
    matrix_floor,
    mcculloch_pitts,
    mlp,
    lif,
    optimisers,
    output_losses,
    paired,
    patients,
    perceptron,
    points,
    rate_fits,
    firing_rates,
    regions,
    results,
    perceptron,
    curves,
    samples,
    searches,
    separability,
    shifts,
    signal_growth,
    signal_propagation,
    single_layer,
    speed_up,
    stacks,
    numpy_training,
    stimuli,
    symmetry,
    synapses,
    points,
    wiring,
)


def rng():
    return np.random.default_rng(0)


X = np.array([[0.5, 1.0], [-1.0, 0.3], [1.5, -0.2], [-0.4, -1.0], [0.9, 0.8], [0, 1.0]])
SIGNS = np.array([1, -1, 1, -1, 1, -1])
Y = np.array([0, 1, 0, 1, 0, 1])
SPIKES = np.array([1.0, 5.0, 9.0])
CURRENT = np.linspace(0.5, 3.0, 8)
IMAGES = rng().random((3, 64))
INK = np.zeros((20, 20))
INK[4:15, 8:11] = 1.0
LINK = all_reduce.Link(1e-3, 1e9)
WORK = speed_up.Work(1.0, 1e6)
LAYER = single_layer.zero_layer(2, 2, "softmax")
ONE_HOT = np.eye(2)[Y]
DRAWS = signal_propagation.draw(4, 2, 0)
LINE = stacks.random_stack((1, 4, 1), 1.0, rng())
WEIGHTS = backprop.initial_weights((2, 4, 2), rng(), 0.5)
STACK = stacks.random_stack((2, 4, 1), 1.0, rng())
LAYERED = architecture.layered((2, 3, 1))


BY_NAME = {
    "X": X, "y": Y, "Z": X, "W": X, "b": 0.1, "w": np.array([1.0, -0.5]),
    "lr": 0.1, "num_steps": 3, "num_epochs": 2, "max_epochs": 3, "seed": 0,
    "dt": 0.1, "activation": "relu", "sigma": 0.5, "width": 4, "depth": 2,
    "widths": (2, 3, 1), "num_inputs": 3, "num_outputs": 2, "window": 2,
    "num": 4, "num_classes": 3, "batch_size": 2, "num_ranks": 2, "order": range(8),
    "current": CURRENT, "name": "moons", "num_points": 20, "noise": 0.1,
    "weights": WEIGHTS, "stack": STACK, "index_map": LAYERED, "links": ("full",),
    "arrivals": SPIKES, "x": np.array([0.3, -0.2]), "f": np.sin, "step": 1e-4,
    "interval": (-1.0, 1.0), "level": 0.0, "ink": INK, "bitmap": INK > 0.5,
    "link": LINK, "work": WORK, "layer": LAYER, "Y": ONE_HOT, "draws": DRAWS,
    "num_machines": 2, "gradient": np.ones(2), "parameter": np.ones(2),
    "cache": backprop.forward(WEIGHTS, X),
    "rule": "perceptron", "low": -1.0, "high": 1.0, "image": np.eye(8) * 16,
}  # fmt: skip
#: Where a name means something else, or a function needs more.
EXAMPLES = {
    "adaline.find_lowest_point": {"y": SIGNS},
    "adaline.descend_from_zero": {"y": SIGNS},
    "adaline.is_stable": {"y": SIGNS},
    "all_reduce.all_reduce_seconds": {"num_bytes": 1e6},
    "approximation.max_error": {"stack": LINE, "num": 10},
    "approximation.largest_gap": {"stack": LINE},
    "architecture.run_network": {"W": np.eye(6), "b": np.zeros(6), "X": X[:, :2]},
    "backprop.sgd_step": {
        "gradients": backprop.backward(WEIGHTS, backprop.forward(WEIGHTS, X), Y),
    },
    "devices.find_device": {"name": "cpu"},
    "handwriting.count_blocks": {"bitmap": np.eye(32)},
    "handwriting.draw_bitmap": {"image": np.eye(8, dtype=int) * 16},
    "handwriting.lay": {"image": np.eye(8, dtype=int) * 16},
    "linear_rules.learn": {"y": SIGNS},
    "linear_rules.try_rule": {"y": SIGNS},
    "optimisers.plain_step": {"memories": ()},
    "optimisers.momentum_step": {"memories": (np.zeros(2),)},
    "perceptron.mistake_bound": {"w": np.array([1.0, 0.0]), "b": 0.0, "y": SIGNS},
    "rate_fits.fit_unit": {"rate": CURRENT**2, "name": "relu"},
    "rate_fits.fit_units": {"rate": CURRENT**2, "names": ("relu",)},
    "regions.count_regions": {
        "W1": WEIGHTS.W1, "b1": WEIGHTS.b1, "window": (-1.0, 1.0, -1.0, 1.0),
    },
    "regions.find_breakpoints": {"stack": LINE},
    "samples.fold_samples": {"folds": [(np.arange(4), np.arange(4, 6))]},
    "signal_propagation.rms": {"values": X},
    "speed_up.speed_ups": {"numbers": [1, 2, 4]},
    "stacks.collapse": {"stack": stacks.random_stack(
        (2, 4, 1), 1.0, rng(), activations.ACTIVATIONS["identity"]
    )},
    "accuracy_intervals.coverage": {
        "intervals": [accuracy_intervals.wilson_interval(k, 5) for k in range(6)],
        "accuracy": 0.5,
    },
    "matrix_floor.time_shortest": {"work": int, "repeats": 2},
    "lif.lif_params": {"params": lif.LIFParams()},
    "symmetry.constant_start": {"value": 0.1, "W2": WEIGHTS.W2},
    "adaline.prepare_inputs": {"largest": 2.0},
    "adaline.points_with_far_ones": {"distance": 3.0},
    "adaline.measure_largest_rate": {
        "y": SIGNS, "low": 0.01, "high": 3.0, "precision": 0.1,
    },
    "adaptation.adapted_rate": {"current": CURRENT[:2]},
    "all_reduce.ring_all_reduce": {"vectors": [np.ones(4), np.ones(4)]},
    "approximation.bump_network": {"num_bumps": 3, "steepness": 10.0},
    "approximation.relu_interpolant": {"num_pieces": 3},
    "approximation.curve": {"stack": stacks.random_stack((1, 4, 1), 1.0, rng())},
    "approximation.sawtooth": {"num_folds": 2},
    "architecture.cut": {"source": 0, "target": 2},
    "backprop.initial_weights": {"widths": (2, 4, 2)},
    "activations.softmax": {"logits": X},
    "backprop.cross_entropy": {"logits": X},
    "dale.find_mixed_senders": {"W": X},
    "diagnosis.loss_floor": {"low": 0.0, "high": 0.5},
    "divergence.find_divergence": {
        "first_loss": 1.0,
        "train_loss": 0.5,
        "val_loss": 0.5,
    },
    "finite_differences.central_difference": {"f": np.sum},
    "finite_differences.forward_difference": {"f": np.sum},
    "graph_memory.cache_size": {"n": 4},
    "handwriting.from_rows": {"rows": handwriting.to_rows(INK)},
    "hodgkin_huxley.gate_rates": {"v": np.array([-65.0])},
    "hodgkin_huxley.simulate_hh": {"current_density": np.full(10, 5.0), "dt": 0.05},
    "hodgkin_huxley.upward_crossings": {"time": SPIKES, "v": SPIKES - 4},
    "initial_weights.kaiming_bound": {"fan_in": 4, "a": 1.0},
    "initial_weights.default_mean_squares": {"mean_square": 1.0},
    "accuracy_intervals.wilson_interval": {
        "num_correct": 8, "num_images": 10, "z": 1.96,
    },
    "accuracy_intervals.plain_interval": {
        "num_correct": 8, "num_images": 10, "z": 1.96,
    },
    "accuracy_intervals.count_distribution": {"accuracy": 0.8, "num_images": 10},
    "twins.measure_gaps": {"nearest": Y, "place": np.arange(6)},
    "linear_rules.num_wrong": {"y": SIGNS},
    "matrix_floor.list_products": {"widths": (2, 3, 1)},
    "mcculloch_pitts.threshold_unit": {"X": [[0, 1], [1, 1]], "threshold": 1},
    "mcculloch_pitts.as_weights": {"threshold": 1},
    "mcculloch_pitts.list_computable": {"num_inputs": 2},
    "mlp.relu": {"X": torch.ones(2, 3)},
    "classifier.check_batch": {
        "X": torch.ones(2, 3),
        "num_inputs": 3,
        "dtype": torch.float32,
    },
    "classifier.check_finite": {"X": torch.ones(2, 3)},
    "classifier.check_labels": {"y": torch.tensor([0, 1]), "num_classes": 2},
    "optimisers.adam_step": {
        "parameter": np.ones(2), "memories": (0.0, 0.0), "gradient": np.ones(2),
        "step": 1,
    },
    "output_losses.one_hot": {"y": Y},
    "paired.compare_answers": {
        "right_a": [True, False, True], "right_b": [True, True, False],
    },
    "patients.patients": {"class_seed": 1},
    "perceptron.margin": {"y": SIGNS},
        "firing_rates.siegert_rate": {"voltage_sd": 2.0, "current": CURRENT[:2]},
    "regions.max_regions": {"num_hiddens": 4},
    "regions.window_grid": {"window": (-1.0, 1.0, -1.0, 1.0)},
    "results.record": {"notebook": "name", "values": {}},
    "results.store": {"name": "a.js", "text": ""},
    "results.last_place": {"text": "0.5"},
    "results.stands": {"text": "0.5", "spread": 0.0},
    "checks.labelled_points": {"y": SIGNS},
    "perceptron.error_correction": {"y": SIGNS},
    "curves.polygon": {"samples": CURRENT},
    "curves.slope_and_bend": {"samples": CURRENT, "lag": 1},
    "curves.smooth": {"samples": CURRENT, "times": 1},
    "samples.digit_samples": {"sizes": {"training": 5, "test": 5}, "seeds": [0, 1]},
    "samples.wrong_labels": {"y": np.array([[0, 1, 2, 1]]), "share": 0.5},
    "samples.random_labels": {"shape": (2, 3)},
    "searches.grid_choice": {"levels": (4, 4), "points": (2, 2)},
    "searches.random_choice": {"levels": (3, 3), "budget": 4},
    "separability.is_separable": {"y": SIGNS},
    "separability.find_shared_average": {"y": SIGNS},
    "separability.find_widest_boundary": {"y": SIGNS},
    "shifts.move": {"X": IMAGES, "right": 1, "down": 0},
    "shifts.rotate": {"X": IMAGES, "degrees": 10.0},
    "shifts.invert": {"X": IMAGES},
    "shifts.add_grain": {"X": IMAGES},
    "shifts.add_moved_copies": {"X": IMAGES, "y": Y[:3]},
    "signal_growth.measure_growth": {"seeds": [0]},
    "signal_propagation.sigma_of": {"scheme": "he", "width": 4},
    "signal_propagation.predict": {"layers": 2},
    "single_layer.zero_layer": {"output": "softmax"},
    "stacks.random_stack": {"activation": activations.ACTIVATIONS["relu"]},
    "stacks.classifier": {"level": 0.0},
    "stacks.initial_stack": {"scheme": "he", "widths": (2, 3, 1)},
    "stimuli.arrival_times": {},
    "stimuli.synaptic_current": {"weight": 0.1, "tau_s": 5.0},
    "stimuli.noisy_current": {"mean": 1.0, "voltage_sd": 2.0},
    "diagnosis.column_gap": {"matrix": X},
    "symmetry.row_gap": {"matrix": X},
    "synapses.kick_response": {"sizes": [1.0, 1.0, 1.0]},
    "synapses.release_quanta": {
        "num_spikes": 3, "probability": 0.5, "terminals": 2, "vesicles": 3,
    },
    "points.task_arrays": {"name": "xor"},
    "points.features": {"names": ("x1", "x2")},
    "points.num_training": {"share": 0.5},
}  # fmt: skip

HOSTILE = (
    None, "text", float("nan"), float("inf"), -1, -0.5, 0, 10**12, 1j, [], {},
    [[1.0, 2.0], [3.0]], np.array([object(), None]), np.zeros((2, 3, 4)),
    np.array([[np.nan, 1.0]]), [np.inf], "a" * 10_000, b"\0", True,
    torch.ones(2, requires_grad=True), np.zeros((0, 2)), [10**400],
)  # fmt: skip


def functions():
    """Yield name and function of all that is public in the modules."""
    for module in MODULES:
        short = module.__name__.rpartition(".")[2]
        for name, thing in list(vars(module).items()):
            plain = inspect.unwrap(thing) if callable(thing) else None
            if not inspect.isfunction(plain) or plain.__module__ != module.__name__:
                continue
            if not name.startswith("_"):
                yield f"{short}.{name}", thing


def right_call(name, function):
    """Return the arguments of a right call, or None where there is no example."""
    own, call = EXAMPLES.get(name, {}), {}
    for parameter in inspect.signature(function).parameters.values():
        if parameter.name == "rng":
            call["rng"] = rng()
        elif parameter.name in own:
            call[parameter.name] = copy.deepcopy(own[parameter.name])
        elif parameter.default is not parameter.empty:
            call[parameter.name] = parameter.default
        elif parameter.name in BY_NAME:
            call[parameter.name] = copy.deepcopy(BY_NAME[parameter.name])
        else:
            return None
    return call


class Slow(BaseException):
    """A call took longer than its time."""


@contextlib.contextmanager
def limited(seconds):
    """Raise Slow in the block after so many seconds, where the system can."""

    def stop(*_):
        raise Slow

    if sys.platform == "win32":
        yield
        return
    old = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, old)


def outcome(function, call, seconds=5.0):
    """Call a function; return "taken", "refused", or what it raised of its own."""
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            with limited(seconds):
                function(**call)
    except Slow:
        return "slow"
    except (TypeError, ValueError) as error:
        text = str(error)
        ours = ": expected " in text and ", got " in text
        return "refused" if ours else f"{type(error).__name__}: {text[:70]}"
    except Exception as error:
        return f"{type(error).__name__}: {str(error)[:70]}"
    return "taken"


def main():
    """Try every hostile value in every place; print what was raised raw."""
    tally, raw, without = Counter(), {}, []
    for name, function in functions():
        call = right_call(name, function)
        if call is None or (told := outcome(function, call)) != "taken":
            without.append((name, "no example" if call is None else told))
            continue
        for parameter in call:
            for number, value in enumerate(HOSTILE):
                wrong = right_call(name, function) | {parameter: copy.copy(value)}
                told = outcome(function, wrong, 2.0)
                tally[told if told in ("taken", "refused", "slow") else "raw"] += 1
                if told not in ("taken", "refused"):
                    raw.setdefault((name, parameter), []).append((number, told))
    for (name, parameter), found in raw.items():
        print(f"{name} {parameter} {len(found)}: {found[:3]}")
    print(*without, sep="\n")
    print(tally, len(without), "functions without a right call")


if __name__ == "__main__":
    main()
