# Everything runs in .venv; PYTHON makes it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
HOST ?= 127.0.0.1
PORT ?= 8000
DATA ?= data
CHROMIUM ?= $(shell command -v chromium)
INSTALLED := $(VENV)/.installed
TESTABLE := $(VENV)/.installed-dev
# txtai wants its own versions of much: it never meets ours.
BENCH := .venv-bench
# Tools that want other versions than ours: they meet us over HTTP alone.
TOOLS := .venv-tools
MINUTES ?= 60
# Milvus's client takes much along, and its server's package old versions: each has its own.
SCALE := .venv-scale
MILVUS := .venv-milvus-server
# What writes the hashes meets nothing that is installed.
LOCK := .venv-lock
HASHES ?= .hashes.txt
# BEIR folders, scifact among them.
RETRIEVAL ?=
# Such as OPTIONS='--only speed --sizes 10000', for make test-scale.
OPTIONS ?=

.DEFAULT_GOAL := help
.PHONY: help install install-locked hashes serve test test-quick test-languages test-browser screenshots check audit bench bench-quick bench-mixed bench-extract bench-pages bench-reindex bench-conditions bench-cost test-faults soak test-scale fuzz fuzz-long test-client clean

help: ## show this
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(INSTALLED) ## make .venv with what serving needs; the tests add theirs

$(INSTALLED): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; name one: make PYTHON=python3.12 install"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(TESTABLE): $(INSTALLED)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

# Every pinned package is checked, the tests' and the extras' too. The pinned setuptools comes first: it builds what
# comes as source, where an isolated build would fetch another unchecked. pip refuses an editable project in the same
# call, so the project comes last.
# torch: a CPU wheel from another index (2.13.0+cpu) has a hash of its own, and the index's Linux wheel cannot be
# imported without CUDA libraries, which are not pinned. On Linux give HASHES=FILE, a copy of .hashes.txt with the
# hash of the CPU wheel in place of torch's, and name the wheel's folder to pip (PIP_FIND_LINKS).
install-locked: ## the same with every pinned package, each file checked against .hashes.txt
	$(PYTHON) -m venv $(VENV)
	awk '/^[a-z]/ {wanted = /^setuptools==/} wanted' $(HASHES) \
		| $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r /dev/stdin
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --no-build-isolation -r $(HASHES)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(INSTALLED) $(TESTABLE)

hashes: $(LOCK)/.installed ## write .hashes.txt after a change of constraints.txt
	$(LOCK)/bin/python tests/security/hashes.py $(OPTIONS)

$(LOCK)/.installed:
	$(PYTHON) -m venv $(LOCK)
	$(LOCK)/bin/python -m pip install --quiet --disable-pip-version-check uv==0.13.9
	@touch $@

serve: $(INSTALLED) ## index the tracked workshop pages and answer at http://127.0.0.1:8000
	$(BIN)/workshop-search ingest corpus/workshops --data $(DATA) || [ $$? -eq 1 ]  # 1: a file failed and is named
	$(BIN)/workshop-search serve --host $(HOST) --port $(PORT) --data $(DATA)

test: $(TESTABLE) ## run the tests, a file at a time on each core
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

test-quick: $(TESTABLE) ## the tests that take no time: no model, no server, no browser; under a minute
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder -m "not slow"

check: $(TESTABLE) ## ruff, mypy --strict, import-linter, bandit
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/bandit -q -c pyproject.toml -r api ingest search corpus

audit: $(TESTABLE) ## known vulnerabilities of the pinned versions, where their database can be reached
	$(BIN)/python tests/security/audit.py constraints.txt

test-languages: $(TESTABLE) ## the default model as it is, asked in six languages of Asia; exporting it takes half a minute
	LANGUAGE_TESTS=1 $(BIN)/python -m pytest tests/search/encoder/test_second_model.py

test-browser: $(TESTABLE) ## drive the pages in Chromium, where it is installed
	@if [ -n "$(CHROMIUM)" ]; then BROWSER_TESTS="$(CHROMIUM)" $(BIN)/python -m pytest -s tests/browser; \
	else echo "No Chromium is installed (Debian: apt-get install chromium): the browser tests are left out."; fi

screenshots: $(TESTABLE) ## pictures of every page, wide and narrow, light and dark, into build/screenshots
	CHROMIUM="$(CHROMIUM)" $(BIN)/python tests/browser/screenshots.py build/screenshots

bench: $(TESTABLE) $(BENCH)/.installed ## everything beside txtai and sentence-transformers: make bench RETRIEVAL=FOLDER
	TXTAI_PYTHON=$(abspath $(BENCH)/bin/python) $(BIN)/python tests/bench/bench.py $(RETRIEVAL)

bench-quick: $(TESTABLE) ## the same without txtai and the million passages
	$(BIN)/python tests/bench/bench.py --quick $(RETRIEVAL)

$(BENCH)/.installed: pyproject.toml
	$(PYTHON) -m venv $(BENCH)
	$(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check '.[bench]'
	@touch $@

bench-mixed: $(TESTABLE) ## the page's questions beside other documents: make bench-mixed DATA=FOLDER [OPTIONS='--into FOLDER']
	$(BIN)/python tests/bench/bench_mixed.py $(DATA) $(OPTIONS)

bench-extract: $(TESTABLE) ## extraction over a folder with a MANIFEST.tsv: make bench-extract DATA=FOLDER
	$(BIN)/python tests/bench/bench_extract.py $(DATA)

bench-pages: $(TESTABLE) ## workshop pages against labels: make bench-pages DATA=FOLDER [OPTIONS='--only SLUG']
	$(BIN)/python tests/bench/bench_pages.py $(DATA) $(OPTIONS)

bench-reindex: $(TESTABLE) ## re-indexing of 10,000 documents: nothing changed, one changed
	$(BIN)/python tests/bench/bench_reindex.py

bench-conditions: $(TESTABLE) ## questions with one condition changed: make bench-conditions [DATA=FOLDER] [OPTIONS='--only NAME']
	$(BIN)/python tests/bench/bench_conditions.py $(if $(filter-out data,$(DATA)),$(DATA)) $(OPTIONS)

bench-cost: $(TESTABLE) ## the largest request of every route and tool: time against size
	$(BIN)/python tests/bench/bench_cost.py

test-faults: $(TESTABLE) ## the long run of faults: 200 kills, flipped bits, a full disk, publishing under load
	$(BIN)/python -m tests.faults.run_faults

test-scale: $(SCALE)/.installed $(MILVUS)/.installed ## the same answers from FAISS and Milvus: make test-scale RETRIEVAL=FOLDER
	MILVUS_SERVER=$(abspath $(MILVUS)/bin/milvus-server) $(SCALE)/bin/python tests/scale/run_scale.py $(OPTIONS) $(RETRIEVAL)

$(SCALE)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(SCALE)
	$(SCALE)/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev,milvus]'
	@touch $@

$(MILVUS)/.installed:
	$(PYTHON) -m venv $(MILVUS)
	$(MILVUS)/bin/python -m pip install --quiet --disable-pip-version-check milvus==2.3.5
	@touch $@

$(TOOLS)/.installed: pyproject.toml
	$(PYTHON) -m venv $(TOOLS)
	$(TOOLS)/bin/python -m pip install --quiet --disable-pip-version-check $$($(PYTHON) -c \
		'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"]["tools"])')
	@touch $@

fuzz: $(TESTABLE) $(TOOLS)/.installed ## hostile requests, questions, pages and files for 15 minutes
	$(BIN)/python tests/fuzz/run_fuzz.py --schemathesis $(abspath $(TOOLS)/bin/schemathesis)

fuzz-long: $(TESTABLE) $(TOOLS)/.installed ## the same for longer: make fuzz-long MINUTES=90
	$(BIN)/python tests/fuzz/run_fuzz.py --schemathesis $(abspath $(TOOLS)/bin/schemathesis) --minutes $(MINUTES)

test-client: $(TESTABLE) $(TOOLS)/.installed ## make a typed client from the description of the API, check and use it
	CLIENT_GENERATOR=$(abspath $(TOOLS)/bin/openapi-python-client) $(BIN)/python -m pytest tests/api/test_client.py

soak: MINUTES = 15
soak: $(TESTABLE) ## long load with re-indexing, then ten times too much: make soak RETRIEVAL=FOLDER [MINUTES=15]
	$(BIN)/python tests/bench/soak.py $(RETRIEVAL)/scifact/corpus.jsonl $(RETRIEVAL)/scifact/queries.jsonl --minutes $(MINUTES)

clean: ## remove .venv and caches; the data directory stays
	rm -rf $(VENV) $(BENCH) $(TOOLS) $(SCALE) $(MILVUS) $(LOCK) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
