VENV ?= .venv
PEERS ?= .venv-peers
PYTHON ?= python3
PY := $(VENV)/bin/python
CHECK_SCHEMA := $(VENV)/bin/check-jsonschema --builtin-schema vendor
# One process a core for what computes; half as many more where a test waits for a browser or a
# server.
PYTEST := $(PY) -m pytest --dist loadfile --no-loadscope-reorder --numprocesses
PIP := $(PY) -m pip install --quiet --disable-pip-version-check
# Material announces its end of life at each start; CONTRIBUTING says what follows from it.
export NO_MKDOCS_2_WARNING := 1
# Much of what runs here is a Python that starts: it need not compile what it imports each time.
unexport PYTHONDONTWRITEBYTECODE
# One commit, one build: every time stamp in the output comes from the commit.
export SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct 2>/dev/null || echo 0)

.PHONY: help serve site live lint check test test-all fix bench peers pdf dist audit lock clean

help:  ## say what there is to make
	@sed -nE 's/^([a-z -]+):.*  ## (.*)/  \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

serve: $(VENV)/.ready  ## build the site, serve it on 127.0.0.1:8000, rebuild on change
	$(PY) -m mkdocs serve --strict

site: $(VENV)/.ready  ## build the site into site/; with FRESH=1, make everything anew
	$(PY) -m mkdocs build --strict

live: $(VENV)/.ready  ## fetch and pack Python for the pages, which `make site` does unless LIVE=0
	$(PY) -m builder.publish.live.runtime

lint: $(VENV)/.ready  ## style, types, conventions, workflows
	$(PY) -m ruff check
	$(PY) -m ruff format --check
	$(PY) -m mypy
	$(VENV)/bin/repo-review .
	$(VENV)/bin/zizmor --offline --pedantic --quiet .
	$(CHECK_SCHEMA).github-workflows .github/workflows/*.yml
	$(CHECK_SCHEMA).dependabot .github/dependabot.yml
	$(CHECK_SCHEMA).citation-file-format CITATION.cff

check: lint  ## lint, and every test that needs neither a build nor a browser
	$(PYTEST) 2 tests/examples tests/library tests/benchmarks src README.md

test-all: ALL := -m "not peers"
test-all: export FRESH := 1
# To check all types anew, as in a fresh clone, keeps one core busy for long: the site begins meanwhile.
test test-all:  ## lint, and every test; with -all, the whole of what some only sample
	$(MAKE) --jobs=2 lint site
	$(PY) tests/site/browsers.py
	$(if $(ALL),$(PY) tests/site/validator.py)
	$(PYTEST) 3 $(ALL)

pdf: site  ## print the built book: a PDF with bookmarks, page numbers and links
	$(PY) tests/site/browsers.py
	$(PY) -m builder.publish.pdf

fix: $(VENV)/.ready  ## rewrite the outputs that PAGES (or all) expect from what their examples print
	$(PY) -m builder.fix $(PAGES)

bench: $(VENV)/.ready  ## measure all or some PARTS, beside the peers that `make peers` has installed
	$(or $(wildcard $(PEERS)/bin/python),$(PY)) -m benchmarks $(PARTS)

# In an environment of their own, for .venv holds what is locked and nothing else. Torch is one that
# may be at hand as a CPU build; from PyPI alone, on Linux, it brings CUDA. Jupyter Book 2 is another
# program, without myst-nb.
peers:  ## run the examples and tests that need PyTorch and JAX, which weigh gigabytes
	$(MAKE) VENV=$(PEERS) $(PEERS)/.ready
	$(PEERS)/bin/python -m pip install --quiet torch==2.13.0 jax faiss-cpu "jupyter-book<2"
	$(PEERS)/bin/python -m pytest -m peers tests/peers tests/benchmarks

dist: $(VENV)/.ready  ## build wheel and sdist into dist/
	$(PY) -m hatchling build --clean

audit: $(VENV)/.ready  ## look up the known weaknesses of what is locked
	$(VENV)/bin/pip-audit --strict --disable-pip --require-hashes --requirement requirements.txt

lock: $(VENV)/.ready  ## write requirements.txt anew, with the newest of everything
	$(PY) -m uv pip compile pyproject.toml --group dev --universal --generate-hashes --no-header \
	  --no-emit-index-url --no-emit-find-links --quiet --upgrade --output-file requirements.txt

clean:  ## remove all that was made here, what is installed included
	rm -rf .venv .venv-peers .cache site site.zip .site-* *.pdf dist .hypothesis .*_cache

$(VENV)/.ready: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 or newer is \
	needed, $(PYTHON) is %d.%d: try `make PYTHON=python3.13`" % sys.version_info[:2])'
	$(PYTHON) -m venv $(VENV)
	$(PIP) --require-hashes --requirement requirements.txt
	$(PIP) --no-build-isolation --no-deps --editable .
	touch $@
