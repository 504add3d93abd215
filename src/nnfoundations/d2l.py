"""The d2l library, wherever torch imports, without waiting for torchvision.

d2l.torch imports torchvision, which takes two fifths of the time of the whole import
and which only its data sets and transforms of images want. Here it is imported when
something of it is first used. Importing this module is enough::

    from nnfoundations.d2l import torch as d2l   # always works
    from d2l import torch as d2l                 # from then on, this too

Beside a CPU build of torch, the default torchvision wheel (compiled for CUDA) cannot
load its operators and stops with ``operator torchvision::nms does not exist``. Nothing
in this course uses those operators: declaring their schemas is enough to let the
import through, and `import_torchvision` does so. Where torchvision works, nothing is
changed.
"""

import importlib
import sys
from types import ModuleType
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


def import_torchvision() -> ModuleType:
    """Import torchvision, with its operators declared where they cannot be loaded.

    Returns
    -------
    module
        torchvision, from then on imported for the whole process.

    Raises
    ------
    ImportError, RuntimeError
        If it cannot be imported for another reason.
    """
    try:
        return importlib.import_module("torchvision")
    except RuntimeError as error:
        if "operator torchvision::" not in str(error):
            raise
        _forget("torchvision")
        _declare_missing_operators()
        return importlib.import_module("torchvision")


class _Later(ModuleType):
    """Stands for torchvision, or a module of it, until something of it is asked for."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # asked by whoever looks at every object
            raise AttributeError(name)
        import_torchvision()
        return getattr(importlib.import_module(self.__name__), name)


def _import_d2l() -> ModuleType:
    """Import d2l.torch; what it calls torchvision is imported when it is used.

    Not by importlib.util.LazyLoader, which imports a module as soon as another takes
    a name from it, as d2l does.
    """
    if "torchvision" in sys.modules:
        return importlib.import_module("d2l.torch")
    whole, transforms = _Later("torchvision"), _Later("torchvision.transforms")
    whole.transforms = transforms  # type: ignore[attr-defined]
    sys.modules |= {each.__name__: each for each in (whole, transforms)}
    try:
        return importlib.import_module("d2l.torch")
    finally:  # nobody else gets them
        del sys.modules["torchvision"], sys.modules["torchvision.transforms"]


#: The module ``d2l.torch`` itself.
torch: Any = _import_d2l()
