"""Outputs of every kind, stored by one run, pass when nbval runs them again.

Ids, addresses, dates, widget models and the order of stderr differ each time.
"""

import pytest
from notebook_runs import nbval, stored

import notebooks as tool

SVG = "from matplotlib_inline.backend_inline import set_matplotlib_formats as formats\n"
PROBES = {
    "imports": "import io, sys, time, uuid, warnings\nimport ipywidgets as widgets\n"
    "import matplotlib.pyplot as plt\nimport numpy as np\nimport pandas as pd\n"
    "from IPython.display import *\nfrom nnfoundations.panels.base import Panel",
    "printed": "print('integers', 12, 'decimals', 0.25, 1e-9)",
    "value": "1 / 3",
    "silenced": "1 / 3;",
    "nothing": "x = 1",
    "array": "np.linspace(-1, 1, 7).reshape(1, 7)",
    "not-finite": "np.array([np.nan, np.inf, -np.inf])",
    "table": "pd.DataFrame({'loss': [0.1, 0.2], 'epoch': [1, 2]})",
    "styled-table": "pd.DataFrame({'a': [1.5]}).style.background_gradient()",
    "estimator": "from sklearn.linear_model import Perceptron\nPerceptron().fit("
    "[[0], [1]], [0, 1])",
    "address": "object()",
    "random-id": "print(uuid.uuid4())",
    "set-of-words": "{'a', 'b', 'c', 'd'}",
    "png": "plt.plot([1, 2]);",
    "two-pngs": "plt.plot([1, 2])\nplt.show()\nplt.plot([2, 1]);",
    "jpeg": "file = io.BytesIO()\nplt.imsave(file, np.eye(9), format='jpg')\n"
    "Image(file.getvalue(), format='jpeg')",
    "svg": f"{SVG}formats('svg')\nplt.plot([1, 2], marker='o')\nplt.show()\n"
    "formats('png')",
    "html-with-picture": "import base64\nfile = io.BytesIO()\n"
    "plt.imsave(file, np.eye(9))\ntext = base64.b64encode(file.getvalue()).decode()\n"
    "HTML(f'<img src=\"data:image/png;base64,{text}\">')",
    "latex": "Math('x = 0.5')",
    "markdown": "Markdown('*a* 0.5')",
    "json": "JSON({'a': [1, 0.5]})",
    "javascript": "Javascript('1 + 1')",
    "stderr": "warnings.warn('a')\nprint('b')\nprint('c', file=sys.stderr)\nprint('d')",
    "overwritten": "for i in range(3):\n    print(i, end='\\r')",
    "cleared": "for i in range(3):\n    clear_output()\n    print(i)",
    "cleared-later": "for i in range(3):\n    clear_output(wait=True)\n    display(i)",
    "updated": "handle = display(1, display_id=True)\nhandle.update(2)",
    "captured": "out = widgets.Output()\nwith out:\n    print('inside')\nprint('out')",
    "output-widget": "out",
    "slider": "widgets.IntSlider(description='width', value=3)",
    "interact": "widgets.interact(lambda n: print(n), n=(0, 4));",
    "panel": "def draw(width):\n    figure, axes = plt.subplots()\n"
    "    axes.plot([0, width])\n    return figure, width\n"
    "Panel({'width': widgets.IntSlider(3, description='width')}, draw)",
    "exception": "try:\n    1 / 0\nexcept ArithmeticError as error:\n    print(error)",
}


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    folder = tmp_path_factory.mktemp("probes")
    path = stored(folder / "notebooks" / "probes.ipynb", PROBES)
    assert tool.report(tool.Job(path, folder / "results", 60), True)
    return nbval(folder)["probes"]


@pytest.mark.parametrize("name", PROBES)
def test_an_output_that_is_the_same_again_passes(outcomes, name):
    assert outcomes[name] == "passed"


def test_every_probe_was_run(outcomes):
    assert list(outcomes) == list(PROBES)
