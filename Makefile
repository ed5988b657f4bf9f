# Everything runs in .venv; PYTHON makes it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
HOST ?= 127.0.0.1
PORT ?= 8000
DATA ?= data
CHROMIUM ?= $(shell command -v chromium)
INSTALLED := $(VENV)/.installed
# txtai wants its own versions of much: it never meets ours.
BENCH := .venv-bench
# Milvus's client takes much along, and its server's package old versions: each has its own.
SCALE := .venv-scale
MILVUS := .venv-milvus-server
# BEIR folders, scifact among them.
RETRIEVAL ?=

.DEFAULT_GOAL := help
.PHONY: help install serve test test-browser check audit bench bench-quick bench-extract bench-reindex test-faults test-scale clean

help: ## show this
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(INSTALLED) ## make .venv with everything this project needs

$(INSTALLED): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; name one: make PYTHON=python3.12 install"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

serve: $(INSTALLED) ## index the tracked workshop pages and answer at http://127.0.0.1:8000
	$(BIN)/workshop-search ingest corpus/workshops --data $(DATA) || [ $$? -eq 1 ]  # 1: a file failed and is named
	$(BIN)/workshop-search serve --host $(HOST) --port $(PORT) --data $(DATA)

test: $(INSTALLED) ## run the tests
	$(BIN)/python -m pytest

check: $(INSTALLED) ## ruff, mypy --strict, import-linter, bandit
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/bandit -q -c pyproject.toml -r api ingest search corpus

audit: $(INSTALLED) ## known vulnerabilities of the pinned versions, where their database can be reached
	$(BIN)/python tests/security/audit.py constraints.txt

test-browser: $(INSTALLED) ## drive the pages in Chromium, where it is installed
	@if [ -n "$(CHROMIUM)" ]; then BROWSER_TESTS="$(CHROMIUM)" $(BIN)/python -m pytest -s tests/browser; \
	else echo "No Chromium is installed (Debian: apt-get install chromium): the browser tests are left out."; fi

bench: $(INSTALLED) $(BENCH)/.installed ## everything beside txtai and sentence-transformers: make bench RETRIEVAL=FOLDER
	TXTAI_PYTHON=$(abspath $(BENCH)/bin/python) $(BIN)/python tests/bench/bench.py $(RETRIEVAL)

bench-quick: $(INSTALLED) ## the same without txtai and the million passages
	$(BIN)/python tests/bench/bench.py --quick $(RETRIEVAL)

$(BENCH)/.installed: pyproject.toml
	$(PYTHON) -m venv $(BENCH)
	$(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check '.[bench]'
	@touch $@

bench-extract: $(INSTALLED) ## extraction over a folder with a MANIFEST.tsv: make bench-extract DATA=FOLDER
	$(BIN)/python tests/bench/bench_extract.py $(DATA)

bench-reindex: $(INSTALLED) ## re-indexing of 10,000 documents: nothing changed, one changed
	$(BIN)/python tests/bench/bench_reindex.py

test-faults: $(INSTALLED) ## the long run of faults: 200 kills, flipped bits, a full disk, publishing under load
	$(BIN)/python tests/faults/run_faults.py

test-scale: $(SCALE)/.installed $(MILVUS)/.installed ## the same answers from FAISS and Milvus: make test-scale RETRIEVAL=FOLDER
	MILVUS_SERVER=$(abspath $(MILVUS)/bin/milvus-server) $(SCALE)/bin/python tests/scale/run_scale.py $(RETRIEVAL)

$(SCALE)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(SCALE)
	$(SCALE)/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev,milvus]'
	@touch $@

$(MILVUS)/.installed:
	$(PYTHON) -m venv $(MILVUS)
	$(MILVUS)/bin/python -m pip install --quiet --disable-pip-version-check milvus==2.3.5
	@touch $@

clean: ## remove .venv and caches; the data directory stays
	rm -rf $(VENV) $(BENCH) $(SCALE) $(MILVUS) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
