"""The page's random numbers are NumPy's, seed for seed."""

import numpy as np
import pytest
from parity import differences

from nnfoundations.figures import javascript

RANDOM = javascript.FOLDER / "core" / "random.js"
SEEDS = (0, 1, 42, 2**31, 2**32 - 1)


@pytest.fixture(scope="module")
def draws(tmp_path_factory):
    """Return a module that draws many numbers from one seed."""
    path = tmp_path_factory.mktemp("draws") / "draws.mjs"
    address = RANDOM.as_uri()
    path.write_text(
        f'import {{ RandomState }} from "{address}";\n'
        "export function stream(seed, count) {\n"
        "  const rng = new RandomState(seed);\n"
        "  const one = () => [rng.random(), rng.normal(), rng.bits(), rng.normal(),\n"
        "    rng.permutation(13), rng.normal(), rng.uniform(-2, 3)];\n"
        "  return Array.from({ length: count }, one);\n"
        "}\n"
        "export const normals = (seed, n) => new RandomState(seed).normals(n);\n"
        "export const make = (seed) => String(new RandomState(seed));\n"
    )
    return path


def numpys(seed, count):
    rng = np.random.RandomState(seed)
    return [
        [
            rng.random_sample(),
            rng.standard_normal(),
            int(rng.randint(0, 2**32, dtype=np.uint32)),
            rng.standard_normal(),
            rng.permutation(13).tolist(),
            rng.standard_normal(),
            rng.uniform(-2, 3),
        ]
        for _ in range(count)
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_mixed_draws_equal_numpys(node, draws, seed):
    # 200 rounds pass the generator's 624 words several times
    assert (
        list(differences(numpys(seed, 200), node.call(draws, "stream", seed, 200)))
        == []
    )


@pytest.mark.parametrize("count", [1, 2, 7, 1000])
def test_normal_numbers_drawn_at_once_equal_numpys(node, draws, count):
    ours = np.random.RandomState(3).standard_normal(count)
    theirs = node.call(draws, "normals", 3, count)
    assert np.abs(ours - theirs).max() < 1e-14


@pytest.mark.parametrize("seed", [-1, 2**32, 0.5])
def test_a_seed_that_numpy_refuses_is_refused(node, draws, seed):
    with pytest.raises(RuntimeError, match="seed: expected 0 to 2"):
        node.call(draws, "make", seed)
