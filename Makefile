PYTHON ?= .venv/bin/python

.PHONY: lint format test
lint:
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy

format:
	$(PYTHON) -m ruff check --fix-only .
	$(PYTHON) -m ruff format .

test:
	$(PYTHON) -m pytest
