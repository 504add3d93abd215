"""Where modules of version 0.1 are now: an old path fails with the new one.

This file, the lines for it in ``__init__`` and ``data.__getattr__`` go in the release
after next.
"""

from importlib.machinery import PathFinder
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
#: New names of functions by old ones with their module.
RENAMED = {
    "data.fashion.damaged": "find_damaged",
    "data.fashion.folders": "list_folders",
    "data.fashion.how_to_get": "explain_how_to_get",
    "figures.base.checked_state": "check_state",
    "figures.declaration.declared": "declare",
    "figures.digit_network.differences": "compare_exports",
    "figures.digit_network.held_out": "read_held_out",
    "figures.digit_network.parameters": "read_parameters",
    "figures.handwriting.bitmap_of": "draw_bitmap",
    "figures.handwriting.block_counts": "count_blocks",
    "figures.javascript.dependencies": "list_dependencies",
    "figures.javascript.joined": "join",
    "figures.javascript.path_of": "find_path",
    "figures.javascript.served": "strip",
    "figures.javascript.served_style": "strip_style",
    "labs.backpropagation.broken_backprop.accuracy_of": "measure_accuracy",
    "labs.backpropagation.graph_memory.numbers_kept": "count_kept_numbers",
    "labs.bug_hunt.examination.readings": "take_readings",
    "labs.generalization.twins.gaps": "measure_gaps",
    "labs.hyperparameters.descent_paths.outputs": "predict_outputs",
    "labs.initialization.dead_units.changes": "compare_masks",
    "labs.initialization.dead_units.dead_masks": "find_dead",
    "labs.initialization.signal_growth.bands": "predict_bands",
    "labs.initialization.signal_growth.growth": "measure_growth",
    "labs.initialization.signal_growth.inside": "share_inside",
    "labs.mlp_architecture.curves.smoothed": "smooth",
    "labs.neuron_to_unit.dale.mixed_senders": "find_mixed_senders",
    "labs.scaling_out.data_parallel.apart": "measure_gap",
    "labs.scaling_out.data_parallel.shards_of": "cut_shards",
    "labs.scaling_out.data_parallel_worker.factor": "find_factor",
    "labs.scaling_out.data_parallel_worker.planned_network": "build_network",
    "labs.scaling_out.epoch_time.shares": "divide_time",
    "labs.scaling_out.epoch_time.timed_epoch": "time_epoch",
    "labs.scaling_out.lifeline.held": "hold",
    "labs.scaling_out.matrix_floor.bare": "make_products",
    "labs.scaling_out.matrix_floor.products": "list_products",
    "labs.scaling_out.matrix_floor.shortest": "time_shortest",
    "labs.scaling_out.rank_timing.step_of": "make_step",
    "labs.scaling_out.sharding.in_blocks": "cut_blocks",
    "labs.scaling_out.sharding.in_parts": "cut_parts",
    "labs.scaling_out.sharding.like_cards": "deal_cards",
    "labs.scaling_out.speed_up.limit": "find_limit",
    "labs.scaling_out.torchrun.command": "build_command",
    "labs.scaling_out.torchrun.environment": "build_environment",
    "labs.softmax_regression.adaline.lowest_point": "find_lowest_point",
    "labs.softmax_regression.adaline.preparations": "prepare_inputs",
    "learning.gradient_check.crossings": "find_crossings",
    "learning.ladder.band": "find_band",
    "learning.ladder.discrepancy": "measure_discrepancy",
    "learning.trainer.checkpoint.generators_of": "find_generators",
    "learning.trainer.checkpoint.read": "read_checkpoint",
    "learning.trainer.checkpoint.take": "take_state",
    "learning.trainer.divergence.judge": "find_divergence",
    "networks.activations.unchecked": "strip_check",
    "networks.regions.breakpoints": "find_breakpoints",
    "neurons.mcculloch_pitts.computable": "list_computable",
    "neurons.mcculloch_pitts.corners": "list_corners",
    "neurons.synapses.released_quanta": "release_quanta",
    "train.model_of": "build_model",
    "train.parser": "make_parser",
    "train.settings_from": "make_settings",
    "units.linear_rules.trial": "try_rule",
    "units.separability.shared_average": "find_shared_average",
    "units.separability.widest_boundary": "find_widest_boundary",
    "whole_files.whole": "open_whole",
}
_RENAMED = {
    (f"{PACKAGE}.{old.rpartition('.')[0]}", old.rpartition(".")[2]): new
    for old, new in RENAMED.items()
}


class Renamer:
    """Comes first on ``sys.meta_path``: a module says its functions' new names."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        """Return a module's spec, with a ``__getattr__`` that refuses old names."""
        names = {old: new for (home, old), new in _RENAMED.items() if home == name}
        spec = PathFinder.find_spec(name, path, target) if names else None
        if spec is None:
            return None

        def refuse(attribute: str) -> Any:
            if attribute in names:
                text = f"{name}.{attribute} is now {names[attribute]}."
                raise ImportError(text, name=attribute)
            raise AttributeError(f"module {name!r} has no attribute {attribute!r}")

        loader: Any = spec.loader
        execute = loader.exec_module

        def execute_and_refuse(module: Any) -> None:
            execute(module)
            module.__getattr__ = refuse

        loader.exec_module = execute_and_refuse
        return spec


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
