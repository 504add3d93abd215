# Thin on purpose: every line can be run by hand (README, "Without make").
# make book PYTHON=python3.12    another Python
# make book TORCH=gpu            the default index's build of torch (CUDA on Linux)
PYTHON ?= python3
TORCH ?= cpu
ifeq ($(OS),Windows_NT)
VENV := .venv/Scripts/python
else
VENV := .venv/bin/python
endif
.PHONY: install book downloads pdf slides catalogues instructor live test check notebooks stress figures stills mutants repository bench clean

install:    ; @$(PYTHON) tools/install.py --torch $(TORCH)
book:       install ; @$(VENV) tools/book.py
downloads:  install ; @$(VENV) tools/downloads.py
pdf:        install ; @$(VENV) tools/paper.py
slides:     install ; @$(VENV) tools/slides.py $(NAMES)
catalogues: install ; @$(VENV) tools/translate.py $(NAMES)
instructor: install ; @$(VENV) tools/instructor.py
live:       install ; @$(VENV) tools/live.py
test:       install ; @$(VENV) tools/run_tests.py
check:      install ; @$(VENV) tools/run_tests.py --fast
notebooks:  install ; @$(VENV) tools/notebooks.py $(NAMES)
stress:     install ; @$(VENV) tools/stress.py --all
figures:    install ; @$(VENV) tools/figures.py $(NAMES)
stills:     install ; @$(VENV) tools/stills.py $(NAMES)
mutants:    install ; @$(VENV) tools/mutants.py $(NAMES)
repository: ; @$(PYTHON) tools/repository.py $(URL)
bench:      install ; @for x in training growth scaling ladder neurons figures lighthouse; do $(VENV) benchmarks/$$x.py || exit 1; done
clean:      ; rm -rf _build .mypy_cache .pytest_cache .ruff_cache
