"""The file of a trained network: complete, checked, and equal to the model."""

import base64
import gzip
import subprocess

import numpy as np
import pytest
import torch
from _ext.prerendered_maths import node_binary

from nnfoundations.data.data_modules import Digits
from nnfoundations.figures import digit_network, javascript
from nnfoundations.networks.mlp import MLPScratch

COMMITTED = (javascript.FOLDER / digit_network.FILE).read_text("utf-8")
NETWORK = digit_network.read_network(COMMITTED)


@pytest.fixture(scope="module")
def data():
    return Digits()


def small(seed=0, num_hiddens=8):
    generator = torch.Generator().manual_seed(seed)
    return MLPScratch(64, 10, num_hiddens, 0.5, sigma=0.5, generator=generator)


@pytest.fixture(scope="module")
def text(data):
    return digit_network.as_module(
        digit_network.export_network(small(), data.test_set, "untrained")
    )


def test_what_is_read_back_is_the_model_up_to_rounding(text):
    weights = digit_network.read_parameters(digit_network.read_network(text))
    model = small()
    for a, p in zip(weights, (model.W1, model.b1, model.W2, model.b2), strict=True):
        largest = p.detach().abs().max().item()
        assert np.abs(a - p.detach().numpy()).max() <= 0.51 * largest / 32767


def test_forward_and_softmax_are_pytorchs(data):
    model = small()
    weights = [p.detach().double().numpy() for p in model.parameters()]
    X = data.test_set[0].reshape(-1, 64)
    H1, logits = digit_network.forward_digits(weights, X.double().numpy())
    assert np.allclose(logits, model(X).detach(), atol=1e-4)
    assert H1.min() == 0.0
    ours = digit_network.softmax_rows(logits)
    assert np.allclose(ours, torch.tensor(logits).softmax(dim=1), rtol=1e-12)


def test_the_committed_file_holds_the_test_set_and_counts_it_rightly(data):
    X, y = data.test_set
    images, labels = digit_network.read_held_out(NETWORK)
    assert np.array_equal(images, X.reshape(-1, 64).numpy() * 16)
    assert np.array_equal(labels, y)
    H1, logits = digit_network.forward_digits(
        digit_network.read_parameters(NETWORK), images / 16
    )
    right = logits.argmax(axis=1) == labels
    assert (
        right.sum()
        == NETWORK["correct"]
        == 360 - sum(times for _, _, times in NETWORK["confusions"])
    )
    sure = digit_network.softmax_rows(logits).max(axis=1) > 0.9
    assert (sure & ~right).sum() == NETWORK["wrong_but_sure"]
    assert H1.shape == (360, NETWORK["sizes"][1])


@pytest.mark.parametrize("stored", [True, False])
def test_a_confusion_names_the_label_and_then_the_answer(stored, text):
    network = NETWORK if stored else digit_network.read_network(text)
    images, labels = digit_network.read_held_out(network)
    weights = digit_network.read_parameters(network)
    answers = digit_network.forward_digits(weights, images / 16)[1].argmax(axis=1)
    assert network["confusions"]
    for label, answer, times in network["confusions"]:
        assert ((labels == label) & (answers == answer)).sum() == times


def test_confusions_begin_with_the_most_frequent():
    times = [times for _, _, times in NETWORK["confusions"]]
    assert times == sorted(times, reverse=True)
    assert all(label != answer for label, answer, _ in NETWORK["confusions"])


def test_the_committed_file_is_small():
    assert len(gzip.compress(COMMITTED.encode())) < 80_000


def test_the_file_is_a_module_that_node_reads(text, tmp_path):
    path = tmp_path / "network.mjs"
    path.write_text(text, "utf-8")
    script = f"import('{path.as_uri()}').then((m) => console.log(m.network.sha256))"
    command = [str(node_binary()), "-e", script]
    told = subprocess.run(command, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == digit_network.read_network(text)["sha256"]


def test_damaged_weights_are_refused_with_both_checksums():
    data = bytearray(base64.b64decode(NETWORK["weights"]))
    data[5] ^= 1
    damaged = NETWORK | {"weights": base64.b64encode(data).decode()}
    with pytest.raises(ValueError, match=r"checksum [0-9a-f]{64}, got [0-9a-f]{64}"):
        digit_network.read_network(digit_network.as_module(damaged))


def test_sizes_that_do_not_fit_are_refused():
    with pytest.raises(
        ValueError, match=r"expected 19135 weights for 64-255-10, got 19210"
    ):
        digit_network.read_parameters(NETWORK | {"sizes": [64, 255, 10]})


def changed_scale():
    scales = list(NETWORK["scales"])
    scales[2] *= 1 + 1e-9
    return scales


NAN = float("nan")
DAMAGED = [
    ("scales", changed_scale(), "checksum"),
    ("scales", [NAN, 1.0, 1.0, 1.0], r"scales\[0\]: expected a finite number"),
    ("scales", [1.0], "scales: expected a list of 4"),
    ("scales", None, "scales: expected a list of 4"),
    ("sizes", "64", "sizes: expected a list of 3"),
    ("sizes", [64, "h", 10], r"sizes\[1\]: expected a whole number"),
    ("weights", None, "weights: expected text in base64"),
    ("weights", "ä#", "weights: expected text in base64"),
    ("weights", "", "checksum"),
    ("sha256", 5, "checksum"),
    ("tested", "360", "tested: expected a whole number"),
    ("correct", NAN, "correct: expected a whole number"),
    ("correct", 361, "correct: expected a whole number .*at most 360"),
    ("laid", None, "laid: expected a whole number"),
    ("labels", [1, 2], "labels: expected str"),
    ("labels", "12", "labels: expected 360 digits"),
    ("images", NETWORK["images"][1:], "images: expected 360 images of 64 letters"),
    ("images", [None] * 360, "images: expected 360 images"),
    ("images", "text", "images: expected list"),
    ("confusions", [[1, 2]], "confusions: expected label"),
    ("confusions", 3, "confusions: expected list"),
]


@pytest.mark.parametrize(("name", "value", "message"), DAMAGED)
def test_a_damaged_entry_is_refused_by_name(name, value, message):
    text = digit_network.as_module(NETWORK | {name: value})
    with pytest.raises((TypeError, ValueError), match=message):
        digit_network.read_network(text)
    with pytest.raises((TypeError, ValueError), match=message):
        digit_network.compare_exports(text, COMMITTED)


@pytest.mark.parametrize("name", sorted(set(NETWORK)))
def test_a_missing_entry_is_refused_by_name(name):
    rest = {key: value for key, value in NETWORK.items() if key != name}
    with pytest.raises(ValueError, match=f"network: expected an entry '{name}', got"):
        digit_network.read_network(digit_network.as_module(rest))


@pytest.mark.parametrize("body", ["", "{", "[1", "x", '"text";\n', "[];\n"])
def test_what_is_no_json_object_is_refused(body):
    with pytest.raises(ValueError, match=r"expected (one JSON object|an entry)"):
        digit_network.read_network(f"export const network = {body}")


def test_weights_that_are_not_finite_are_not_exported(data):
    model = small()
    model.b2.data[3] = NAN
    with pytest.raises(ValueError, match=r"b2: expected finite values, got nan"):
        digit_network.export_network(model, data.test_set, "")


def test_weights_that_became_nan_are_told(monkeypatch):
    good = digit_network.read_parameters(NETWORK)
    bad = iter([good, [good[0] * NAN, *good[1:]], good, good])
    monkeypatch.setattr(digit_network, "read_network", lambda text: NETWORK)
    monkeypatch.setattr(digit_network, "read_parameters", lambda network: next(bad))
    assert digit_network.compare_exports("", "") == [
        "W1 is off by nan%, allowed are 2 %"
    ]


def test_another_file_is_refused():
    with pytest.raises(ValueError, match="expected 'export const network"):
        digit_network.read_network("export const nothing = 1;\n")


def test_a_model_of_other_sizes_is_refused(data):
    with pytest.raises(ValueError, match="expected 64 inputs and 10 outputs"):
        digit_network.export_network(MLPScratch(64, 9, 8, 0.5), data.test_set, "")


def test_rounding_that_changes_an_answer_is_refused(data, monkeypatch):
    monkeypatch.setattr(digit_network, "_LARGEST", 1)
    with pytest.raises(ValueError, match="expected the same answers rounded"):
        digit_network.export_network(small(), data.test_set, "")


def changed(by, seed=0):
    """Return the committed file with noise on its weights, relative to their size."""
    rng = np.random.default_rng(seed)
    model = MLPScratch(64, 10, 256, 0.5)
    arrays = digit_network.read_parameters(NETWORK)
    names = "W1", "b1", "W2", "b2"
    for name, array in zip(names, arrays, strict=True):
        noise = by * np.sqrt(np.mean(array**2)) * rng.standard_normal(array.shape)
        getattr(model, name).data = torch.tensor(array + noise, dtype=torch.float32)
    network = digit_network.export_network(model, Digits().test_set, NETWORK["trained"])
    return digit_network.as_module(network)


def test_rounding_of_another_processor_is_allowed():
    assert digit_network.compare_exports(COMMITTED, COMMITTED) == []
    assert digit_network.compare_exports(COMMITTED, changed(1e-4)) == []


def test_another_network_is_told():
    assert "W1 is off by" in "; ".join(
        digit_network.compare_exports(COMMITTED, changed(0.05))
    )
    told = "; ".join(digit_network.compare_exports(COMMITTED, changed(1.0)))
    assert "clear answers changed" in told
    assert "correct is" in told


def test_another_training_is_told(text):
    assert digit_network.compare_exports(COMMITTED, text) == [
        "trained changed",
        "sizes changed",
    ]


@pytest.mark.parametrize(("sure", "counted"), [(0.88, 0), (0.92, 2)])
def test_sure_means_more_than_nine_tenths(sure, counted):
    shares = np.log([sure, *[(1 - sure) / 9] * 9])  # every image is called a 0
    weights = [np.zeros((64, 2)), np.zeros(2), np.zeros((2, 10)), shares]
    y = np.array([0, 1, 2])
    X = torch.zeros(3, 1, 8, 8)
    told = digit_network._test(weights, X, y, np.zeros(3, dtype=np.int64))
    assert (told["correct"], told["wrong_but_sure"]) == (1, counted)
