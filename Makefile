# `make book`, `make test`: README.md explains them and the commands behind them.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PEERS := .venv-parity
OLDEST := .venv-oldest
MUTATION := .venv-mutation

.PHONY: book test quick reproducible parity oldest mutation serve serve-site site pdf offline notebooks run-notebooks lab lab-sources lint benchmarks benchmarks-peers clean

book: $(VENV)/book-is-installed
	@$(BIN)/jupyter-book build . --quiet
	@echo "The book: $(CURDIR)/_build/html/index.html"

# On all cores; the last column counts the tests that are done.
test: $(VENV)/tests-are-installed
	$(BIN)/pytest -n logical --dist worksteal -o console_output_style=count

# The tests that a change of one module or chapter needs; also `make quick OF=robust`.
quick: $(VENV)/tests-are-installed
	$(BIN)/python tests/changed.py $(OF)

# The whole book once more, from scratch and under different circumstances.
reproducible: book
	$(BIN)/python tests/book/reproducible.py

# Against PyTorch, optax, Keras and scikit-learn, all of which must be installed.
parity: $(PEERS)/peers-are-installed
	LOSSBOOK_PEERS=required $(PEERS)/bin/python -m pytest tests/parity

# The package with the oldest libraries that it allows.
oldest: $(OLDEST)/libraries-are-installed
	$(OLDEST)/bin/pytest -n logical --dist worksteal -o console_output_style=count --ignore=tests/book

# It takes an hour or two: see CONTRIBUTING.md, "Mutation testing".
mutation: $(MUTATION)/tools-are-installed
	$(MUTATION)/bin/mutmut run
	$(MUTATION)/bin/mutmut results

serve: book
	$(BIN)/python -m http.server --directory _build/html 8000

# The chapters as notebooks, with their outputs.
notebooks: book
	@echo "The notebooks: $(CURDIR)/_build/html/notebooks"

# Each of them, from top to bottom, where there is nothing but the package.
run-notebooks: book
	$(BIN)/python publish/run_notebooks.py $(VERSIONS)

# The whole book on paper, with the answers and without.
pdf: book $(VENV)/publishing-is-installed
	$(BIN)/python publish/pdf.py

# The pages for a computer without network.
offline: book
	$(BIN)/python publish/offline.py

# All that is published, below _build/site.
site: book $(VENV)/publishing-is-installed
	$(BIN)/python publish/site.py $(WITHOUT)

serve-site: site
	$(BIN)/python -m http.server --directory _build/site 8000

# Copies of the notebooks to work in; git ignores them.
lab: book $(VENV)/lab-is-installed
	$(BIN)/python publish/work_copies.py
	$(BIN)/jupyter lab my-notebooks

# The chapters themselves, for authors: what is saved there changes the book.
lab-sources: $(VENV)/lab-is-installed
	$(BIN)/jupyter lab --LabApp.default_url=/lab/tree/chapters

lint: $(VENV)/tests-are-installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

benchmarks: $(VENV)/tests-are-installed
	$(BIN)/python benchmarks/book.py

benchmarks-peers: $(PEERS)/peers-are-installed
	$(PEERS)/bin/python benchmarks/accuracy.py
	$(PEERS)/bin/python benchmarks/speed.py

clean:
	rm -rf _build

$(VENV)/bin/python $(PEERS)/bin/python $(OLDEST)/bin/python $(MUTATION)/bin/python: %/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "lossbook needs Python 3.11 or later: use make PYTHON=/path/to/python"; exit 1; }
	@$(PYTHON) -m venv $* \
	  || { rm -rf $*; echo "On Debian and Ubuntu: apt install python3-venv"; exit 1; }

$(VENV)/book-is-installed: requirements.txt pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install --quiet --requirement requirements.txt
	@touch $@

# A double click on a chapter opens it as a notebook.
$(VENV)/lab-is-installed: requirements-lab.txt $(VENV)/book-is-installed
	$(BIN)/pip install --quiet --requirement requirements-lab.txt
	@mkdir -p $(VENV)/share/jupyter/lab/settings
	@$(BIN)/jupytext-config --settings-file $(VENV)/share/jupyter/lab/settings/overrides.json set-default-viewer markdown
	@touch $@

$(VENV)/tests-are-installed: tests/requirements.txt $(VENV)/book-is-installed
	$(BIN)/pip install --quiet --requirement tests/requirements.txt
	@touch $@

$(VENV)/publishing-is-installed: publish/requirements.txt $(VENV)/book-is-installed
	$(BIN)/pip install --quiet --requirement publish/requirements.txt
	@touch $@

$(PEERS)/peers-are-installed: tests/parity/requirements.txt | $(PEERS)/bin/python
	$(PEERS)/bin/pip install --quiet --requirement tests/parity/requirements.txt
	@touch $@

$(OLDEST)/libraries-are-installed: tests/oldest/requirements.txt pyproject.toml | $(OLDEST)/bin/python
	$(OLDEST)/bin/pip install --quiet --requirement tests/oldest/requirements.txt
	@touch $@

$(MUTATION)/tools-are-installed: tests/mutation/requirements.txt | $(MUTATION)/bin/python
	$(MUTATION)/bin/pip install --quiet --requirement tests/mutation/requirements.txt
	@touch $@
