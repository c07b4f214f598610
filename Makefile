# make site   build the sample cluster and serve it on 127.0.0.1 (PORT=8000)
# make test   everything CI checks (WORKERS=2 processes)
# make build  build the sample cluster into dist/
# make nightly    random edits by the hundred, every property longer, 200 kills (hours)
# make lock   choose new exact versions (needs the package registry)
# make lighthouse   Lighthouse on the five main templates, phone settings (minutes)
# make screenshots  pictures of the five main templates for docs/screenshots/
# make clean  remove what these commands made
#
# Each step leaves a stamp in .venv/ named for the lock files it installed, so a second run is quick.

SHELL   := /bin/sh
PYTHON  ?= python3
PORT    ?= 8000
WORKERS ?= 2
VENV    := .venv
BIN     := $(VENV)/bin
LOCKS   := requirements/build.lock requirements/run.lock
KEY     := $(shell cat requirements/*.lock pyproject.toml generator/zhanqun/__init__.py 2>/dev/null | sha256sum | cut -c1-16)
RUN     := $(VENV)/.run-$(KEY)
DEV     := $(VENV)/.dev-$(KEY)
WEBKEY  := $(shell cat tests/web/package-lock.json 2>/dev/null | sha256sum | cut -c1-16)
WEB     := $(VENV)/.web-$(WEBKEY)
PIP     := $(BIN)/python -m pip --disable-pip-version-check --quiet
export PIP_ROOT_USER_ACTION := ignore

.PHONY: site build test nightly lint browser web lighthouse screenshots lock clean help
.DEFAULT_GOAL := help

help:
	@sed -n '1,9s/^# //p' Makefile

$(RUN):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "需要 Python 3.11 或更新的版本：sudo apt-get install python3 python3-venv" >&2; exit 1; }
	@test -x $(BIN)/python || { echo "创建虚拟环境 $(VENV)" >&2; $(PYTHON) -m venv $(VENV) || { echo "无法创建虚拟环境：sudo apt-get install python3-venv" >&2; rm -rf $(VENV); exit 1; }; }
	@echo "安装依赖（版本锁定在 requirements/）" >&2
	@$(PIP) install $(foreach lock,$(LOCKS),-r $(lock))
	@$(PIP) install --no-deps --no-build-isolation -e .
	@rm -f $(VENV)/.run-* && touch $@

$(DEV): $(RUN)
	@echo "安装测试工具" >&2
	@$(PIP) install -r requirements/dev.lock
	@rm -f $(VENV)/.dev-* && touch $@

site: $(RUN)
	@$(BIN)/zhanqun serve --port $(PORT)

build: $(RUN)
	@$(BIN)/zhanqun build

# Debian's browser and Chinese fonts. Says exactly what to install, and fails, when it may not install them itself.
browser:
	@.ci/browser

# axe-core and html-validate, exact versions in tests/web/package-lock.json.
$(WEB): | $(DEV) browser
	@echo "安装网页检查工具（版本锁定在 tests/web/package-lock.json）" >&2
	@npm ci --prefix tests/web --no-audit --no-fund --loglevel=error
	@rm -f $(VENV)/.web-* && touch $@

web: $(WEB)

lint: $(DEV)
	$(BIN)/ruff check generator tests
	$(BIN)/mypy
	PYTHONPATH=generator $(BIN)/lint-imports --no-cache

# In the order of tests/conftest.py: one long test alone in its file must not begin last, on one core.
test: $(DEV) browser web lint
	@.ci/pytest $(BIN)/python -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(PYTEST)

nightly: $(DEV) browser web
	@ZHANQUN_KILLS=200 .ci/pytest $(BIN)/python -n $(WORKERS) --dist loadfile --no-loadscope-reorder --hypothesis-profile=nightly tests/property tests/front_door/test_killed.py $(PYTEST)

lighthouse: $(DEV) browser web
	@$(BIN)/python benchmarks/lighthouse/run.py

screenshots: $(DEV) browser
	@$(BIN)/python docs/screenshots/make.py

lock:
	@.ci/lock

clean:
	rm -rf $(VENV) dist build .zhanqun .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache tests/web/node_modules benchmarks/lighthouse/node_modules
