# Everything a person types. `make run` starts it, `make test` checks it; both set themselves up.
PYTHON = .venv/bin/python

run:
	@bin/setup run && exec $(PYTHON) bin/run.py

test:
	@bin/setup test && exec bin/test

bench:
	@bin/setup test && exec $(PYTHON) -m bench

lint:
	@bin/setup test && exec bin/lint

format:
	@bin/setup test && .venv/bin/ruff format . && .venv/bin/ruff check --fix .

seed:
	@bin/setup run && exec $(PYTHON) -m devstore.seed --size $(or $(SIZE),1)

lock:
	@bin/setup test && exec bin/lock

.PHONY: run test bench lint format seed lock
