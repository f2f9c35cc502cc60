# Two commands do everything on a fresh machine: `make` builds the brochure, `make test` proves the press.
# `edition=NAME` names one edition, `table=FILE` the table of a run: `make build edition=limburg`.
# What is set up is remembered in .venv and .cache and done again only when a file under requirements/ changes.

python := .venv/bin/python
brochure := alles-over-het-ipo
verapdf := .cache/verapdf/installed
web := tests/web/node_modules/.package-lock.json

.DEFAULT_GOAL := build
.DELETE_ON_ERROR:
.PHONY: help setup setup-test setup-cluster build report check preview compare approve swatches run handouts press doctor prove test test-all benchmark types tests fuzz keep-proofs hold-proofs licences commands requirements outdated clean

help: ## say what each command does
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

build: setup ## build the brochure into output/ (what `make` alone does)
	@$(python) publish.py build $(edition)

report: setup ## build it with a report to look at: pages, plates, ink, findings, what a screen reader says
	@$(python) publish.py build --report $(edition)

check: setup ## find the faults of the manuscript without building
	@$(python) publish.py check $(edition)

preview: setup ## show the pages in the browser, anew at every change
	@$(python) publish.py preview $(edition) $(if $(table),--table $(table) --row $(row))

compare: setup ## show what changed since the last commit, or since what `against=` names
	@$(python) publish.py compare $(edition) $(if $(against),--against $(against))

approve: setup ## keep pictures of the pages as they are meant, for the tests to hold them to
	@$(python) publish.py approve $(edition)

swatches: setup ## write the colours for InDesign, GIMP, Figma and CSS
	@$(python) publish.py swatches $(edition)

run: setup ## make a copy of an edition for every row of a table: make run table=guests.xlsx edition=NAME [sheets=yes] [options=…]
	@$(python) publish.py run $(table) --edition $(edition) $(if $(sheets),--sheets) $(options)

handouts: setup ## make the folder for the intranet: the files to print, and which is for what
	@$(python) publish.py handouts $(or $(edition),$(brochure))

press: setup ## any command of the press: make press do="import text.docx"
	@$(python) publish.py $(do)

doctor: setup ## say what this machine lacks, and the command that mends it
	@$(python) publish.py doctor

prove: setup-test ## record veraPDF's verdict on every edition, for its release
	@$(python) -m tests.prove

test: setup-test ## prove the press: style, types, tests, but for those that are marked stress
test-all: setup-test ## the same with the marked tests: kills, clusters, thousands of rows, campaigns, sweeps
test: only := -m 'not stress'
test test-all tests: export PYTHONDONTWRITEBYTECODE = # empty: the processes that the tests start read what was compiled
test test-all:
	$(python) -m ruff check .
	$(python) -m ruff format --check .
	@$(MAKE) --no-print-directory --jobs 2 types tests only="$(only)"

types: setup-test ## check the types
	$(python) -m mypy

tests: setup-test ## run all tests, one module to a process; some of them by only="-k word"
	$(python) -m pytest -n auto --dist loadfile --no-loadscope-reorder $(only)

benchmark: setup-test ## measure the press
	$(python) -m benchmarks

fuzz: setup-test ## ask the readers what they make of cases nobody wrote, for an hour
	$(python) -m tests.fuzz --minutes 60

keep-proofs: setup-test ## keep what every edition makes, before a version is raised
	@$(python) -m tests.proofs keep

hold-proofs: setup-test ## hold what every edition makes against what was kept
	@$(python) -m tests.proofs hold

licences: setup-test ## write docs/licences.md anew
	$(python) -m tests.licences

commands: setup-test ## write docs/commands.md and the JSON Schemas of layouts/new anew
	$(python) -m tests.commands
	$(python) -m tests.json_schemas

requirements: setup-test ## pin the newest versions that pyproject.toml allows
	.ci/pin.sh

outdated: setup-test ## list what has a newer version than the pinned one
	@$(python) -m pip list --outdated

clean: ## remove what was built and what was set up
	rm -rf output .venv .cache .mypy_cache .pytest_cache .ruff_cache tests/web/node_modules

setup-cluster: .venv/cluster ## set up this machine to work on a Dask cluster, or to send work to one

setup: .venv/publish
setup-test: .venv/test $(verapdf) $(web)

.venv/publish: requirements/publish.txt .ci/packages.sh .ci/venv.sh
	@.ci/packages.sh publish
	@.ci/venv.sh requirements/publish.txt
	@touch $@

.venv/cluster: requirements/cluster.txt .ci/packages.sh .ci/venv.sh
	@.ci/packages.sh publish
	@.ci/venv.sh requirements/cluster.txt
	@touch $@

.venv/test: requirements/test.txt .ci/packages.sh .ci/venv.sh
	@.ci/packages.sh test
	@.ci/venv.sh requirements/test.txt
	@touch $@

$(verapdf): requirements/verapdf.xml .ci/verapdf.sh | .venv/test
	@.ci/verapdf.sh $(@D)
	@touch $@

$(web): tests/web/package-lock.json | .venv/test
	@npm --prefix tests/web ci --ignore-scripts --no-audit --no-fund
	@touch $@
