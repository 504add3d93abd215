"""Published files: the IDX format and the checksum; fetching is in test_fashion."""

import gzip
import hashlib
import random
import struct
import sys
import tracemalloc

import numpy as np
import pytest

from nnfoundations.data.fashion import (
    DamagedFile,
    Published,
    damage,
    read_file,
    read_idx,
    unpack,
)


def idx(array):
    header = struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape)
    return header + array.astype(np.uint8).tobytes()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        idx(np.zeros((3, 2)))[:-1],
        idx(np.zeros((3, 2))) + b"x",
        idx(np.zeros((2, 3))),
        idx(np.zeros(6)),
        b"\0\0\x09" + idx(np.zeros((3, 2)))[3:],
        b"\1" + idx(np.zeros((3, 2)))[1:],
    ],
    ids=["empty", "short", "long", "shape", "ndim", "type", "magic"],
)
def test_idx_data_of_another_form_are_refused(data):
    with pytest.raises(
        DamagedFile, match=r"data: expected an IDX file of shape \(3, 2\)"
    ):
        read_idx(data, (3, 2))


def test_idx_data_by_hand():
    data = bytes.fromhex("00000802 00000002 00000003 010203040506")
    assert read_idx(data, (2, 3)).tolist() == [[1, 2, 3], [4, 5, 6]]


def test_only_the_published_bytes_are_undamaged(tmp_path):
    data, path = b"published", tmp_path / "file"
    known = Published(len(data), hashlib.sha256(data).hexdigest(), (9,))
    told = []
    for came in (data, data[:-1], b"Published", data + b"!"):
        path.write_bytes(came)
        told.append(damage(path, known))
    assert told[0] == ""
    assert told[1] == "truncated: 8 of 9 bytes"
    assert told[2].startswith("altered: its SHA-256")
    assert told[3] == "too long: 10 of 9 bytes"


@pytest.mark.skipif(sys.platform == "win32", reason="no sparse files there")
def test_a_large_wrong_file_is_not_read(tmp_path, monkeypatch):
    path = tmp_path / "file"
    with path.open("wb") as file:
        file.truncate(3 * 2**30)
    monkeypatch.setattr(hashlib, "file_digest", None)  # would read it
    what = "too long: 3221225472 of 100 bytes"
    with pytest.raises(DamagedFile, match=what):
        read_file(path, Published(100, "", (4,)))


ARRAY = np.arange(60, dtype=np.uint8).reshape(5, 3, 4)
PACKED = gzip.compress(idx(ARRAY), mtime=0)


def test_what_is_packed_is_unpacked():
    assert np.array_equal(unpack(PACKED, ARRAY.shape), ARRAY)


def test_a_bomb_is_not_unpacked_beyond_the_expected_size():
    bomb = gzip.compress(idx(ARRAY) + bytes(2**24), compresslevel=1)
    tracemalloc.start()
    with pytest.raises(DamagedFile, match=r"76 bytes from 00000803.*77 bytes"):
        unpack(bomb, ARRAY.shape)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 2**20


def mutated(data, rng):
    """Return data with a few bytes changed, cut, doubled, moved or put in."""
    data = bytearray(data)
    for _ in range(rng.choice((1, 1, 1, 2, 5))):
        i, j = sorted(rng.randrange(len(data) + 1) for _ in "ij")
        how = rng.randrange(6)
        if how == 0:
            data[i : i + 1] = bytes([rng.randrange(256)])
        elif how == 1:
            data = data[:i]
        elif how == 2:
            data[i:i] = rng.randbytes(rng.randrange(1, 9))
        elif how == 3:
            del data[i:j]
        elif how == 4:
            data[i:i] = data[i:j]
        else:
            data[i : i + 4] = rng.choice((b"\xff" * 4, bytes(4), b"\x7f\xff\xff\xff"))
    return bytes(data)


def attack(times, seed):
    """Give the readers damaged files; return how many were refused, how many read."""
    rng = random.Random(seed)
    refused = read = 0
    for i in range(times):
        plain = i % 2 == 0
        data = mutated(idx(ARRAY) if plain else PACKED, rng)
        try:
            found = (read_idx if plain else unpack)(data, ARRAY.shape)
        except DamagedFile as error:
            refused += str(error).startswith("data: expected ")
            continue
        read += 1
        # plain IDX has no checksum: other values of the right form are other data
        assert found.shape == ARRAY.shape
        assert plain or np.array_equal(found, ARRAY)
    return refused, read


def test_damaged_files_are_refused_or_hold_the_array():
    refused, read = attack(3000, seed=0)
    assert refused + read == 3000
    assert read > 50
