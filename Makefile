# Each duty is one word; CI calls `make test` and nothing of its own.
DOTNET ?= dotnet
export DOTNET_CLI_TELEMETRY_OPTOUT = 1
export DOTNET_NOLOGO = 1

.PHONY: all build setup test package native contract format audit bench bench-http chaos fuzz mutants soak clean

all: format test

build:
	$(DOTNET) build Amplify.sln

setup:
	scripts/setup

test: package
	scripts/test

package: setup native
	ARCH=arm64 scripts/native
	scripts/package x64 arm64

native:
	scripts/native

contract:
	$(DOTNET) run --project src/Amplify.Mcp -- tools --format mcp > contract/mcp-tools.json.new && mv contract/mcp-tools.json.new contract/mcp-tools.json
	$(DOTNET) run --project src/Amplify.Mcp -- tools --format gateway > contract/gateway-target.json.new && mv contract/gateway-target.json.new contract/gateway-target.json
	$(DOTNET) run --project src/Amplify.Mcp -- tools --format input > docs/input.md.new && mv docs/input.md.new docs/input.md
	scripts/render-template

format:
	$(DOTNET) format Amplify.sln --verify-no-changes --no-restore

audit:
	scripts/audit

bench:
	$(DOTNET) run -c Release --project bench/Amplify.Bench

bench-http: native
	scripts/bench-http

# Thousands of calls through proxies that spoil what passes: what was injected, and what came of it. CHAOS_SEED repeats a schedule.
chaos: CHAOS_CALLS ?= 6000
chaos:
	mkdir -p artifacts && rm -f artifacts/chaos.txt
	CHAOS_CALLS=$(CHAOS_CALLS) CHAOS_REPORT=$(CURDIR)/artifacts/chaos.txt $(DOTNET) test --project tests/Amplify.SageMaker.Tests --filter-class '*.StormTests'; status=$$?; cat artifacts/chaos.txt; exit $$status

# TIME: seconds for each target; JOBS: targets at a time; TARGETS: names, all by default.
fuzz: setup
	scripts/fuzz

# MINUTES=30 CLIENTS=1000 make soak
soak: native
	$(DOTNET) run -c Release --project bench/Amplify.Bench -- clients
	LOOPS=64 $(DOTNET) run -c Release --project bench/Amplify.Bench -- soak

# Hours, and not in CI: the mutator starts a test server for each of its mutants.
mutants:
	$(DOTNET) tool restore
	cd tests/Amplify.Tools.Tests && MUTANTS=true $(DOTNET) stryker --output ../../artifacts/mutants --skip-version-check

clean:
	rm -rf artifacts
	$(DOTNET) clean Amplify.sln
