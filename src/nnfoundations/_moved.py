"""Where modules of version 0.1 are now: an old path fails with the new one.

This file, the line for it in ``__init__`` and ``data.__getattr__`` go in the release
after next.
"""

from collections.abc import Callable
from typing import Any

PACKAGE = "nnfoundations"
#: New paths by old ones.
HOMES = {
    "activations": "networks.activations",
    "adaline": "labs.softmax_regression.adaline",
    "adaptation": "labs.neuron_to_unit.adaptation",
    "all_reduce": "labs.scaling_out.all_reduce",
    "approximation": "networks.approximation",
    "architecture": "networks.architecture",
    "backprop": "learning.backprop",
    "backprop_steps": "learning.backprop_steps",
    "broken_backprop": "labs.backpropagation.broken_backprop",
    "checkpoint": "learning.trainer.checkpoint",
    "cohort": "labs.generalization.cohort",
    "dale": "labs.neuron_to_unit.dale",
    "data": "data.data_modules",
    "data_parallel": "labs.scaling_out.data_parallel",
    "data_parallel_worker": "labs.scaling_out.data_parallel_worker",
    "dead_units": "labs.initialization.dead_units",
    "dealing": "labs.scaling_out.sharding",
    "deep_runs": "labs.initialization.deep_runs",
    "defects": "labs.bug_hunt.defects",
    "descent": "labs.mlp_architecture.descent",
    "descent_paths": "labs.hyperparameters.descent_paths",
    "devices": "learning.trainer.devices",
    "diagnosis": "learning.diagnosis",
    "digits": "data.digits",
    "divergence": "learning.trainer.divergence",
    "epoch_time": "labs.scaling_out.epoch_time",
    "examination": "labs.bug_hunt.examination",
    "exported": "figures.digit_network",
    "fashion": "data.fashion",
    "figures.modules": "figures.javascript",
    "finite_differences": "learning.finite_differences",
    "gradient_check": "learning.gradient_check",
    "graph_memory": "labs.backpropagation.graph_memory",
    "handwriting": "figures.handwriting",
    "hodgkin_huxley": "neurons.hodgkin_huxley",
    "initial_weights": "networks.initial_weights",
    "intervals": "learning.accuracy_intervals",
    "ladder": "learning.ladder",
    "leakage": "labs.generalization.twins",
    "lifeline": "labs.scaling_out.lifeline",
    "linear_rules": "units.linear_rules",
    "lockstep": "learning.ladder",
    "matrix_floor": "labs.scaling_out.matrix_floor",
    "mcculloch_pitts": "neurons.mcculloch_pitts",
    "mlp": "networks.mlp",
    "neuron": "neurons.lif",
    "optimisers": "learning.optimisers",
    "output_losses": "units.output_losses",
    "paired": "learning.paired",
    "patients": "labs.bug_hunt.patients",
    "perceptron": "units.perceptron",
    "points": "data.points",
    "published": "data.fashion",
    "rate_fits": "labs.neuron_to_unit.rate_fits",
    "rates": "neurons.firing_rates",
    "recording": "learning.trainer.recording",
    "regions": "networks.regions",
    "rosenblatt": "units.perceptron",
    "sampled": "labs.mlp_architecture.curves",
    "samples": "data.samples",
    "searches": "labs.hyperparameters.searches",
    "separability": "units.separability",
    "shifts": "labs.generalization.shifts",
    "side_by_side": "learning.batched",
    "signal_growth": "labs.initialization.signal_growth",
    "signal_propagation": "networks.signal_propagation",
    "single_layer": "units.single_layer",
    "speed_up": "labs.scaling_out.speed_up",
    "stack_training": "learning.numpy_training",
    "stacks": "networks.stacks",
    "stimuli": "neurons.stimuli",
    "symmetry": "labs.initialization.symmetry",
    "synapses": "neurons.synapses",
    "tasks": "data.points",
    "torchrun": "labs.scaling_out.torchrun",
    "training": "learning.trainer",
    "trials": "labs.hyperparameters.trials",
    "wiring": "networks.wiring",
    "xor": "networks.xor",
}
#: New names of functions by old ones, both with their module.
RENAMED = {
    "figures.digit_network.differences": "compare_exports",
    "learning.trainer.checkpoint.read": "read_checkpoint",
    "learning.trainer.divergence.judge": "find_divergence",
    "whole_files.whole": "open_whole",
}


def refuse_old_names(module: str) -> Callable[[str], Any]:
    """Return the ``__getattr__`` of a module whose functions have new names.

    Raises
    ------
    ImportError
        It raises this for an old name; the text says the new one.
    """

    def refuse(name: str) -> Any:
        old = f"{module.removeprefix(f'{PACKAGE}.')}.{name}"
        if old in RENAMED:
            raise ImportError(f"{module}.{name} is now {RENAMED[old]}.", name=name)
        raise AttributeError(f"module {module!r} has no attribute {name!r}")

    return refuse


class Finder:
    """Comes last on ``sys.meta_path``: it is asked for what nobody else has found."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> None:
        """Refuse an old path of the package; say nothing of any other.

        Raises
        ------
        ImportError
            If a module of that name has moved; the text says where to.
        """
        package, _, old = name.partition(".")
        if package == PACKAGE and old in HOMES:
            home = f"{PACKAGE}.{HOMES[old]}"
            raise ImportError(f"{name} has moved: import it from {home}.", name=name)
