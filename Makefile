# Two commands do everything on a fresh machine: `make grade` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PYTEST := $(BIN)/python -m pytest

.PHONY: help grade test engine retest lint verify power mutants soak slow attacks gpu fuzz kills bench clean

help:  ## say what each target does
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

grade: $(VENV)/.ready  ## grade the example submissions and say where the reports lie
	$(BIN)/grader run examples/submissions --output grades --timeout 5
	$(BIN)/grader report grades

test: $(VENV)/.ready  ## the whole test suite
	$(PYTEST) -n 2

engine: $(VENV)/.ready  ## the engine's and the sandbox's tests: enough for another Python
	$(PYTEST) -n 2 tests/engine tests/sandbox tests/front/test_words.py

retest: $(VENV)/.ready  ## once more, one by one, the tests that failed last time
	$(PYTEST) --last-failed --last-failed-no-failures none

lint: $(VENV)/.ready  ## ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check grader
	$(BIN)/mypy

verify: $(VENV)/.ready  ## stubs score 0, solutions 100 %, wrong answers are caught
	$(BIN)/grader verify

power: $(VENV)/.ready  ## how surely each wrong answer is caught, whatever the seed
	$(BIN)/python -m tests.strength.power

mutants: $(VENV)/.ready  ## every small change of a solution costs it a check
	$(BIN)/python -m pip install --quiet --editable '.[strength]'
	$(BIN)/python -m tests.strength.mutants

soak: $(VENV)/.ready  ## 10,000 examples of every check on every right answer; half a day of CPU
	$(BIN)/python -m tests.strength.soak

slow: $(VENV)/.ready  ## the tests that take more than a few seconds
	$(PYTEST) -m slow

attacks: $(VENV)/.ready  ## hostile submissions, each with the verdict it must get
	$(PYTEST) -m slow tests/attacks

gpu: $(VENV)/.ready  ## the checks that need a CUDA device, on the solutions
	$(PYTEST) -m gpu

fuzz: $(VENV)/.ready  ## a long fuzz of the codec and of submission reading
	HYPOTHESIS_PROFILE=fuzz $(PYTEST) -n 2 tests/engine/test_wire.py tests/test_submissions.py

kills: $(VENV)/.ready  ## kill -9 of judges, forkservers, workers and runs at 50 random moments
	$(BIN)/python tests/front/kills.py

bench: $(VENV)/.ready  ## CPU per submission against one pytest run per submission
	$(BIN)/python benchmarks/submission.py

clean:  ## remove the virtual environment and what runs left behind
	rm -rf $(VENV) .venv-newest grades .pytest_cache .mypy_cache .ruff_cache

# torch and torchvision in one command, so that the resolver picks a matched pair.
$(VENV)/.ready: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("torchkata needs Python 3.11 or newer; run make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet torch torchvision
	$(BIN)/python -m pip install --quiet --editable '.[test]'
	@touch $@
