# The two that a newcomer needs: `make run` and `make test`. Both set up what is missing.
PYTHON ?= .venv/bin/python
SETUP = $(if $(filter .venv/bin/python,$(PYTHON)),packaging/dev/setup.sh,true)
LOCK = $(PYTHON) -m uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-header --quiet

.PHONY: run serve test lint format bench lock frontend
run:
	@$(SETUP) run
	@$(PYTHON) main.py

serve:
	@$(SETUP) run
	@$(PYTHON) -m blogdesk.cli.main serve

test:
	@$(SETUP) test
	$(PYTHON) -m pytest -n 2 --dist loadfile

lint:
	@$(SETUP) test
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy

format:
	@$(SETUP) test
	$(PYTHON) -m ruff check --fix-only .
	$(PYTHON) -m ruff format .

bench:
	@$(SETUP) test
	$(PYTHON) -m benchmarks

lock: # needs uv: pip install uv
	$(LOCK) -o requirements.lock
	$(LOCK) --extra window -c requirements.lock -o requirements-window.lock
	$(LOCK) --extra dev --extra bench -c requirements.lock -o requirements-dev.lock

frontend: # needs node and npm
	cd assets/frontend && npm ci --ignore-scripts && node build.mjs

.PHONY: messages
messages:
	$(PYTHON) -m babel.messages.frontend extract -F babel.cfg --no-wrap --omit-header -o blogdesk/translations/messages.pot .
