"""Published files: the IDX format and the checksum; fetching is in test_fashion."""

import hashlib
import struct

import numpy as np
import pytest

from nnfoundations.published import DamagedFile, Published, damage, read_idx


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


def test_only_the_published_bytes_are_undamaged():
    data = b"published"
    known = Published(len(data), hashlib.sha256(data).hexdigest(), (9,))
    assert damage(data, known) == ""
    assert damage(data[:-1], known) == "truncated: 8 of 9 bytes"
    assert damage(b"Published", known).startswith("altered")
    assert damage(data + b"!", known).startswith("altered")
