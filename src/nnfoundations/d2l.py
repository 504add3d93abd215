"""The d2l library, wherever torch imports.

d2l.torch imports torchvision. Beside a CPU build of torch, the default
torchvision wheel (compiled for CUDA) cannot load its operators and stops with
``operator torchvision::nms does not exist``. Nothing in this course uses those
operators: declaring their schemas is enough to let the import through. Where
torchvision works, nothing is changed. Importing this module mends the import
for the whole process::

    from nnfoundations.d2l import torch as d2l   # always works
    from d2l import torch as d2l                 # from then on, this too
"""

import importlib
import sys
from typing import Any

import torch as pytorch

#: Schemas as torchvision 0.28 declares them in C++ (torchvision/csrc/ops/nms.cpp
#: and torchvision/csrc/ops/quantized/cpu/qnms_kernel.cpp).
MISSING_SCHEMAS = (
    "nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
    "qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
)
# A torch.library.Library takes its schemas with it when it is collected.
_library: pytorch.library.Library | None = None


def _declare_missing_operators() -> None:
    global _library
    _library = pytorch.library.Library("torchvision", "FRAGMENT")
    for schema in MISSING_SCHEMAS:
        if not hasattr(pytorch.ops.torchvision, schema.partition("(")[0]):
            _library.define(schema)


def _forget(package: str) -> None:
    """Drop the half-imported modules that a failed import leaves behind."""
    for name in [m for m in sys.modules if m.partition(".")[0] == package]:
        del sys.modules[name]


def _import_torchvision() -> None:
    try:
        importlib.import_module("torchvision")
    except RuntimeError as error:
        if "operator torchvision::" not in str(error):
            raise
        _forget("torchvision")
        _declare_missing_operators()
        importlib.import_module("torchvision")


_import_torchvision()
#: The module ``d2l.torch`` itself.
torch: Any = importlib.import_module("d2l.torch")
