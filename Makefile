# The environment, the demo and the checks. What a person does with lfi: lfi --help.
.DEFAULT_GOAL := help
.PHONY: help env demo test test-unit test-cluster test-cluster-all cluster cluster-down tasks benchmark docs lint schema lock clean

PYTHON ?= python3
BIN := .venv/bin
CLUSTER_TESTS = -m 'not slow'

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

env: .venv/installed ## make the environment in .venv from envs/constraints.txt

.venv/installed: pyproject.toml envs/constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13) and "lfi needs Python 3.11 to 3.13, not %d.%d; name one: make env PYTHON=python3.12" % sys.version_info[:2])'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint envs/constraints.txt --editable '.[dev]'
	touch $@

demo: env ## run both examples on this machine; print the scores and the report's path
	@$(BIN)/lfi run
	@$(BIN)/lfi scores

test: env ## run the tests; minutes on 2 cores
	$(BIN)/pytest -n 2 --dist worksteal

test-unit: env ## run the tests that run no workflow, for use while you work
	$(BIN)/pytest -n 2 --dist worksteal tests/unit

cluster: ## start a real SLURM on this machine, for development (Debian, root)
	tests/cluster/cluster.sh up

cluster-down: ## stop that SLURM and remove its configuration
	tests/cluster/cluster.sh down

test-cluster-all: CLUSTER_TESTS =
test-cluster-all: test-cluster ## the same with the slow ones, which show more of what a quicker one shows

test-cluster: env cluster ## start that SLURM, run the tests that need it, and stop it
	$(BIN)/pytest -n 3 $(CLUSTER_TESTS) tests/cluster; status=$$?; tests/cluster/cluster.sh down; exit $$status

tasks: env ## write observations and reference posteriors of the field's benchmark, for config/benchmark.yaml
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps sbibm==1.1.0
	$(BIN)/python scripts/public_tasks.py resources/tasks

benchmark: env ## compare the time of a training with a plain loop's, and of a plan with that without provenance; minutes
	@failed=0; for part in training plan; do \
	  PYTHONPATH=tests $(BIN)/python tests/benchmarks/$$part.py || failed=1; done; exit $$failed

docs: env ## make the site of the documentation, .docs/site, with zensical; a warning is an error
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint envs/constraints.txt --editable '.[docs]'
	$(BIN)/python scripts/docs.py .docs/pages
	$(BIN)/zensical build --clean --strict

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
	.venv-lock/bin/pip install --quiet --disable-pip-version-check 'torch==2.13.0' '.[dev,docs]'
	.venv-lock/bin/pip freeze --exclude lfi | sed 's/+[a-z0-9.]*$$//' > envs/constraints.txt
	rm -rf .venv-lock

clean: ## remove the environment and caches, but no results
	rm -rf .venv .venv-lock .pytest_cache .mypy_cache .ruff_cache .snakemake/log
	find . -name __pycache__ -not -path './results/*' -prune -exec rm -rf {} +
