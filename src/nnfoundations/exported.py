"""A trained network as a small file that a live figure reads in the page.

The file is a JavaScript module that holds one JSON object. The weights stand in it as
16-bit whole numbers and a scale for each array, with a SHA-256 checksum of their
bytes; beside them the test images, what the network makes of them, and how it was
trained.
"""

import base64
import hashlib
import json
from collections import Counter
from typing import Any

import numpy as np
import torch

from nnfoundations import checks, digits, handwriting
from nnfoundations.mlp import MLPScratch

#: Of the digits' network, in the folder of the figures.
FILE = "digit_network.js"
_BEFORE = "export const network = "
_HEAD = """\
/**
 * The network that the notebook mlp_scratch trained; `nnfoundations.exported` wrote
 * this file (make notebooks), nobody edits it. `weights`: W1, b1, W2, b2 as 16-bit
 * whole numbers, little-endian, in base64, each array times its scale; `images`: the
 * test images, a letter for a pixel, a = 0 to q = 16; `laid`: of them right after the
 * page's own preprocessing; `confusions`: label, answer, how often.
 */
// prettier-ignore
"""
_LARGEST = 32767
#: Answers above this probability count as sure.
SURE = 0.9

Arrays = list[np.ndarray]


def forward(parameters: Arrays, X: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
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


def softmax(logits: np.ndarray) -> np.ndarray:
    """Return the probabilities of each row of logits."""
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def exported(model: MLPScratch, test_set: Any, trained: str) -> dict[str, Any]:
    """Return a trained network of the digits as the file holds it.

    Parameters
    ----------
    model : MLPScratch
        With 64 inputs and 10 outputs.
    test_set : (X, y)
        Tensors as in `nnfoundations.data.Digits`.
    trained : str
        How, in words.

    Raises
    ------
    ValueError
        If the sizes are others, or rounding the weights changes an answer.
    """
    arrays = [p.detach().numpy() for p in (model.W1, model.b1, model.W2, model.b2)]
    sizes = [len(arrays[0]), len(arrays[1]), len(arrays[3])]
    if [sizes[0], sizes[2]] != [digits.SIDE**2, len(digits.LABEL_NAMES)]:
        raise ValueError(checks.complaint("model", "64 inputs and 10 outputs", sizes))
    scales = [float(np.abs(a).max()) / _LARGEST or 1.0 for a in arrays]
    rounded = [np.rint(a / s) for a, s in zip(arrays, scales, strict=True)]
    data = np.concatenate([a.ravel() for a in rounded]).astype("<i2").tobytes()
    network: dict[str, Any] = {"trained": trained, "sizes": sizes, "scales": scales}
    network["sha256"] = hashlib.sha256(data).hexdigest()
    network["weights"] = base64.b64encode(data).decode()
    X, y = test_set
    with torch.no_grad():
        answers = model(X).argmax(dim=1).numpy()
    return network | _tested(parameters(network), X, y.numpy(), answers)


def _tested(
    weights: Arrays, X: torch.Tensor, y: np.ndarray, expected: np.ndarray
) -> dict[str, Any]:
    """Return what the rounded weights make of the test images."""
    images = np.rint(X.reshape(len(X), -1).numpy() * digits.LARGEST).astype(np.int64)
    probabilities = softmax(forward(weights, images / digits.LARGEST)[1])
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
        "laid": int((answers_laid(weights, images) == y).sum()),
        "labels": "".join(map(str, y)),
        "images": ["".join(chr(97 + p) for p in image) for image in images],
    }


def _most_first(item: tuple[Any, int]) -> tuple[int, Any]:
    return -item[1], item[0]


def answers_laid(weights: Arrays, images: np.ndarray) -> np.ndarray:
    """Return the answers to images that are laid on paper and read back from there."""
    papers = (handwriting.laid(image.reshape(8, 8)) for image in images)
    X = np.array([handwriting.seen(paper).ravel() for paper in papers])
    return forward(weights, X / digits.LARGEST)[1].argmax(axis=1)


def parameters(network: dict[str, Any]) -> Arrays:
    """Return W1, b1, W2, b2 of an exported network, as float64.

    Raises
    ------
    ValueError
        If the weights do not fit the checksum or the sizes.
    """
    data = base64.b64decode(network["weights"])
    came = hashlib.sha256(data).hexdigest()
    if came != network["sha256"]:
        raise ValueError(
            checks.complaint(
                "weights",
                f"the SHA-256 checksum {network['sha256']}",
                came,
                "Write the file anew: make notebooks NAMES=mlp_scratch.",
            )
        )
    d, h, k = network["sizes"]
    flat = np.frombuffer(data, "<i2").astype(np.float64)
    if len(flat) != (d + 1) * h + (h + 1) * k:
        wanted = f"{(d + 1) * h + (h + 1) * k} weights for {d}-{h}-{k}"
        raise ValueError(checks.complaint("weights", wanted, len(flat)))
    parts = np.split(flat, np.cumsum([d * h, h, h * k]))
    shapes = (d, h), (h,), (h, k), (k,)
    scaled = zip(parts, shapes, network["scales"], strict=True)
    return [part.reshape(shape) * scale for part, shape, scale in scaled]


def held_out(network: dict[str, Any]) -> tuple[np.ndarray, np.ndarray]:
    """Return the exported test images, (n, 64) whole numbers 0 to 16, and labels."""
    images = [[ord(letter) - 97 for letter in image] for image in network["images"]]
    return np.array(images), np.array([int(label) for label in network["labels"]])


def as_module(network: dict[str, Any]) -> str:
    """Return the text of the file."""
    return f"{_HEAD}{_BEFORE}{json.dumps(network, indent=1)};\n"


def read(text: str) -> dict[str, Any]:
    """Read the text of the file, and check its weights.

    Raises
    ------
    ValueError
        If it is not such a file, or its weights are damaged.
    """
    _, found, body = text.partition(_BEFORE)
    if not found:
        raise ValueError(checks.complaint("file", f"'{_BEFORE}'", text[:40]))
    network: dict[str, Any] = json.loads(body.removesuffix(";\n"))
    parameters(network)
    return network


def differences(stored: str, live: str) -> list[str]:
    """Say where a network just exported differs from the one in the page.

    Processors round differently, and 1,700 steps enlarge that: weights may differ by
    2 % (root of the mean square), close calls and what is counted by one image in 100.

    Parameters
    ----------
    stored, live : str
        The texts of two files.
    """
    old, new = read(stored), read(live)
    same = "trained", "sizes", "tested", "labels", "images"
    found = [f"{name} changed" for name in same if old[name] != new[name]]
    if found:
        return found
    pairs = zip(("W1", "b1", "W2", "b2"), parameters(old), parameters(new), strict=True)
    for name, a, b in pairs:
        off = np.sqrt(np.mean((a - b) ** 2) / np.mean(a**2))
        if off > 0.02:
            found.append(f"{name} is off by {off:.1%}, allowed are 2 %")
    X = held_out(old)[0] / digits.LARGEST
    ours, theirs = (forward(parameters(n), X)[1] for n in (old, new))
    best = np.sort(ours, axis=1)
    clear = best[:, -1] - best[:, -2] > 0.1
    if (changed := clear & (ours.argmax(axis=1) != theirs.argmax(axis=1))).any():
        found.append(f"{changed.sum()} clear answers changed")
    for name in ("correct", "wrong_but_sure", "laid"):
        if abs(old[name] - new[name]) > old["tested"] / 100:
            found.append(f"{name} is {new[name]}, stored {old[name]}")
    return found
