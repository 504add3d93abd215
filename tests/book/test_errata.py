"""Textbooks say, run this: chapters/errata.md shows each test as its proof."""

import math
from dataclasses import replace

import numpy as np
import torch
from torch import nn

from nnfoundations.data.data_modules import Digits
from nnfoundations.data.digits import digits_arrays
from nnfoundations.data.samples import digit_samples
from nnfoundations.labs.backpropagation import broken_backprop
from nnfoundations.labs.generalization.cohort import CohortPlan, train_cohort
from nnfoundations.labs.initialization import dead_units, symmetry
from nnfoundations.labs.neuron_to_unit.rate_fits import fit_units
from nnfoundations.labs.softmax_regression import adaline
from nnfoundations.learning import backprop, diagnosis
from nnfoundations.learning.diagnosis import loss_floor
from nnfoundations.learning.finite_differences import central_difference
from nnfoundations.learning.trainer import Trainer
from nnfoundations.networks import approximation
from nnfoundations.networks.initial_weights import kaiming_bound
from nnfoundations.networks.mlp import MLPScratch
from nnfoundations.neurons import mcculloch_pitts
from nnfoundations.neurons.lif import LIFParams, firing_rate, rheobase
from nnfoundations.neurons.synapses import kick_response
from nnfoundations.units import perceptron


def test_equal_weights_do_not_make_equal_gradients():
    X, y = digits_arrays()
    differ = np.random.default_rng(0).normal(0, 0.1, (6, 10))  # six rows: six units
    agree = np.tile(differ[0], (6, 1))
    for W2, columns_agree in ((agree, True), (differ, False)):
        start = symmetry.constant_start(num_inputs=64, value=0.05, W2=W2)
        dW1 = backprop.backward(start, backprop.forward(start, X), y).dW1
        assert symmetry.row_gap(dW1) > 1e-3  # from pixel to pixel: never one value
        assert (diagnosis.column_gap(dW1) < 1e-12) == columns_agree  # unit to unit


def test_inputs_are_summed_by_the_membrane_and_only_for_a_while():
    for lag, fires in ((0.0, True), (3.2, True), (3.3, False)):  # ms
        response = kick_response([0.0, lag], [12.0, 12.0])  # mV; 20 mV are needed
        assert (len(response.spike_times) > 0) == fires


def test_a_batch_and_biases_add_sums_whose_loss_goes_unnoticed():
    X, y = (part[:32] for part in digits_arrays())
    weights = backprop.initial_weights((64, 32, 10), np.random.default_rng(0), 0.1)
    batch = backprop.backward(weights, backprop.forward(weights, X), y)
    singles = [
        backprop.backward(weights, backprop.forward(weights, x[None]), [label])
        for x, label in zip(X, y, strict=True)
    ]
    for of_batch, of_singles in zip(batch, zip(*singles, strict=True), strict=True):
        np.testing.assert_allclose(of_batch, np.mean(of_singles, axis=0), atol=1e-15)

    right, no_b1 = (broken_backprop.PASSES[name] for name in ("right", "no b1"))
    assert batch.db1.any()
    accuracy = [broken_backprop.measure_accuracy(f, seed=0) for f in (right, no_b1)]
    assert min(accuracy) > 0.9
    assert abs(accuracy[0] - accuracy[1]) < 0.02


def test_the_default_of_linear_is_a_sixth_of_he():
    torch.manual_seed(0)
    fan_in = 1000
    weight = nn.Linear(fan_in, 2000).weight.detach()
    bound = kaiming_bound(fan_in, a=math.sqrt(5))
    assert math.isclose(bound, 1 / math.sqrt(fan_in))
    assert 0.999 * bound < weight.abs().max() <= 1.000001 * bound  # up to rounding
    assert abs(fan_in * weight.var().item() - 1 / 3) < 0.002
    assert math.isclose(kaiming_bound(fan_in, a=0) ** 2, 6 * bound**2)  # He's variance


def test_volts_and_milliamperes_keep_the_shape_and_lose_the_size():
    neuron = LIFParams(v_rest=0, v_reset=0, threshold=20, resistance=10)  # mV, MOhm
    in_volts = replace(neuron, threshold=1000, resistance=0.001)  # 1 V, 1 kOhm
    share = np.linspace(0, 3, 301)
    rates = [
        firing_rate(share * rheobase(params), params) for params in (neuron, in_volts)
    ]
    np.testing.assert_allclose(*rates, rtol=1e-9)
    assert rheobase(neuron) == 2  # nA
    assert rheobase(in_volts) == 1e6  # nA: a milliampere


def test_ten_points_take_nine_relus():
    points = np.linspace(0, 2 * np.pi, 10)
    stack = approximation.relu_interpolant(np.sin, (0, 2 * np.pi), num_pieces=9)
    weights = stack.weights[1]
    assert len(weights) == 9
    assert np.abs(weights).min() > 0.1  # none is idle
    assert approximation.largest_gap(np.sin, stack, points) < 1e-12
    tenth = np.maximum(points - points[-1], 0)
    assert not tenth.any()


def test_the_function_that_fits_a_rate_depends_on_the_neuron():
    def best(largest, t_ref):
        """Return the better unit from 0 to a current [nA]; refractory period in ms."""
        current = np.linspace(0, largest, 501)
        rate = firing_rate(current, LIFParams(t_ref=t_ref))
        fits = fit_units(current, rate, ("sigmoid", "relu"))
        return min(fits, key=lambda name: fits[name].rms)

    for largest in (3, 5, 10):
        assert best(largest, 2.0) == "sigmoid"
        assert best(largest, 0.0) == "relu"
    assert best(5, 1.0) == "relu"
    assert best(10, 1.0) == "sigmoid"


def test_a_dead_relu_behind_a_layer_that_learns_comes_back():
    layers = (nn.Linear(1, 2), nn.ReLU(), nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 1))
    model, X = nn.Sequential(*layers), torch.ones(1, 1)
    W1, b1, W2, b2 = [[1], [-1]], [0, 0], [[1, 0], [1, 0]], [-2, 0]  # (out, in)
    start = (W1, b1, W2, b2, [[1, 1]], [0])
    for tensor, values in zip(model.parameters(), start, strict=True):
        tensor.data = torch.tensor(values).float()
    before = [mask.tolist() for mask in dead_units.find_dead(model, X)]
    optimiser = torch.optim.SGD(model.parameters(), lr=0.005)
    for _ in range(100):
        optimiser.zero_grad()
        (model(X) - 12).square().sum().backward()
        optimiser.step()
    after = [mask.tolist() for mask in dead_units.find_dead(model, X)]
    assert before == [[False, True], [True, False]]  # one unit is dead in each layer
    assert after == [[False, True], [False, False]]  # the second layer's is back


def test_a_unit_of_1943_is_less_than_a_linear_unit():
    nand, corners = (1, 1, 1, 0), mcculloch_pitts.list_corners(2)
    assert nand not in mcculloch_pitts.list_computable(num_inputs=2)
    assert tuple(perceptron.unit(corners, w=[-1, -1], b=1.5)) == nand


def test_the_plain_margin_promises_too_little():
    X, y = [[0.1], [0.2]], [1, -1]
    plain_bound = (0.2 / 0.05) ** 2
    bound = perceptron.mistake_bound(X, y, w=[-1.0], b=0.15)
    run = perceptron.error_correction(X, y)
    assert run.converged
    assert plain_bound < run.n_updates <= bound


def test_softmax_applied_twice_learns_and_hits_a_floor():
    class SoftmaxTwice(MLPScratch):
        def forward(self, X):
            return super().forward(X).softmax(dim=1)

    generator = torch.Generator().manual_seed(0)
    model = SoftmaxTwice(64, 10, 64, lr=0.5, sigma=0.1, generator=generator)
    trainer = Trainer(max_epochs=10, progress=False)
    trainer.fit(model, Digits(batch_size=32, seed=0))
    last, floor = trainer.history.iloc[-1], loss_floor(10, low=0, high=1)
    assert last["val_acc"] > 0.75
    assert floor < last["train_loss"] < floor + 0.2  # a sound network goes towards 0


def test_the_smallest_step_is_not_the_best():
    error = {}
    for dtype, steps in (("float64", (1e-5, 1e-12)), ("float32", (1e-2, 1e-5))):
        x = np.linspace(-2, 2, 9).astype(dtype)
        exact = 1 / (1 + np.exp(-x))
        for step in steps:
            slopes = central_difference(lambda x: np.logaddexp(0, x).sum(), x, step)
            error[dtype, step] = np.abs(slopes - exact).max()
    assert error["float64", 1e-5] < 1e-9 < 1e-5 < error["float64", 1e-12]
    assert error["float32", 1e-2] < 1e-3 < 1e-2 < error["float32", 1e-5]


def test_a_hundred_parameters_per_example_can_generalise():
    sets = digit_samples({"training": 100, "test": 900}, seeds=(0, 1))
    plan = CohortPlan(num_steps=300, every=300)  # 64-128-10: 9,610 parameters
    runs = train_cohort(sets["training"], plan, (0, 1), sets)
    assert (runs.acc["training"][:, -1] == 1).all()
    assert runs.acc["test"][:, -1].min() > 0.8


def test_one_factor_for_all_inputs_buys_no_speed():
    X, digit = digits_arrays()
    chosen = np.isin(digit, (4, 9))
    forms = adaline.prepare_inputs(16 * X[chosen], largest=16)
    y = np.where(digit[chosen] == 4, 1, -1)
    loss, bound = {}, {form: adaline.rate_bound(forms[form]) for form in forms}
    for form, inputs in forms.items():
        loss[form] = adaline.descend_from_zero(
            inputs, y, bound[form] / 2, num_steps=100
        )[-1]
    assert bound["scaled"] > 200 * bound["raw"]  # much larger steps are allowed
    assert abs(loss["scaled"] / loss["raw"] - 1) < 0.05  # and nothing is gained
    assert loss["centred"] < 0.8 * loss["scaled"]
