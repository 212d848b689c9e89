# make help says what there is.

SWIFT ?= swift
BUILD := $(SWIFT) build
RELEASE := $(BUILD) -c release --static-swift-stdlib --disable-local-rpath
BINARY := .build/release/converge
ROOT := $(if $(filter 0,$(shell id -u)),,sudo)
LIBRARIES := libyaml-dev libsqlite3-dev libsystemd-dev zlib1g-dev
SEED ?= 1
SOURCES := Package.swift Sources Tests Plugins

.DEFAULT_GOAL := help
.PHONY: help libraries run build release test check fmt docs golden bench counts rehearse soak templates fuzz corpus clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

libraries: ## install the system libraries that the build needs, where they are missing
	@missing=; for library in $(LIBRARIES); do \
	  dpkg-query -W -f '$${Status}' $$library 2>/dev/null | grep -q 'ok installed' \
	    || missing="$$missing $$library"; \
	done; \
	if [ -n "$$missing" ]; then \
	  echo "installing$$missing"; \
	  $(ROOT) apt-get update -q && $(ROOT) apt-get install -y -q --no-install-recommends $$missing; \
	fi

run: release ## build the release binary and apply Manifests/quickstart.yml
	$(BINARY) apply Manifests/quickstart.yml

build: libraries ## build everything for debugging, tests too
	$(BUILD) --build-tests

release: libraries ## build the binary that is shipped: .build/release/converge
	$(RELEASE) --product converge
	strip -o $(BINARY).stripped $(BINARY) && mv $(BINARY).stripped $(BINARY)

test: build ## run all tests
	$(SWIFT) test --skip-build

check: ## format, import arrows, generated pages
	$(SWIFT) format lint --strict --recursive --parallel $(SOURCES)
	$(MAKE) build
	$(SWIFT) test --skip-build --filter 'ArchitectureTests|ReferenceTests'

fmt: ## format all sources
	$(SWIFT) format --in-place --recursive --parallel $(SOURCES)

docs: build ## write docs/reference from the kinds' declarations and the engine's tables
	CONVERGE_REWRITE_GOLDEN=1 $(SWIFT) test --skip-build --filter 'ReferenceTests|ExpressionsPageTests'

golden: build ## rewrite what tests compare with; review the difference
	CONVERGE_REWRITE_GOLDEN=1 $(SWIFT) test --skip-build

templates: build ## compare 10,000 made-up templates with the installed Jinja2 3.1
	Tests/ConvergeTemplateTests/record/compare $(SEED) 10000 .build/generated.jsonl
	CONVERGE_TEMPLATE_CASES=$(CURDIR)/.build/generated.jsonl \
	  $(SWIFT) test --skip-build --filter RecordedCasesTests

fuzz: libraries ## feed the readers of templates and YAML with made-up bytes, a minute each
	Tests/Fuzz/run 60

corpus: libraries ## what once stopped a reader, and made-up bytes that are the same in every run
	Tests/Fuzz/run fixed

bench: release ## the numbers, against a small C program and the installed Jinja2 3.1
	Benchmarks/run $(BINARY) .build/bench.json
	$(RELEASE) --product rendering
	Benchmarks/templates .build/release/rendering

counts: release ## what a run that changes nothing asks of the machine, against bounds; no clock
	Benchmarks/counts $(BINARY)

rehearse: libraries ## 10,000 seeds of simulated runs with kills, power cuts and faults; takes minutes
	$(RELEASE) --product rehearse
	.build/release/rehearse 10000

soak: rehearse release build ## what takes long: all seeds, all moments of a kill, the agent for an hour
	CONVERGE_LAB_SOAK_SECONDS=3600 CONVERGE_LAB_MOMENTS=100 CONVERGE_LAB_TAMPERINGS=1000 CONVERGE_TAMPERINGS=1000 $(SWIFT) test --skip-build --filter 'ConvergeLabTests|ConvergeHostTests.Culprits'

clean: ## remove what was built
	$(SWIFT) package clean
