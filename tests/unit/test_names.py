"""One name, one thing; a function is a verb, or the field's term for what it gives."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import nnfoundations

ROOT = Path(nnfoundations.__file__).parent
#: Names that stand twice and mean one thing, and why they may.
SHARED = {
    "check": "holds an answer against what is right: an exercise's, a patient's",
    "generator": "a NumPy generator: checked, or drawn for an exercise",
    "main": "what a module does that is run by hand",
    "relu": "max(x, 0) of tensors or arrays: a chapter shows how the first is written",
    "train": "takes a training's steps: the loop written out, a rank's share of it",
    "result": "the numbers that a panel shows",
}

#: Constants that several modules have, each its own of the same kind.
EACH = {
    "BATCH_SIZE": "examples per step",
    "COLUMNS": "of a training's history",
    "EXERCISES": "of a chapter",
    "LABEL_NAMES": "of a data set",
    "VARIABLE": "of the environment",
}
#: Words with which a public function of the package may begin.
VERBS = """
add agree alone answer as average begin build by call carry check collapse compare copy
count crop cut damage deal declare descend diagnose divide draw evaluate even exercise
explain export fetch fill find fit fold follow forward from hold import initialise
inline invert is join judge launch lay learn leave list load make measure merge move
name normalise note obey open overfit parse place predict prepare probe profile
propagate quote reach read record refuse release remove report restore rotate run save
say seal search see share shorten show shuffle simulate slant smooth stands step store
straighten stretch strip take tell test time to trace train translate try unpack unseal
use with without write zero
"""
#: The field's terms that are functions here: quantities, activations, rules, models,
#: data sets. Modules whose functions are all named by what they look at: `checks`,
#: `doctor`; pictures and panels are named by what they show.
TERMS = """
accuracy activation_patterns adam_step adapted_rate adapting_spikes all_reduce_seconds
array_exercises arrival_times backward batch_loss best_number best_step binary_accuracy
bowl_curvatures bug_hunt bump_network cache_size central_difference classifier clouds
column_gap concise_model constant_start cost coverage cross_entropy curvatures curve
dead_fraction dead_share default_mean_squares descent_step digit_batches digit_samples
digits_arrays endless_batches error_correction errors_by_step exercises
expected_initial_loss features fields_file firing_rate firing_rate_slope flops
fully_connected gate_rates generator global_batches gradient_error grid_choice
h1_for_its_slope handwritten_evaluate heaviside heaviside_derivative hidden_activations
identity identity_derivative idle_share index_batches initial_stack initial_weights
ionic_current kaiming_bound kick_response largest_gap largest_stable_rate last_place
layer_biases layer_gradients layer_parameters layered layers learning_rate lif_params
local log_moments log_sum_exp loss loss_floor losses_from main margin mask max_error
max_regions mean_loss mean_losses minibatches mismatched_error mistake_bound model_data
model_gradient momentum_step nearest_of_class neighbour_agreement network no_b1
no_relu_factor noisy_current num_training num_wrong numpy_evaluate one_hot one_unit
optimism parameter_gradient passing_folder patients plain_interval plain_step
points_arrays points_with_far_ones polygon potential_at progress quiz radius
random_choice random_labels random_network random_stack rate_bound recording recurrent
relu relu_derivative relu_interpolant resting_potential rheobase ring_all_reduce rms
row_gap sawtooth scalar_backward scalar_evaluate scalar_forward scores scratch_model
sgd sgd_step shared siegert_rate sigma_of sigmoid sigmoid_derivative sine skip
slope_and_bend softmax softmax_rows softplus softplus_derivative source_text speed_ups
stack_gradients synaptic_current tanh tanh_derivative task_arrays threshold_unit
twin_share uniform_start unit update_ratios upward_crossings verdict weight_matrix
wilson_interval window_grid wrong_labels xor_by_relus xor_by_steps
"""
PACKAGE = "src/nnfoundations/"
LOOKED_AT = tuple(
    PACKAGE + name for name in ("checks.py", "doctor.py", "panels/", "plotting/")
)
#: A participle; of the words that end so: no participle.
PARTICIPLE = re.compile(
    r"(?!(?:seed|need|feed|speed|embed)_?)[a-z]+ed(?:_|$)"
    r"|(?:begun|broken|built|drawn|found|given|gone|held|kept|known|laid|made|said|seen"
    r"|shown|spoilt|taken|told|written)(?:_|$)"
)
COURSE = ROOT.parents[1]


def functions(folder: Path | None = None) -> Iterator[tuple[str, str]]:
    """Yield the functions at the top of a package's modules, or all: file, name."""
    tops = [folder] if folder else [COURSE / top for top in ("src", "_ext", "tools")]
    for path in (path for top in tops for path in sorted(top.rglob("*.py"))):
        tree = ast.parse(path.read_text("utf-8"))
        for node in tree.body if folder else ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and not any(
                "property" in ast.unparse(d) for d in node.decorator_list
            ):
                yield path.relative_to(COURSE).as_posix(), node.name


def defined():
    """Return the modules of each public function or class by its name."""
    modules = defaultdict(list)
    for path in sorted(ROOT.rglob("*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                modules[node.name].append(path.relative_to(ROOT).as_posix())
    return {name: found for name, found in modules.items() if name[0] != "_"}


def test_no_public_name_means_two_things():
    twice = {name: found for name, found in defined().items() if len(found) > 1}
    assert {name: found for name, found in twice.items() if name not in SHARED} == {}


def test_no_function_is_named_by_a_participle():
    named = [
        f"{file}: {name}"
        for file, name in functions()
        if PARTICIPLE.match(name.lstrip("_"))
        if name not in TERMS.split() and not file.startswith(LOOKED_AT)
    ]
    assert named == []


def test_a_public_function_is_a_verb_or_a_term():
    own = {
        name
        for file, name in functions(ROOT)
        if name[0] != "_" and not file.startswith(LOOKED_AT)
    }
    terms, verbs = set(TERMS.split()), set(VERBS.split())
    assert {name for name in own - terms if name.split("_")[0] not in verbs} == set()
    assert terms - own == set()  # a term that is gone leaves the list


def test_no_public_constant_means_two_things():
    places = defaultdict(list)
    for path in sorted(ROOT.rglob("*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            for target in getattr(node, "targets", [getattr(node, "target", None)]):
                if isinstance(target, ast.Name) and target.id[0] != "_":
                    places[target.id].append(path.relative_to(ROOT).as_posix())
    twice = {name: found for name, found in places.items() if len(found) > 1}
    assert {n: twice.get(n) for n in twice.keys() ^ EACH.keys()} == {}
