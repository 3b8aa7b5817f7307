# Two commands do everything on a fresh machine: `make run` and `make test`. `make help` lists the rest.
PYTHON ?= python3
RECIPE ?= full
ARCH ?= cnn
FULL ?=
PICTURES ?=
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --no-deps --require-hashes -r
.DEFAULT_GOAL := help
INPUTS ?= 50000
FOLDER ?= dropped
.PHONY: help run train evaluate read web serve lambda invoke up fuzz test bench lint clean

help: ## show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "digits needs Python 3.11 or newer: make PYTHON=python3.12 …"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/.runtime: requirements/runtime.txt | .venv/bin/python
	$(PIP) $< && touch $@
.venv/.train: requirements/train.txt | .venv/.runtime
	$(PIP) $< && touch $@
.venv/.test: requirements/test.txt | .venv/.train
	$(PIP) $< && touch $@
.venv/.cloud: requirements/cloud.txt | .venv/bin/python
	$(PIP) $< && touch $@
web/node_modules/.installed: web/package-lock.json
	@node -e 'process.exit(process.versions.node.localeCompare("20.19", "en", { numeric: true }) < 0 ? 1 : 0)' || { echo "digits needs Node 20.19 or newer."; exit 1; }
	cd web && npm ci --silent && touch node_modules/.installed

run: .venv/.train web/node_modules/.installed ## train a network on MNIST in minutes, then read the pictures in digits/ with it
	$(BIN)/python -m train --recipe quick
	$(BIN)/python -m lambda_fn --model runs/latest/model/lambda digits
	@echo
	@echo "Made: runs/latest/ (network, metrics.json, learning curves, confusion matrix, misread digits)."
	@$(BIN)/python -c 'import json; f = json.load(open("runs/latest/metrics.json"))["mnist_test"]; print("Scored: {:.2%} of {:,} MNIST test digits.".format(f["closed_set_accuracy"], f["pictures"]))'
	@echo "Next: make serve (the page), make read PICTURES=photo.jpg (the shipped network), make test, make train (the full recipe)."

train: .venv/.train web/node_modules/.installed ## train: RECIPE=full (ships the result) or quick, ARCH=cnn or mlp
	$(BIN)/python -m train --recipe $(RECIPE) --arch $(ARCH)

evaluate: .venv/.train ## measure the shipped network on every set; writes train/MODEL_CARD.md and README's table
	$(BIN)/python -m train.evaluate

read: .venv/.runtime ## read PICTURES="…" (default: digits/) with the shipped network
	$(BIN)/python -m lambda_fn $(PICTURES)

web: web/node_modules/.installed ## build the page into web/dist; prints what it sends, fails over budget
	cd web && npm run build && npm run --silent size

serve: web/node_modules/.installed ## build the page, serve it and print the address
	cd web && npm run serve

lambda: .venv/.runtime ## build the Lambda package for both processors with SAM
	$(MAKE) -C infra packages

invoke: .venv/.test ## run the built Lambda package in AWS's emulator on digits/digit1.jpg
	$(MAKE) -C infra build emulator
	$(BIN)/python -m infra.invoke

up: .venv/.test ## the whole road on this machine: drop pictures into FOLDER, watch results appear, Ctrl-C ends it
	$(MAKE) -C infra build emulator
	$(BIN)/python -m infra.up --folder $(FOLDER)

fuzz: .venv/.test ## read INPUTS mutated pictures: none may crash, hang or swell the reader
	$(BIN)/python -m tests.lambda_fn.fuzz --inputs $(INPUTS)

lint: .venv/.test web/node_modules/.installed ## check style, Python and JavaScript
	$(BIN)/ruff check . && $(BIN)/ruff format --check .
	cd web && npm run --silent lint

test: .venv/.test web/node_modules/.installed lint web ## run all tests
	$(MAKE) -C infra packages emulator
	cd web && npm run --silent test
	$(BIN)/python -m pytest

bench: .venv/.test web/node_modules/.installed ## measure us beside what people would use instead (FULL=1: all of it); writes tests/bench/RESULTS.md
	$(BIN)/python -m tests.bench $(if $(FULL),--full)

clean: ## delete what was made (runs, caches, builds); the installed packages stay
	rm -rf runs .cache web/dist build .pytest_cache .ruff_cache infra/.aws-sam

# A published model, MODEL=digits-<version> from MODELS=, a folder or s3://bucket/models: `make lambda` and `make web` put it in place first.
MODEL ?=
MODELS ?=
.PHONY: taken
lambda web: $(if $(MODEL),taken)
taken: .venv/.runtime $(if $(filter s3:%,$(MODELS)),.venv/.cloud)
	$(BIN)/python -m train.published take $(MODEL) --from $(or $(MODELS),$(error MODEL=$(MODEL) needs MODELS=, the folder or s3://bucket/prefix it is in))
