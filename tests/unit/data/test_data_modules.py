"""The data modules: sets that do not overlap, seeded orders, d2l's interface."""

import os

import numpy as np
import pytest
import torch
from torch.utils.data import BatchSampler, DataLoader, RandomSampler

from nnfoundations.d2l import import_torchvision
from nnfoundations.d2l import torch as d2l
from nnfoundations.data import fashion
from nnfoundations.data.data_modules import Digits, FashionMNIST, TensorData
from nnfoundations.data.digits import digits_arrays


@pytest.fixture(scope="module")
def digits():
    return Digits()


@pytest.fixture(scope="module")
def published():
    """Skip without Fashion-MNIST; in CI that is a failure."""
    if fashion.find_folder() is None:
        if os.environ.get("CI"):
            pytest.fail(fashion.explain_how_to_get())
        pytest.skip(fashion.explain_how_to_get())
    return FashionMNIST(validation=0)


def tiny(n=10, **changes):
    X, y = torch.rand(n, 3), torch.arange(n) % 2
    arguments = {
        "train_set": (X, y),
        "val_set": (X[:4], y[:4]),
        "test_set": (X[:5], y[:5]),
        "label_names": ("a", "b"),
        "batch_size": 4,
    }
    return TensorData(**arguments | changes)


def rows(X):
    return {tuple(x.tolist()) for x in X.flatten(1)}


def test_digits_sets_are_a_partition_of_scikit_learns_images(digits):
    sets = digits.train_set, digits.val_set, digits.test_set
    assert [len(y) for _, y in sets] == [1077, 360, 360]
    X, y = digits_arrays()
    ours = torch.cat([torch.cat([a.flatten(1), b[:, None]], 1) for a, b in sets])
    theirs = np.column_stack([X, y])
    assert sorted(ours.tolist()) == sorted(theirs.tolist())


def test_the_seeds_order_goes_to_training_then_validation_then_test():
    X, y = digits_arrays()
    order = torch.randperm(len(y), generator=torch.Generator().manual_seed(3))
    data = Digits(seed=3)
    sets = data.train_set, data.val_set, data.test_set
    for pair, part in zip(sets, order.split([1077, 360, 360]), strict=True):
        assert torch.equal(pair[0].flatten(1), torch.tensor(X[part]).float())
        assert torch.equal(pair[1], torch.from_numpy(y[part]))


def test_digits_have_the_shapes_that_the_models_expect(digits):
    X, y = digits.train_set
    assert (X.shape, X.dtype, y.dtype) == ((1077, 1, 8, 8), torch.float32, torch.int64)
    assert (X.min(), X.max()) == (0, 1)
    assert (digits.num_inputs, digits.num_outputs) == (64, 10)
    assert digits.label_names[7] == "7"


def test_another_seed_splits_differently(digits):
    assert torch.equal(Digits().test_set[0], digits.test_set[0])
    other = Digits(seed=1)
    assert not torch.equal(other.test_set[1], digits.test_set[1])


def test_an_epoch_is_every_training_example_once(digits):
    batches = list(digits.train_dataloader())
    assert [len(y) for _, y in batches] == [32] * 33 + [21]
    assert sum(len(y) for _, y in batches) == 1077
    seen = torch.cat([X for X, _ in batches])
    assert rows(seen) == rows(digits.train_set[0])


def test_images_keep_their_labels_through_the_shuffle(digits):
    label = {
        tuple(x.tolist()): int(k) for x, k in zip(*flat(digits.train_set), strict=True)
    }
    for X, y in digits.train_dataloader():
        assert [label[tuple(x.tolist())] for x in X.flatten(1)] == y.tolist()


def flat(pair):
    return pair[0].flatten(1), pair[1]


def test_epochs_differ_and_a_new_loader_repeats_them(digits):
    one, other = digits.train_dataloader(), digits.train_dataloader()
    epochs = [torch.cat([y for _, y in one]) for _ in range(2)]
    assert not torch.equal(*epochs)
    again = [torch.cat([y for _, y in other]) for _ in range(2)]
    assert all(map(torch.equal, epochs, again))


def test_the_order_of_the_batches_follows_the_seed_and_is_torchs():
    def order(seed):
        loader = tiny(40, seed=seed).train_dataloader()
        return torch.cat([torch.arange(40)[b] for b in loader.sampler]).tolist()

    assert order(1) == order(1)
    assert order(1) != order(2)
    generator = torch.Generator().manual_seed(2)
    assert order(2) == torch.randperm(40, generator=generator).tolist()


@pytest.mark.parametrize("n", [40, 41])
def test_every_epoch_has_the_batches_of_pytorchs_own_samplers(n):
    loader = tiny(n, batch_size=8, seed=3).train_dataloader()
    random = RandomSampler(range(n), generator=torch.Generator().manual_seed(3))
    # the loader itself draws a seed for its workers first, then asks for the order
    theirs = DataLoader(
        range(n),
        batch_sampler=BatchSampler(random, 8, drop_last=False),
        generator=random.generator,
        collate_fn=list,
    )
    X = loader.dataset.tensors[0]
    for _ in range(3):
        seen = [batch for batch, _ in loader]
        assert all(map(torch.equal, seen, [X[indices] for indices in theirs]))
    assert torch.equal(loader.generator.get_state(), random.generator.get_state())


def test_the_global_random_stream_is_left_alone():
    torch.manual_seed(0)
    before = torch.get_rng_state()
    data = Digits()
    for make in (data.train_dataloader, data.val_dataloader, data.test_dataloader):
        list(make())
    assert torch.equal(torch.get_rng_state(), before)


def test_validation_and_test_come_in_order(digits):
    for loader, pair in (
        (digits.val_dataloader(), digits.val_set),
        (digits.test_dataloader(), digits.test_set),
    ):
        assert torch.equal(torch.cat([X for X, _ in loader]), pair[0])
        assert torch.equal(torch.cat([y for _, y in loader]), pair[1])


def test_d2ls_own_trainer_takes_them():
    model = d2l.SoftmaxRegression(num_outputs=10, lr=0.5)
    model.board.display = False
    data = Digits()
    d2l.Trainer(max_epochs=4).fit(model, data)
    X, y = data.test_set
    assert model.accuracy(model(X), y) > 0.9


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: Digits(batch_size=0), ValueError, "batch_size: .*at least 1, got 0"),
        (lambda: Digits(validation=0), ValueError, "validation: .*at least 1, got 0"),
        (lambda: Digits(test=1797), ValueError, "test: expected at most 1796"),
        (lambda: Digits(validation=1437), ValueError, "validation: .*at most 1436"),
        (lambda: Digits(seed=-1), ValueError, "seed"),
        (lambda: Digits(seed=0.5), TypeError, "seed"),
        (lambda: FashionMNIST(validation=60_000), ValueError, "at most 59999"),
        (lambda: FashionMNIST(validation=-1), ValueError, "validation"),
        (lambda: tiny(batch_size=True), TypeError, "batch_size"),
        (lambda: tiny(label_names=("a",)), ValueError, "train_set y: .*0 to 0, got 1"),
        (
            lambda: tiny(val_set=(torch.rand(3, 2), torch.zeros(3).long())),
            ValueError,
            r"val_set X: .*\(n, 3\), got .*\(3, 2\)",
        ),
        (
            lambda: tiny(test_set=(torch.rand(3, 3), torch.zeros(2).long())),
            ValueError,
            "test_set X and test_set y: expected the same length",
        ),
        (
            lambda: tiny(test_set=(torch.full((1, 3), torch.nan), torch.tensor([0]))),
            ValueError,
            "test_set X: expected finite values",
        ),
        (
            lambda: tiny(test_set=(torch.rand(0, 3), torch.zeros(0).long())),
            ValueError,
            "test_set y: .*n > 0",
        ),
        (
            lambda: tiny(test_set=(torch.rand(1, 3), torch.zeros(1))),
            TypeError,
            "test_set y: expected whole-number labels",
        ),
    ],
)
def test_bad_arguments_are_refused(make, error, message):
    with pytest.raises(error, match=message):
        make()


def test_missing_files_are_an_error_that_says_how_to_get_them(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"download=True.*By hand") as caught:
        FashionMNIST(root=tmp_path)
    assert str(tmp_path / "fashion-mnist") in str(caught.value)


def test_fashion_mnist_is_what_torchvision_reads(published, tmp_path):
    import_torchvision()
    from torchvision.datasets import FashionMNIST as Torchvision
    from torchvision.transforms.functional import to_tensor

    raw = tmp_path / "FashionMNIST" / "raw"
    raw.mkdir(parents=True)
    for name in fashion.FILES:
        (raw / name).write_bytes((fashion.find_folder() / name).read_bytes())
    for train, (X, y) in ((True, published.train_set), (False, published.test_set)):
        theirs = Torchvision(tmp_path, train=train, download=True)
        assert torch.equal(y, theirs.targets)
        assert torch.equal(X[:, 0].mul(255).round().byte(), theirs.data)
        for i in (0, 1, len(y) - 1):
            assert torch.equal(X[i], to_tensor(theirs[i][0]))


def test_fashion_mnist_without_validation_trains_on_all_60000(published):
    assert published.train_set[0].shape == (60_000, 1, 28, 28)
    assert published.test_set[0].shape == (10_000, 1, 28, 28)
    assert published.val_set is None
    assert published.val_dataloader() is None
    assert published.train_set[1].bincount().tolist() == [6000] * 10
    assert published.test_set[1].bincount().tolist() == [1000] * 10


def test_fashion_mnist_validation_is_split_off_by_seed(published):
    data = FashionMNIST(validation=5000, seed=1)
    assert [len(s[1]) for s in (data.train_set, data.val_set)] == [55_000, 5000]
    sums = torch.cat([data.train_set[0], data.val_set[0]]).sum((1, 2, 3))
    whole = published.train_set[0].sum((1, 2, 3))
    assert torch.equal(sums.sort().values, whole.sort().values)
    assert torch.equal(data.test_set[1], published.test_set[1])
    other = FashionMNIST(validation=5000, seed=2)
    assert not torch.equal(data.val_set[1], other.val_set[1])
