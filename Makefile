# Each duty is one word; CI calls `make test` and nothing of its own.
DOTNET ?= dotnet
export DOTNET_CLI_TELEMETRY_OPTOUT = 1
export DOTNET_NOLOGO = 1
# One compiler stays warm for the dozen builds of a run; before the tests begin, scripts/test ends it.
export UseSharedCompilation = true

.PHONY: all build setup check test test-one package native contract format audit bench bench-http chaos frames pieces siege fuzz mutants soak clean

all: check

build:
	$(DOTNET) build Amplify.sln

setup:
	scripts/setup

# The inner loop: what needs the .NET SDK and nothing else, without the tests that take long.
check: build format
	ONLY_SDK=true scripts/test

# The whole of it: what CI calls.
test: export PRECOMPILED ?= false
test: setup package
	scripts/test

# make test-one T=Amplify.Lambda.Tests:Routing*
test-one:
	$(DOTNET) test --project tests/$(firstword $(subst :, ,$(T))) --filter-class '*.$(or $(word 2,$(subst :, ,$(T))),*)'

package: setup-package native
	ARCH=arm64 scripts/native
	scripts/desk
	scripts/package

.PHONY: setup-package setup-bench
setup-package setup-bench: setup-%:
	scripts/setup $*

native:
	scripts/native

contract:
	$(DOTNET) run --project src/Amplify.Mcp -- tools --format mcp > contract/mcp-tools.json.new && mv contract/mcp-tools.json.new contract/mcp-tools.json
	$(DOTNET) run --project src/Amplify.Mcp -- tools --format gateway > contract/gateway-target.json.new && mv contract/gateway-target.json.new contract/gateway-target.json
	$(DOTNET) run --project src/Amplify.Mcp -- tools --format answers > contract/answers.json.new && mv contract/answers.json.new contract/answers.json
	$(DOTNET) run --project src/Amplify.Mcp -- tools --format input > docs/input.md.new && mv docs/input.md.new docs/input.md
	scripts/render-template

format:
	$(DOTNET) format Amplify.sln --verify-no-changes --no-restore

audit:
	scripts/audit

bench:
	$(DOTNET) run -c Release --project bench/Amplify.Bench

bench-http: setup-bench native
	scripts/bench-http

# Thousands of calls through proxies that spoil what passes: what was injected, and what came of it. CHAOS_SEED repeats a schedule.
chaos: CHAOS_CALLS ?= 6000
chaos:
	mkdir -p artifacts && rm -f artifacts/chaos.txt
	CHAOS_CALLS=$(CHAOS_CALLS) CHAOS_REPORT=$(CURDIR)/artifacts/chaos.txt $(DOTNET) test --project tests/Amplify.SageMaker.Tests --filter-class '*.StormTests'; status=$$?; cat artifacts/chaos.txt; exit $$status

# Random messages over stdio, each request of them answered once. FRAME_SEED repeats a run.
frames: FRAMES ?= 10000
frames:
	mkdir -p artifacts && rm -f artifacts/frames.txt
	FRAMES=$(FRAMES) FRAME_REPORT=$(CURDIR)/artifacts/frames.txt $(DOTNET) test --project tests/Amplify.Mcp.Tests --filter-class '*.FrameStormTests'; status=$$?; cat artifacts/frames.txt; exit $$status

# The published function, with every answer of AWS and of the platform in random pieces, plain and over TLS: nothing lost, nothing late. PIECES_SEED repeats a schedule.
pieces: PIECES_CALLS ?= 5000
pieces: native
	mkdir -p artifacts && rm -f artifacts/pieces.txt
	PIECES_CALLS=$(PIECES_CALLS) PIECES_REPORT=$(CURDIR)/artifacts/pieces.txt $(DOTNET) test --project tests/Amplify.Lambda.Tests --filter-class '*.PiecesTests'; status=$$?; cat artifacts/pieces.txt; exit $$status

# TIME: seconds for each target; JOBS: targets at a time; TARGETS: names, all by default.
fuzz: setup
	scripts/fuzz

# MINUTES=30 CLIENTS=1000 make soak
soak: native
	$(DOTNET) run -c Release --project bench/Amplify.Bench -- clients
	LOOPS=64 $(DOTNET) run -c Release --project bench/Amplify.Bench -- soak

# MINUTES=10 make siege: what one client can do to keep others out, one thing after the other and all at once; another client's latency, the probes', memory.
siege: native
	$(DOTNET) run -c Release --project bench/Amplify.Bench -- siege

# Ten thousand sequences through `predict` and a simulated fleet, and a local store with a hundred thousand jobs. JOBS, INSTANCES, SERVICE_MS, IN_FLIGHT change the first.
.PHONY: scale
scale: native
	$(DOTNET) run -c Release --project bench/Amplify.Bench -- scale
	$(DOTNET) run -c Release --project bench/Amplify.Bench -- store

# Hours, and not in CI: the mutator starts a test server for each of its mutants.
mutants:
	$(DOTNET) tool restore
	cd tests/Amplify.Tools.Tests && MUTANTS=true $(DOTNET) stryker --output ../../artifacts/mutants --skip-version-check

clean:
	rm -rf artifacts
	$(DOTNET) clean Amplify.sln
