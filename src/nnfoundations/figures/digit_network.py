"""A trained network as a small file that a live figure reads in the page.

The file is a JavaScript module that holds one JSON object. The weights stand in it as
16-bit whole numbers and a scale for each array, with a SHA-256 checksum of the bytes
of both; beside them the test images, what the network makes of them, and how it was
trained.
"""

import base64
import hashlib
import json
import re
from collections import Counter
from typing import Any

import numpy as np
import torch

from nnfoundations import checks
from nnfoundations.data import digits
from nnfoundations.figures import handwriting
from nnfoundations.networks.mlp import MLPScratch

#: Of the digits' network, in the folder of the figures.
FILE = "digit_network.js"
_BEFORE = "export const network = "
_HEAD = """\
/**
 * The network that the notebook mlp_scratch trained;
 * `nnfoundations.figures.digit_network` wrote this file (make notebooks), nobody edits
 * it. `weights`: W1, b1, W2, b2 as 16-bit whole numbers, little-endian, in base64, each
 * array times its scale; `images`: the test images, a letter for a pixel, a = 0 to q =
 * 16; `laid`: of them right after the page's own preprocessing; `confusions`: label,
 * answer, how often.
 */
// prettier-ignore
"""
_LARGEST = 32767
#: Answers above this probability count as sure.
SURE = 0.9

Arrays = list[np.ndarray]
_NAMES = "W1", "b1", "W2", "b2"
_COUNTS = "correct", "wrong_but_sure", "laid"
_AGAIN = "Write the file anew: make notebooks NAMES=mlp_scratch."


def forward_digits(parameters: Arrays, X: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the hidden activations and the logits of one hidden layer of ReLUs.

    Parameters
    ----------
    parameters : list of ndarray
        W1 (d, h), b1 (h,), W2 (h, k), b2 (k,).
    X : ndarray of shape (n, d)

    Returns
    -------
    H1 : ndarray of shape (n, h)
    logits : ndarray of shape (n, k)
    """
    W1, b1, W2, b2 = parameters
    H1 = np.maximum(X @ W1 + b1, 0.0)  # (n, d) @ (d, h) -> (n, h)
    return H1, H1 @ W2 + b2


def softmax_rows(logits: np.ndarray) -> np.ndarray:
    """Return the probabilities of each row of logits."""
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def export_network(model: MLPScratch, test_set: Any, trained: str) -> dict[str, Any]:
    """Return a trained network of the digits as the file holds it.

    Parameters
    ----------
    model : MLPScratch
        With 64 inputs and 10 outputs.
    test_set : (X, y)
        Tensors as in `nnfoundations.data.data_modules.Digits`.
    trained : str
        How, in words.

    Raises
    ------
    ValueError
        If the sizes are others, a weight is not finite, or rounding the weights
        changes an answer.
    """
    arrays = [p.detach().numpy() for p in (model.W1, model.b1, model.W2, model.b2)]
    sizes = [len(arrays[0]), len(arrays[1]), len(arrays[3])]
    if [sizes[0], sizes[2]] != [digits.SIDE**2, len(digits.LABEL_NAMES)]:
        raise ValueError(checks.complaint("model", "64 inputs and 10 outputs", sizes))
    for name, array in zip(_NAMES, arrays, strict=True):
        checks.real_array(name, array)
    scales = [float(np.abs(a).max()) / _LARGEST or 1.0 for a in arrays]
    rounded = [np.rint(a / s) for a, s in zip(arrays, scales, strict=True)]
    data = np.concatenate([a.ravel() for a in rounded]).astype("<i2").tobytes()
    network: dict[str, Any] = {"trained": trained, "sizes": sizes, "scales": scales}
    network["sha256"] = _checksum(data, scales)
    network["weights"] = base64.b64encode(data).decode()
    X, y = test_set
    with torch.no_grad():
        answers = model(X).argmax(dim=1).numpy()
    return network | _test(read_parameters(network), X, y.numpy(), answers)


def _test(
    weights: Arrays, X: torch.Tensor, y: np.ndarray, expected: np.ndarray
) -> dict[str, Any]:
    """Return what the rounded weights make of the test images."""
    images = np.rint(X.reshape(len(X), -1).numpy() * digits.LARGEST_PIXEL).astype(
        np.int64
    )
    probabilities = softmax_rows(
        forward_digits(weights, images / digits.LARGEST_PIXEL)[1]
    )
    answers = probabilities.argmax(axis=1)
    if (answers != expected).any():
        changed = f"{(answers != expected).sum()} that differ"
        raise ValueError(checks.complaint("model", "the same answers rounded", changed))
    wrong = answers != y
    pairs = Counter(zip(y[wrong].tolist(), answers[wrong].tolist(), strict=True))
    return {
        "tested": len(y),
        "correct": int((~wrong).sum()),
        "wrong_but_sure": int((wrong & (probabilities.max(axis=1) > SURE)).sum()),
        "confusions": [[*k, n] for k, n in sorted(pairs.items(), key=_most_first)],
        "laid": int((answer_laid(weights, images) == y).sum()),
        "labels": "".join(map(str, y)),
        "images": ["".join(chr(97 + p) for p in image) for image in images],
    }


def _most_first(item: tuple[Any, int]) -> tuple[int, Any]:
    return -item[1], item[0]


def answer_laid(weights: Arrays, images: np.ndarray) -> np.ndarray:
    """Return the answers to images that are laid on paper and read back from there."""
    papers = (handwriting.lay(image.reshape(8, 8)) for image in images)
    X = np.array([handwriting.see(paper).ravel() for paper in papers])
    return forward_digits(weights, X / digits.LARGEST_PIXEL)[1].argmax(axis=1)


def _checksum(weights: bytes, scales: list[float]) -> str:
    return hashlib.sha256(weights + np.array(scales, "<f8").tobytes()).hexdigest()


def _complaint(name: str, expected: str, came: Any) -> ValueError:
    return ValueError(checks.complaint(name, expected, came, _AGAIN))


def read_parameters(network: dict[str, Any]) -> Arrays:
    """Return W1, b1, W2, b2 of an exported network, as float64.

    Raises
    ------
    TypeError, ValueError
        If the weights do not fit the checksum or the sizes, or an entry is wrong.
    """
    for name in ("sizes", "scales", "weights", "sha256"):
        if not isinstance(network, dict) or name not in network:
            raise _complaint("network", f"an entry {name!r}", "none")
    sizes, scales = network["sizes"], network["scales"]
    for name, values, num in (("sizes", sizes, 3), ("scales", scales, 4)):
        if not isinstance(values, list) or len(values) != num:
            raise _complaint(name, f"a list of {num} numbers", values)
    d, h, k = (checks.integer(f"sizes[{i}]", size) for i, size in enumerate(sizes))
    scales = [checks.number(f"scales[{i}]", s, above=0) for i, s in enumerate(scales)]
    try:
        data = base64.b64decode(network["weights"], validate=True)
    except (TypeError, ValueError) as error:
        raise _complaint("weights", "text in base64", error) from error
    came = _checksum(data, scales)
    if came != network["sha256"]:
        wanted = f"the SHA-256 checksum {network['sha256']}"
        raise _complaint("weights and scales", wanted, came)
    if len(data) != 2 * ((d + 1) * h + (h + 1) * k):
        wanted = f"{(d + 1) * h + (h + 1) * k} weights for {d}-{h}-{k}"
        raise _complaint("weights", wanted, len(data) / 2)
    flat = np.frombuffer(data, "<i2").astype(np.float64)
    parts = np.split(flat, np.cumsum([d * h, h, h * k]))
    shapes = (d, h), (h,), (h, k), (k,)
    scaled = zip(parts, shapes, scales, strict=True)
    return [part.reshape(shape) * scale for part, shape, scale in scaled]


def check_tested(network: dict[str, Any]) -> None:
    """Refuse a network whose test images, labels or counts are not as described.

    Raises
    ------
    TypeError, ValueError
        The text names the first such entry.
    """
    wanted = "trained", "tested", "confusions", "labels", "images", *_COUNTS
    for name in wanted:
        if name not in network:
            raise _complaint("network", f"an entry {name!r}", "none")
    n, d = checks.integer("tested", network["tested"]), network["sizes"][0]
    for name in _COUNTS:
        checks.integer(name, network[name], at_least=0, at_most=n)
    if not re.fullmatch(f"[0-9]{{{n}}}", checks.kind("labels", network["labels"], str)):
        raise _complaint("labels", f"{n} digits", network["labels"])
    images = checks.kind("images", network["images"], list)
    pattern = re.compile(f"[a-q]{{{d}}}")
    if len(images) != n or not all(pattern.fullmatch(str(image)) for image in images):
        came = f"{len(images)} entries"
        raise _complaint("images", f"{n} images of {d} letters a to q", came)
    for each in checks.kind("confusions", network["confusions"], list):
        if not (isinstance(each, list) and [type(x) for x in each] == [int] * 3):
            raise _complaint("confusions", "label, answer, how often", each)


def read_held_out(network: dict[str, Any]) -> tuple[np.ndarray, np.ndarray]:
    """Return the exported test images, (n, 64) whole numbers 0 to 16, and labels."""
    images = [[ord(letter) - 97 for letter in image] for image in network["images"]]
    return np.array(images), np.array([int(label) for label in network["labels"]])


def as_module(network: dict[str, Any]) -> str:
    """Return the text of the file."""
    return f"{_HEAD}{_BEFORE}{json.dumps(network, indent=1)};\n"


def read_network(text: str) -> dict[str, Any]:
    """Read the text of the file, and check its weights.

    Raises
    ------
    ValueError
        If it is not such a file, or its weights or another entry are damaged.
    """
    _, found, body = text.partition(_BEFORE)
    if not found:
        raise ValueError(checks.complaint("file", f"'{_BEFORE}'", text[:40]))
    try:
        network: dict[str, Any] = json.loads(body.removesuffix(";\n"))
    except ValueError as error:
        raise _complaint("file", "one JSON object", error) from error
    read_parameters(network)
    check_tested(network)
    return network


def compare_exports(stored: str, live: str) -> list[str]:
    """Say where a network just exported differs from the one in the page.

    Processors round differently, and 1,700 steps enlarge that: weights may differ by
    2 % (root of the mean square), close calls and what is counted by one image in 100.

    Parameters
    ----------
    stored, live : str
        The texts of two files.
    """
    old, new = read_network(stored), read_network(live)
    same = "trained", "sizes", "tested", "labels", "images"
    found = [f"{name} changed" for name in same if old[name] != new[name]]
    if found:
        return found
    pairs = zip(_NAMES, read_parameters(old), read_parameters(new), strict=True)
    for name, a, b in pairs:
        off, size = np.linalg.norm(a - b), np.linalg.norm(a)
        if not off <= 0.02 * size:  # so written, NaN is told as well
            came = f"{off / size:.1%}" if size else f"{off:.2g}"
            found.append(f"{name} is off by {came}, allowed are 2 %")
    X = read_held_out(old)[0] / digits.LARGEST_PIXEL
    ours, theirs = (forward_digits(read_parameters(n), X)[1] for n in (old, new))
    best = np.sort(ours, axis=1)
    clear = best[:, -1] - best[:, -2] > 0.1
    if (changed := clear & (ours.argmax(axis=1) != theirs.argmax(axis=1))).any():
        found.append(f"{changed.sum()} clear answers changed")
    for name in _COUNTS:
        if abs(old[name] - new[name]) > old["tested"] / 100:
            found.append(f"{name} is {new[name]}, stored {old[name]}")
    return found
