# The commands of the house; `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
FRONT_PORT ?= 8000
DESK_PORT ?= 8001
BOT_PORT ?= 8002
export FRONT_PORT DESK_PORT BOT_PORT
export PYTHONPATH := src
# The product is many processes, and tests start it often: each would compile all of it again.
export PYTHONDONTWRITEBYTECODE :=
# Most of what takes long waits; what shares a thing of the machine stays with one worker.
BESIDE := -n 3 --dist loadgroup --no-loadscope-reorder

.DEFAULT_GOAL := help

help: ## list these commands
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' Makefile

$(VENV)/run.ready: requirements/run.txt
	@$(PYTHON) scripts/environment.py run

$(VENV)/dev.ready: requirements/dev.txt
	@$(PYTHON) scripts/environment.py dev

run: $(VENV)/run.ready ## set up everything and run the product
	@$(PYTHON) scripts/make_phone.py --if-possible || true
	@$(PYTHON) scripts/make_softphone.py --if-possible || true
	@exec $(BIN)/python -m safeconduct up

phone: ## unpack Asterisk and SIPp for the phone line, bundle the operators' phone (no root)
	@$(PYTHON) scripts/make_phone.py
	@$(PYTHON) scripts/make_softphone.py

test: $(VENV)/dev.ready ## set up and run the tests (REQUIRE_ALL=1 fails on what is left out)
	@REQUIRE_ALL=$(REQUIRE_ALL) $(BIN)/python -m pytest $(BESIDE) -m "not postgres and not long" $(ARGS)
	@REQUIRE_ALL=$(REQUIRE_ALL) $(BIN)/python -m pytest -q -p tests.on_postgres $(BESIDE) -m "(both or postgres) and not long" $(ARGS)

long: $(VENV)/dev.ready ## run what takes longer than `make test` may: more real calls, variants of the rest
	@REQUIRE_ALL=$(REQUIRE_ALL) $(BIN)/python -m pytest -q -m long $(ARGS)

check: $(VENV)/dev.ready ## style, types, layers, fresh docs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache
	$(BIN)/mypy
	$(BIN)/djlint --lint --quiet src/safeconduct
	$(BIN)/python -m safeconduct docs --check
	$(BIN)/python manage.py makemigrations --check --dry-run

docs: $(VENV)/dev.ready ## draw docs/rules from the rule tables
	$(BIN)/python -m safeconduct docs

bench: $(VENV)/dev.ready ## measure the budgets: one JSON line each
	$(BIN)/python -m bench $(ARGS)

soak: $(VENV)/dev.ready ## run under a steady drill and look for what grows (SOAK_MINUTES=30)
	$(BIN)/python -m bench.soak $(ARGS)

lock: $(VENV)/dev.ready ## pin the requirements with hashes
	cd requirements && for set in run dev node; do \
		../$(BIN)/uv pip compile --native-tls --quiet --generate-hashes --universal \
			--python-version 3.11 --no-emit-index-url --custom-compile-command "make lock" \
			$$set.in -o $$set.txt || exit 1; done

clean: ## remove the environment and caches; the programme's var/ stays
	rm -rf $(VENV) .asterisk .kamailio .relay .softphone .mypy_cache .ruff_cache .pytest_cache .hypothesis

.PHONY: help run phone test long check docs bench soak lock clean
