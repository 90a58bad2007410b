# Paths are relative, so that the directory may have any name.
PYTHON ?= python3
PY := .venv/bin/python -P
export PYTHONPATH := .

# One process more than there are cores, because many tests wait; four at most. Each has servers of its own; the longest
# files come first (tests/conftest.py).
PYTEST_PROCESSES ?= $(shell $(PYTHON) -c 'import os; print(min(4, (os.cpu_count() or 1) + 1))')
PYTEST = $(PY) -m pytest -n $(PYTEST_PROCESSES) --dist loadfile --no-loadscope-reorder

.PHONY: help setup run test test-fast histories prove mutate mutate-sample catalogs pdfua check bench clean
help: ## list these targets
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 10

setup: .venv/stamp ## make the virtual environment and fetch the pages' assets
	@$(PY) -m web.assets

.venv/stamp: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Towpath needs Python 3.11 or later.")'
	@[ -x .venv/bin/python ] || $(PYTHON) -m venv .venv
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@touch .venv/stamp

.venv/stamp-dev: requirements-dev.lock .venv/stamp
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.lock
	@touch .venv/stamp-dev

run: setup ## run everything here at training pace, with the sample week
	@./towpath up --sample --pace 1d=60s

check: .venv/stamp-dev ## lint, types and the import rules
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check --quiet .
	@.venv/bin/mypy
	@.venv/bin/lint-imports

test: setup check ## all tests, with coverage; lists at the end what was skipped and why
	@$(PY) -m tests.journeys.barriers
	@$(PYTEST) --cov --cov-report=term-missing:skip-covered

test-fast: setup .venv/stamp-dev ## the tests of rules, schemas, pages and the project's conventions; no coverage
	@$(PYTEST) tests/rules tests/schemas tests/web tests/test_*.py

histories: setup ## record the histories again that every later version must replay; say why in the commit
	@$(PY) -m tests.workflows.recording

prove: setup ## explore every course of a case under all editions, with one deviation each
	@$(PY) -m proving

mutate: setup .venv/stamp-dev ## change the rules, one place at a time: a test must notice each; RESULTS=file to go on later
	@$(PY) -m tests.mutating $(if $(RESULTS),--results $(RESULTS))

mutate-sample: setup .venv/stamp-dev ## twelve changes of holds and permissions, always the same ones
	@$(PY) -m tests.mutating --sample 12 \
		--tests tests/rules/test_holds_of_editions.py tests/rules/test_permissions.py -- \
		holds. "[permission] roles=" "[permission] stages="

catalogs: setup ## collect what letters say, and bring every catalog up to date; LANGUAGE=fr begins that one
	@$(PY) -m workers.catalogs $(LANGUAGE)

pdfua: setup .venv/stamp-dev ## validate every letter and a batch as PDF/UA-1; needs Java and Maven, and says so
	@$(PY) -m tests.pdfua

bench: setup ## measure a verdict, an amendment, a staff request, the cost of a case and the time to the first page
	@$(PY) -m benchmarks.verdict
	@$(PY) -m benchmarks.amendment
	@$(PY) -m benchmarks.staff_act
	@$(PY) -m benchmarks.case_cost
	@$(PY) -m benchmarks.first_page

clean: ## remove what set-up made; the data directory stays
	rm -rf .venv web/static/vendor tests/journeys/vendor tests/pdfua/vendor
