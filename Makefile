# Every target works on a fresh machine; what it lacks is named in one line with the remedy.

ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
# Without a screen the sample region is written to files instead of being shown.
HEADLESS := $(if $(filter Linux,$(shell uname -s)),$(if $(DISPLAY)$(WAYLAND_DISPLAY),,--no-window))
endif

SUITED := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$name -c '$(SUITED)' 2>/dev/null && { echo $$name; break; }; done)
# The locks are whole: nothing is left to resolve, and a release of today cannot get in the way of an extra (pip takes
# `coverage[toml]` for another package than the locked `coverage`).
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --retries 5 --timeout 60 --no-deps
DEMO := build/demo

.PHONY: install run test acceptance coverage catalogues lock clean

install: .venv/.command

run: install
	@$(BIN)/python -m tools.system_packages
	$(if $(HEADLESS),QT_QPA_PLATFORM=offscreen) $(BIN)/poshtiban demo --directory $(DEMO) $(HEADLESS)
	@echo "$(if $(HEADLESS),No screen here: letters$(,) reports and pictures are,The sample region is) in $(CURDIR)/$(DEMO)"

test: .venv/.tools
	@$(BIN)/python -m tools.gates

acceptance: .venv/.tools
	$(BIN)/python -m pytest -rs -n auto -m acceptance tests/acceptance

coverage: .venv/.tools
	$(BIN)/python -m pytest -n auto --cov --cov-report=term-missing:skip-covered
	$(BIN)/python -m coverage report --include='app/domain/*' --fail-under=100

catalogues: .venv/.tools
	$(BIN)/python -m tools.catalogues

lock: .venv/.tools
	$(call compile,requirements.txt,pyproject.toml)
	$(call compile,requirements-build.txt,--group pyproject.toml:build)
	$(call compile,requirements-dev.txt,--group pyproject.toml:dev --constraint requirements.txt)
	$(BIN)/python -m tools.locks

clean:
	rm -rf .venv build

# One lock for Linux and Windows and every Python from 3.11 on; UPGRADE=--upgrade asks for the newest versions.
define compile
$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	--no-emit-index-url $(UPGRADE) $(2) --output-file $(1)
endef

, := ,

$(BIN)/python:
	@test -n "$(PYTHON)" && "$(PYTHON)" -c '$(SUITED)' 2>/dev/null || { echo "Poshtiban needs Python 3.11 to 3.14: install one\
	 (Debian: apt-get install python3 python3-venv) or name it: make PYTHON=/path/to/python3.12" >&2; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) cannot make an environment;\
	 install it with: apt-get install python3-venv" >&2; exit 1; }
	@echo "Making the environment .venv with $$("$(PYTHON)" --version)"
	@"$(PYTHON)" -m venv --clear .venv

.venv/.packages: requirements.txt requirements-build.txt | $(BIN)/python
	@echo "Installing the packages that requirements.txt locks"
	@$(PIP) --require-hashes --requirement requirements-build.txt --requirement requirements.txt
	@touch $@

# setuptools warns of every editable installation.
.venv/.command: pyproject.toml .venv/.packages
	@PYTHONWARNINGS=ignore $(PIP) --no-build-isolation --editable .
	@touch $@

.venv/.tools: requirements-dev.txt .venv/.command
	@echo "Installing the packages that requirements-dev.txt locks"
	@$(PIP) --require-hashes --requirement requirements-dev.txt
	@$(BIN)/python -m pip --disable-pip-version-check check >&2
	@touch $@
