# The one task runner: `make help`. Everything sets up first what it needs, once.

PYTHON ?= python3
VENV := .venv/bin
SHARE := .venv/share/vitrine
STACK := $(VENV)/python -m local_stack
LOCKS := run dev prod
run_extras := --extra local
dev_extras := --extra local --extra dev
SERVICES := users products orders notifications

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run dev ps psql logs reset admin dlq redrive migrate revision test fuzz \
	prove prove-short bench bench-live check format format-check lint typos types arch compose-lint shots vitals \
	golden lock

help: ## list the tasks
	@awk -F ':.*## ' '/^##@/ {printf "\n%s\n", substr($$0, 5)} \
		/^[a-z-]+:.*## / {printf "  %-14s%s\n", $$1, $$2}' Makefile

##@ The shop on this machine

run: setup ## open the shop at http://localhost:8080 until Ctrl-C
	@exec $(STACK) run

dev: setup ## the same with hot reload
	@exec $(VENV)/reflex run

ps: setup ## list its processes
	@exec $(STACK) ps

psql: setup ## open a database: make psql DB=orders
	@exec $(STACK) psql "$${DB:?name a database: make psql DB=orders}"

logs: setup ## follow the logs: make logs, or make logs NAME=orders
	@exec $(STACK) logs $(NAME)

reset: setup ## throw the local data away
	@exec $(STACK) reset

admin: setup ## make somebody an admin of the shop that is open: make admin EMAIL=me@example.com
	@exec $(STACK) admin "$${EMAIL:?say who: make admin EMAIL=me@example.com}"

dlq: setup ## what a service gave up, and why: make dlq QUEUE=orders
	@exec $(STACK) dlq "$${QUEUE:?say whose: make dlq QUEUE=orders}"

redrive: setup ## send it back: make redrive QUEUE=orders RATE=10
	@exec $(STACK) redrive "$${QUEUE:?say whose: make redrive QUEUE=orders}" --rate "$${RATE:-10}"

##@ Databases

migrate: setup ## migrate the running databases
	@exec $(STACK) migrate

revision: setup ## write a migration: make revision SERVICE=orders M="orders carry a note"
	@case " $(SERVICES) " in *" $${SERVICE:?name a service: make revision SERVICE=orders M=...} "*) ;; \
		*) echo "SERVICE is one of: $(SERVICES)" >&2; exit 1;; esac; \
	: "$${M:?say what changes: make revision SERVICE=orders M=...}"; \
	name=$$(echo "$$SERVICE" | tr a-z A-Z)_DATABASE_URL; \
	port=$$((15432 + $${LOCAL_STACK_PORT_SHIFT:-0})); \
	exec env "$$name=postgresql+asyncpg://vitrine@127.0.0.1:$$port/$$SERVICE" \
		$(VENV)/alembic -n "$$SERVICE" revision --autogenerate -m "$$M"

##@ Proof

# The browser tests afterwards and alone: a whole shop and a browser fill a small machine.
test: setup-dev ## run the tests: make test, or some of them: make test ARGS="-k cart"
ifdef ARGS
	@exec $(VENV)/python -m pytest $(ARGS)
else
	@$(VENV)/python -m pytest -n 2 --dist loadgroup --ignore=tests/e2e
	@exec $(VENV)/python -m pytest tests/e2e
endif

fuzz: setup-dev ## break the API's promises with anything: make fuzz EXAMPLES=200
	@exec env FUZZ_EXAMPLES=$(or $(EXAMPLES),50) $(VENV)/python -m pytest \
		tests/security/test_no_input_breaks_the_contract.py

prove: setup-dev ## show the promises on a running shop: races, kills, duplicates (15 minutes)
	@exec $(VENV)/python -m tools.prove

prove-short: setup-dev ## races and kills in two minutes, as in CI; the tests show the rest there
	@exec $(VENV)/python -m tools.prove oversell chaos --short

bench: setup-dev ## measure the shop that is open: /health against an endpoint that does nothing
	@exec $(VENV)/python -m benchmarks.health $(ARGS)

bench-live: setup-dev ## measure the shop that is open: from a change to the pages that show it
	@exec $(VENV)/python -m benchmarks.pages $(ARGS)

check: format-check lint typos types arch compose-lint ## run every check that CI runs before the tests

format: setup-dev ## format the code, and fix what can be fixed
	@$(VENV)/ruff check --fix-only --quiet .
	@$(VENV)/ruff format .

format-check: setup-dev ## is everything formatted?
	@$(VENV)/ruff format --check --quiet . || { echo "run: make format" >&2; exit 1; }

lint: setup-dev ## ruff, and our own rules
	@$(VENV)/ruff check .
	@$(VENV)/python -m tools.lint_rules

typos: setup-dev ## find misspellings
	@$(VENV)/typos

types: setup-dev ## pyright, strict
	@$(VENV)/pyright

arch: setup-dev ## do the walls between the parts stand?
	@$(VENV)/lint-imports

compose-lint: setup-dev ## lint the Dockerfile and docker-compose.yml
	@$(VENV)/hadolint Dockerfile
	@$(SHARE)/node/bin/node $(SHARE)/dclint/node_modules/.bin/dclint docker-compose.yml --config .dclintrc

shots: setup-dev ## take the pictures in docs/screenshots of the shop that is open
	@$(VENV)/python -m tools.screenshots $(URL)
	@exec $(VENV)/python -m tools.live_picture $(URL)

vitals: setup-dev ## measure the shop that is open as a slow phone sees it: LCP, CLS, INP, bytes
	@exec $(VENV)/python -m tools.vitals $(URL)

golden: setup-dev ## rewrite golden mails and event schemas; the review is the diff
	@exec $(VENV)/python -m pytest tests/golden tests/contract --update-golden $(ARGS)

##@ Set-up

setup: ## install what running needs
	@$(PYTHON) -m tools.setup run

setup-dev: ## install what tests and checks need as well
	@$(PYTHON) -m tools.setup dev

lock: setup-dev ## resolve the three Python locks again; commit them
	@$(foreach name,$(LOCKS),$(VENV)/uv pip compile pyproject.toml --quiet --universal \
		--generate-hashes --python-version 3.11 --no-emit-index-url --no-annotate \
		$($(name)_extras) --output-file requirements/$(name).txt &&) true
