# Everything a person does with lfi on this machine. On a cluster: see profiles/README.md.
.DEFAULT_GOAL := help
.PHONY: help env demo run problem posterior doctor why verify prune status cancel test test-unit test-cluster cluster \
        cluster-down benchmark lint schema lock clean

PYTHON ?= python3
BIN := .venv/bin
LFI = $(BIN)/python -m lfi.commands
CONFIG ?= config/config.yaml
PROFILE ?= profiles/default
WAIT ?= 600
DIR ?= .
DRAWS ?= 10000
SEED ?= 1

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

env: .venv/installed ## make the environment in .venv from envs/constraints.txt

.venv/installed: pyproject.toml envs/constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13) and "lfi needs Python 3.11 to 3.13, not %d.%d; name one: make env PYTHON=python3.12" % sys.version_info[:2])'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint envs/constraints.txt --editable '.[dev]'
	touch $@

demo: env ## run both examples on this machine; print the scores and the report's path
	@$(LFI).run "$(CONFIG)"
	@$(LFI).scores "$(CONFIG)"

run: env ## run the workflow with CONFIG (config/config.yaml) and PROFILE (profiles/default)
	@$(LFI).run "$(CONFIG)" --workflow-profile "$(PROFILE)"

problem: env ## start a problem of your own: write NAME.py, its configuration and its test into the folder DIR (.)
	@$(LFI).new_problem "$(NAME)" "$(DIR)"

posterior: env ## draw DRAWS (10000) from a trained MODEL (its folder) for each observation in the file DATA; write OUT
	@$(LFI).posterior "$(MODEL)" "$(DATA)" "$(OUT)" "$(DRAWS)" "$(SEED)"

doctor: env ## check that PROFILE (profiles/default) works here; its jobs may queue for WAIT (600) seconds
	@$(LFI).doctor "$(CONFIG)" "$(PROFILE)" $(WAIT)

why: env ## print which results of CONFIG are stale, and why; make nothing
	@$(LFI).why "$(CONFIG)"

verify: env ## make RESULT, a file of CONFIG's results, again in a scratch folder, and compare the two
	@$(LFI).verify "$(CONFIG)" "$(RESULT)"

prune: env ## remove kept results and trainings of settings that no result of CONFIG has any more
	@$(LFI).prune "$(CONFIG)"

status: env ## show the state of every training of CONFIG
	@$(LFI).status "$(CONFIG)"

cancel: env ## end every running training of CONFIG: its job and its driver; checkpoints stay
	@$(LFI).cancel "$(CONFIG)"

test: env ## run the tests; minutes on 2 cores
	$(BIN)/pytest -n 2 --dist worksteal

test-unit: env ## run the tests that run no workflow, for use while you work
	$(BIN)/pytest -n 2 --dist worksteal tests/unit

cluster: ## start a real SLURM on this machine, for development (Debian, root)
	tests/cluster/cluster.sh up

cluster-down: ## stop that SLURM and remove its configuration
	tests/cluster/cluster.sh down

test-cluster: env cluster ## start that SLURM, run the tests that need it, and stop it
	$(BIN)/pytest -n 3 tests/cluster; status=$$?; tests/cluster/cluster.sh down; exit $$status

benchmark: env ## compare the time of a training with a plain loop's, and of a plan with that without provenance; minutes
	@failed=0; for part in training plan; do \
	  PYTHONPATH=tests $(BIN)/python tests/benchmarks/$$part.py || failed=1; done; exit $$failed

lint: env ## check style, types and the workflow
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/snakefmt --check workflow
	$(BIN)/mypy
	$(BIN)/snakemake --lint

schema: env ## write the configuration's JSON schema, after a change of lfi.config
	$(BIN)/python scripts/write_schema.py

lock: ## resolve envs/constraints.txt anew, in a fresh environment
	rm -rf .venv-lock && $(PYTHON) -m venv .venv-lock
	.venv-lock/bin/pip install --quiet --disable-pip-version-check 'torch==2.13.0' '.[dev]'
	.venv-lock/bin/pip freeze --exclude lfi | sed 's/+[a-z0-9.]*$$//' > envs/constraints.txt
	rm -rf .venv-lock

clean: ## remove the environment and caches, but no results
	rm -rf .venv .venv-lock .pytest_cache .mypy_cache .ruff_cache .snakemake/log
	find . -name __pycache__ -not -path './results/*' -prune -exec rm -rf {} +
