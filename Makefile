# `make book`, `make test`: README.md explains them and the commands behind them.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PEERS := .venv-parity
RECENT := .venv-recent
OLDEST := .venv-oldest
NEWEST := .venv-newest
MUTATION := .venv-mutation
NODE := publish/node_modules

# $(call INSTALL,environment,file,options)
define INSTALL
@echo "Installing what $(2) names in $(1)"
@$(1)/bin/pip install --quiet $(3) --requirement $(2) \
  || { echo "Not all of it could be installed; pip says above why. Is there a network?"; exit 1; }
endef

.PHONY: book test test-package quick reproducible parity parity-recent oldest newest mutation serve serve-site site lite pdf offline notebooks run-notebooks notebooks-branch course lab lab-sources logo dist release exit-check version external-links lint benchmarks lighthouse benchmarks-peers clean

book: $(VENV)/book-is-installed
	@$(BIN)/jupyter-book build . --quiet
	@echo "The book: $(CURDIR)/_build/html/index.html"

# On all cores; the last column counts the tests that are done. Without npm, those of
# JupyterLite are skipped.
test: $(VENV)/tests-are-installed $(VENV)/course-is-installed $(VENV)/publishing-is-installed $(if $(shell command -v npm),$(NODE)/are-installed)
	$(BIN)/pytest -n logical --dist worksteal -o console_output_style=count

# The tests that need no built book.
test-package: $(VENV)/tests-are-installed $(VENV)/course-is-installed
	$(BIN)/pytest -n logical --dist worksteal -o console_output_style=count --ignore=tests/book

# The tests that a change of one module or chapter needs; also `make quick OF=robust`.
quick: $(VENV)/tests-are-installed $(VENV)/course-is-installed
	$(BIN)/python tests/changed.py $(OF)

# The whole book once more, from scratch and under different circumstances.
reproducible: book
	$(BIN)/python tests/book/reproducible.py

# Against PyTorch, optax, Keras and scikit-learn, all of which must be installed.
parity: $(PEERS)/peers-are-installed
	LOSSBOOK_PEERS=required $(PEERS)/bin/python -m pytest tests/parity

# The losses of papers, against the libraries that have them.
parity-recent: $(RECENT)/peers-are-installed
	LOSSBOOK_PEERS=recent $(RECENT)/bin/python -m pytest tests/parity/test_identities.py tests/parity/test_forecasts.py tests/parity/test_masks.py

# The package with the oldest libraries that it allows.
oldest: $(OLDEST)/libraries-are-installed
	$(OLDEST)/bin/pytest -n logical --dist worksteal -o console_output_style=count --ignore=tests/book

# The package with the newest libraries that there are.
newest: $(NEWEST)/libraries-are-installed
	$(NEWEST)/bin/pytest -n logical --dist worksteal -o console_output_style=count --ignore=tests/book

# It takes an hour or two: see CONTRIBUTING.md, "Mutation testing".
mutation: $(MUTATION)/tools-are-installed
	$(MUTATION)/bin/python tests/mutation/undecorated.py
	$(MUTATION)/bin/mutmut run
	$(MUTATION)/bin/mutmut results

serve: book
	$(BIN)/python -m http.server --directory _build/html 8000

# The chapters as notebooks, with their outputs.
notebooks: book
	@echo "The notebooks: $(CURDIR)/_build/html/notebooks"

# Each of them, from top to bottom, where there is nothing but the package.
run-notebooks: book $(VENV)/publishing-is-installed
	$(BIN)/python publish/run_notebooks.py $(VERSIONS)

# The whole book on paper, with the answers and without.
pdf: book $(VENV)/publishing-is-installed
	$(BIN)/python publish/pdf.py

# The pages for a computer without network.
offline: book
	$(BIN)/python publish/offline.py

# JupyterLite, in which the notebooks run in the browser of a reader.
lite: book $(VENV)/publishing-is-installed $(NODE)/are-installed
	$(BIN)/python publish/lite.py

# All that is published, below _build/site; also `make site WITHOUT="--without lite pdf"`.
site: book $(VENV)/publishing-is-installed $(if $(findstring lite,$(WITHOUT)),,$(NODE)/are-installed)
	$(BIN)/python publish/assemble_site.py $(WITHOUT)

serve-site: site
	$(BIN)/python -m http.server --directory _build/site 8000

# Homework: check, build and grade all of it with a made-up class, below _build/course;
# also `make course ASSIGNMENTS=folder`.
course: $(VENV)/course-is-installed
	$(BIN)/python publish/course.py $(ASSIGNMENTS)

# Copies of the notebooks to work in; git ignores them.
lab: book $(VENV)/lab-is-installed
	$(BIN)/python publish/work_copies.py
	$(BIN)/jupyter lab my-notebooks

# The chapters themselves, for authors: what is saved there changes the book.
lab-sources: $(VENV)/lab-is-installed
	$(BIN)/jupyter lab --LabApp.default_url=/lab/tree/chapters

# The logo and the icons, which are committed.
logo: $(VENV)/book-is-installed
	$(BIN)/python publish/logo.py

# The package as it is uploaded, below _build/dist, and its tests from there.
dist: $(VENV)/publishing-is-installed
	$(BIN)/python publish/dist.py

# The book without Jupyter Book, with the newest Sphinx, and the tests in browsers; also
# `make exit-check TESTS="--tests few"`, which leaves out what takes long.
exit-check: $(VENV)/tests-are-installed $(VENV)/course-is-installed $(VENV)/publishing-is-installed
	$(BIN)/python publish/exit_check.py $(TESTS)

# What a release has to offer, with checksums, below _build/release.
release: site dist
	$(BIN)/python publish/release.py

# What Colab and Binder open, below _build/notebooks-branch.
notebooks-branch: book
	$(BIN)/python publish/notebooks_branch.py

# Whether all say the same version; also `make version TAG=v1.0.0`.
version: $(VENV)/book-is-installed
	$(BIN)/python publish/version.py $(TAG)

# Whether the addresses outside that the book names are still there.
external-links: book
	$(BIN)/jupyter-book build . --builder linkcheck --quiet

lint: $(VENV)/tests-are-installed $(NODE)/are-installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	node publish/lint_workflows.mjs
	$(BIN)/zizmor --offline --quiet .github

# Also `make benchmarks OF=--site`, which times the whole site too.
benchmarks: site $(VENV)/tests-are-installed $(NODE)/are-installed
	$(BIN)/python benchmarks/book.py $(OF)
	$(BIN)/python benchmarks/lighthouse.py

# What Lighthouse says of each page of the site.
lighthouse: site $(VENV)/tests-are-installed $(NODE)/are-installed
	$(BIN)/python benchmarks/lighthouse.py

benchmarks-peers: $(PEERS)/peers-are-installed
	$(PEERS)/bin/python benchmarks/accuracy.py
	$(PEERS)/bin/python benchmarks/speed.py

clean:
	rm -rf _build

$(VENV)/bin/python $(PEERS)/bin/python $(RECENT)/bin/python $(OLDEST)/bin/python $(NEWEST)/bin/python $(MUTATION)/bin/python: %/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "lossbook needs Python 3.11 or later: use make PYTHON=/path/to/python"; exit 1; }
	@$(PYTHON) -m venv $* \
	  || { rm -rf $*; echo "On Debian and Ubuntu: apt install python3-venv"; exit 1; }

$(VENV)/book-is-installed: requirements.txt pyproject.toml | $(VENV)/bin/python
	$(call INSTALL,$(VENV),requirements.txt)
	@touch $@

# A double click on a chapter opens it as a notebook.
$(VENV)/lab-is-installed: requirements-lab.txt $(VENV)/book-is-installed
	$(call INSTALL,$(VENV),requirements-lab.txt)
	@mkdir -p $(VENV)/share/jupyter/lab/settings
	@$(BIN)/jupytext-config --settings-file $(VENV)/share/jupyter/lab/settings/overrides.json set-default-viewer markdown
	@touch $@

$(VENV)/tests-are-installed: tests/requirements.txt $(VENV)/book-is-installed
	$(call INSTALL,$(VENV),tests/requirements.txt)
	@touch $@

$(VENV)/course-is-installed: requirements-course.txt $(VENV)/book-is-installed
	$(call INSTALL,$(VENV),requirements-course.txt)
	@touch $@

$(VENV)/publishing-is-installed: publish/requirements.txt $(VENV)/book-is-installed
	$(call INSTALL,$(VENV),publish/requirements.txt)
	@touch $@

$(PEERS)/peers-are-installed: tests/parity/requirements.txt | $(PEERS)/bin/python
	$(call INSTALL,$(PEERS),tests/parity/requirements.txt)
	@touch $@

$(RECENT)/peers-are-installed: tests/parity/requirements-recent.txt tests/parity/requirements-alone.txt | $(RECENT)/bin/python
	$(call INSTALL,$(RECENT),tests/parity/requirements-recent.txt)
	$(call INSTALL,$(RECENT),tests/parity/requirements-alone.txt,--no-deps)
	@touch $@

$(OLDEST)/libraries-are-installed: tests/oldest/requirements.txt pyproject.toml | $(OLDEST)/bin/python
	$(call INSTALL,$(OLDEST),tests/oldest/requirements.txt)
	@touch $@

$(NEWEST)/libraries-are-installed: tests/newest/requirements.txt pyproject.toml | $(NEWEST)/bin/python
	$(call INSTALL,$(NEWEST),tests/newest/requirements.txt,--upgrade --upgrade-strategy eager)
	@touch $@

$(MUTATION)/tools-are-installed: tests/mutation/requirements.txt | $(MUTATION)/bin/python
	$(call INSTALL,$(MUTATION),tests/mutation/requirements.txt)
	@touch $@

# What publishing takes from npm.
$(NODE)/are-installed: publish/package.json publish/package-lock.json
	@command -v npm > /dev/null \
	  || { echo "Node.js and npm are missing: on Debian and Ubuntu, apt install nodejs npm"; exit 1; }
	@npm ci --prefix publish --silent
	@touch $@
