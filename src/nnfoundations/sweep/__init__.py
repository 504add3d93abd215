"""Many trainings at once: a search for hyperparameters on all cores, and resumable.

From the command line: ``python -m nnfoundations.sweep --help``.
"""
