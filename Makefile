VENV ?= .venv
PYTHON ?= python3
PY := $(VENV)/bin/python
# One commit, one build: every time stamp in the output comes from the commit.
export SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct 2>/dev/null || echo 0)

.PHONY: serve site test fix bench peers lock

serve: $(VENV)/.ready  ## build the site, serve it on 127.0.0.1:8000, rebuild on change
	$(PY) -m mkdocs serve --strict

site: $(VENV)/.ready  ## build the site into site/
	$(PY) -m mkdocs build --strict

lock:  ## write requirements.txt anew from pyproject.toml
	$(PY) -m uv pip compile pyproject.toml --extra docs --extra test --extra bench --extra dev \
	  --universal --generate-hashes --no-header --no-emit-index-url --no-emit-find-links \
	  --quiet --upgrade --output-file requirements.txt

$(VENV)/.ready: requirements.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt
	$(PY) -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	touch $@
