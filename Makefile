# The one way to run anything. Each target does the set-up it needs, once: stamps in .stamps/ remember what is done.

.DEFAULT_GOAL := help
.PHONY: help run test check format test-browser bench pictures access lock clean setup
.DELETE_ON_ERROR:

bin := .venv/bin
asset_sources := package.json package-lock.json $(shell find learningloop/kit/assets -type f 2>/dev/null)

help: ## Show what can be made
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 16

run: setup ## Start the site with the demo and print its address (LEARNINGLOOP_PORT=8001 for another port)
	@$(bin)/python tools/run_site.py

test: setup ## Run the tests; DATABASE_URL=postgresql://… runs them on PostgreSQL
	$(bin)/python -m pytest -n auto --dist worksteal -m "not browser" $(PYTEST)

check: setup ## Run every check that needs no test: style, types, imports, templates, migrations
	$(bin)/ruff format --check
	$(bin)/ruff check
	$(bin)/python tools/check_files.py
	$(bin)/lint-imports
	$(bin)/learningloop check --database default --fail-level WARNING
	$(bin)/learningloop makemigrations --check --dry-run
	$(bin)/djlint --check --lint learningloop
	$(bin)/mypy

format: setup ## Put Python and templates into the house style
	$(bin)/ruff format
	$(bin)/ruff check --fix
	$(bin)/djlint --quiet --reformat learningloop

test-browser: setup ## Walk through the site in Chromium
	@LEARNINGLOOP_CHROMIUM="$$(tools/find_chromium.sh)" && export LEARNINGLOOP_CHROMIUM && \
	$(bin)/python -m pytest -m browser $(PYTEST)

bench: setup ## Measure the main pages and a web process; SIZE=ten-years, ten-times, import, schools, national
	$(bin)/python tools/bench.py $(or $(SIZE),demo)

pictures: setup ## Take the pictures of the main pages in docs/pictures/
	@LEARNINGLOOP_CHROMIUM="$$(tools/find_chromium.sh)" && export LEARNINGLOOP_CHROMIUM && \
	$(bin)/python tools/pictures.py

access: setup ## Write docs/access.md, the table of who may do what, from the policies
	$(bin)/python -m pytest -q tests/test_access.py --write-access

lock: setup ## Lock the Python packages anew after a change of requirements/*.in
	$(bin)/uv pip compile --quiet --upgrade --python-version 3.11 --universal --generate-hashes --no-emit-index-url \
		--output-file requirements/app.txt requirements/app.in
	$(bin)/uv pip compile --quiet --upgrade --python-version 3.11 --universal --generate-hashes --no-emit-index-url \
		--output-file requirements/dev.txt requirements/dev.in

clean: ## Remove everything that set-up made, except the data in var/
	rm -rf .stamps .venv node_modules learningloop.egg-info learningloop/kit/static/kit/built

setup: .stamps/python .stamps/assets

.stamps/python: requirements/app.txt requirements/dev.txt pyproject.toml tools/install_python.sh
	@tools/install_python.sh
	@mkdir -p .stamps && touch $@

.stamps/assets: $(asset_sources) tools/build_assets.sh
	@tools/build_assets.sh
	@mkdir -p .stamps && touch $@
