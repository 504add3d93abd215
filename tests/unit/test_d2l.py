"""Each case runs in an interpreter of its own: an import happens only once."""

import os
import statistics
import subprocess
import sys
import textwrap

import pytest

pytestmark = pytest.mark.processes

STUB_D2L = "import torchvision\nfrom torchvision import transforms\n"
WORKING = """
import builtins
builtins.torchvision_imports = getattr(builtins, "torchvision_imports", 0) + 1
"""
# Fails as the real one does, with a half-imported submodule left behind, until
# the operators that it wants are declared.
BROKEN = (
    WORKING
    + """
import torch
from torchvision import state
for operator in ("nms", "qnms"):
    if not hasattr(torch.ops.torchvision, operator):
        state.stale = True
        raise RuntimeError(f"operator torchvision::{operator} does not exist")
"""
)
OTHER = WORKING + 'raise RuntimeError("the disk is on fire")\n'


def run(code, folder=None, **settings):
    env = os.environ | {"MPLBACKEND": "agg"} | settings
    if folder is not None:
        env["PYTHONPATH"] = os.pathsep.join([str(folder), env.get("PYTHONPATH", "")])
    command = [sys.executable, "-W", "error", "-c", textwrap.dedent(code)]
    return subprocess.run(
        command, env=env, capture_output=True, text=True, timeout=300, check=False
    )


@pytest.fixture
def stubs(tmp_path):
    """Return a writer of a stub torchvision, beside a stub d2l that imports it."""

    def write(torchvision):
        files = {
            "torchvision/__init__.py": torchvision,
            "torchvision/transforms.py": "size = 7\n",
            "torchvision/state.py": "stale = False\n",
            "d2l/__init__.py": "",
            "d2l/torch.py": STUB_D2L,
        }
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return tmp_path

    return write


def test_real_d2l_imports_whatever_the_state_of_torchvision():
    done = run("""
        import sys
        try:
            import torchvision
            worked = True
        except RuntimeError as error:
            assert "operator torchvision::nms does not exist" in str(error), error
            worked = False
        before = sys.modules.get("torchvision")
        from nnfoundations.d2l import torch as d2l
        import nnfoundations.d2l as bridge
        from d2l import torch as plain
        assert plain is d2l
        resize = d2l.transforms.Resize
        assert d2l.__name__ == "d2l.torch"
        assert issubclass(d2l.Classifier, d2l.Module)
        assert (bridge._library is None) == worked
        assert not worked or sys.modules["torchvision"] is before
        ours = ("torchvision", "d2l")
        names = [m for m in sys.modules if m.partition(".")[0] in ours]
        assert "torchvision.transforms" in names
        for name in names:
            module = sys.modules[name]
            assert module.__spec__ is not None, name
            assert module.__file__.endswith((".py", ".so", ".pyd")), name
        from torchvision import transforms
        assert transforms.Resize is resize
        import torch
        image = transforms.Resize((4, 4))(torch.rand(1, 8, 8))
        assert image.shape == (1, 4, 4)
        print("worked" if worked else "cured")
    """)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() in ("worked", "cured")


def test_nothing_is_changed_where_torchvision_works(stubs):
    done = run(
        """
        import builtins, sys
        import torch
        class Refuse:
            def __init__(self, *args):
                raise AssertionError("operators were declared without need")
        torch.library.Library = Refuse
        import torchvision
        from nnfoundations.d2l import torch as d2l
        import nnfoundations.d2l as bridge
        assert bridge._library is None
        assert sys.modules["torchvision"] is torchvision
        assert builtins.torchvision_imports == 1
        assert not hasattr(torch.ops.torchvision, "nms")
        """,
        stubs(WORKING),
    )
    assert done.returncode == 0, done.stderr


def test_torchvision_is_imported_when_something_of_it_is_used(stubs):
    done = run(
        """
        import builtins, sys
        from nnfoundations.d2l import torch as d2l
        assert not {"torchvision", "torchvision.transforms"} & set(sys.modules)
        assert not hasattr(d2l.torchvision, "__wrapped__")
        assert d2l.transforms.size == 7
        assert d2l.torchvision.transforms.size == 7
        assert builtins.torchvision_imports == 1
        import torchvision
        assert d2l.torchvision.builtins is torchvision.builtins
        """,
        stubs(WORKING),
    )
    assert done.returncode == 0, done.stderr


def test_missing_operators_are_declared_and_the_import_is_tried_once_more(stubs):
    done = run(
        """
        import builtins
        from nnfoundations.d2l import torch as d2l
        assert d2l.transforms.size == 7
        import torch, torchvision.state
        from d2l import torch as plain
        assert plain is d2l
        assert builtins.torchvision_imports == 2
        assert not torchvision.state.stale  # imported afresh, not half a module
        nms = torch.ops.torchvision.nms.default._schema
        assert str(nms) == ("torchvision::nms(Tensor dets, Tensor scores, "
                            "float iou_threshold) -> Tensor"), nms
        """,
        stubs(BROKEN),
    )
    assert done.returncode == 0, done.stderr


def test_any_other_failure_of_torchvision_passes_through(stubs):
    done = run(
        """
        import builtins
        from nnfoundations.d2l import torch as d2l
        try:
            d2l.torchvision.datasets
        except RuntimeError as error:
            assert str(error) == "the disk is on fire", error
            assert builtins.torchvision_imports == 1
            import torch
            assert not hasattr(torch.ops.torchvision, "nms")
            print("passed through")
        """,
        stubs(OTHER),
    )
    assert done.stdout.strip() == "passed through", done.stderr


def test_neither_torchvision_nor_torchs_compiler_is_imported_before_it_is_used():
    done = run("""
        import sys
        import nnfoundations.learning.trainer, nnfoundations.networks.mlp
        assert not {"torchvision", "torch._dynamo"} & set(sys.modules)
    """)
    assert done.returncode == 0, done.stderr


def test_importing_the_package_loads_nothing_heavy():
    done = run("""
        import sys
        before = set(sys.modules)
        import nnfoundations
        new = {name.partition(".")[0] for name in set(sys.modules) - before}
        heavy = {"torch", "torchvision", "d2l", "matplotlib", "numpy", "pandas",
                 "scipy", "sklearn", "IPython", "ipywidgets", "pooch", "requests"}
        assert not new & heavy, sorted(new & heavy)
    """)
    assert done.returncode == 0, done.stderr


def test_importing_the_package_takes_less_than_a_third_of_a_second():
    # Processor time of this process alone: other work on the machine does not count.
    code = """
        import time
        start = time.process_time()
        import nnfoundations
        print(time.process_time() - start)
    """
    seconds = statistics.median(float(run(code).stdout) for _ in range(5))
    assert seconds < 0.3
