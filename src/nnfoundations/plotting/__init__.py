"""Pictures in the course's style.

Every function draws on the Axes it is given (or on a new one) and returns it;
pictures of many parts return their Figure. Nothing is told by colour alone:
lines also differ by style, regions by hatching, classes by marker. The ground
is always an opaque white, so that a picture reads the same on a dark page.

Arrays may be NumPy arrays or torch tensors; nothing here imports torch.
"""

from nnfoundations.plotting.charts import curves, decision_regions
from nnfoundations.plotting.images import image_grid, show_weights
from nnfoundations.plotting.networks import connection_matrix, network_diagram
from nnfoundations.plotting.style import COLOURS, HATCHES, MARKERS, use_style

__all__ = [
    "COLOURS",
    "HATCHES",
    "MARKERS",
    "connection_matrix",
    "curves",
    "decision_regions",
    "image_grid",
    "network_diagram",
    "show_weights",
    "use_style",
]
