# make help lists what can be made.

# Each tool has its version in a modfile of its own, which a workspace does not take.
tool := env GOWORK=off go tool -modfile=tools/go.mod
golangci := $$(env GOWORK=off go tool -n -modfile=tools/golangci/go.mod golangci-lint)

# All packages: the module of the tests from outside, which take longest and so
# begin first, and those of the program.
all := ./e2e/... ./...

# What the race detector watches: all of ours, and all others but what only
# computes, SQLite itself and the hash of passwords. SQLite was C once: to watch
# its memory and its pointers took three quarters of the tests' time.
unwatched := '-gcflags=modernc.org/...=-race=false -d=checkptr=0' \
	'-gcflags=github.com/glebarez/go-sqlite=-d=checkptr=0' \
	'-gcflags=golang.org/x/crypto/argon2=-race=false'

# The databases of tests lie in memory where it has 2 GiB to spare. A disk that is
# asked at every commit and every new table to keep it for ever takes several
# times as long, and no test shows what a power cut leaves.
memory := $(shell df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 && $$4 > 2097152 { print "TMPDIR=/dev/shm" }')

# A program with the race detector waits a second at its end for reports of other
# threads. The tests run hundreds of them.
brief := GORACE=atexit_sleep_ms=50

# Many tests wait, for a plan or a browser: more run at once than there are
# processors. make check vets.
raced := $(memory) $(brief) GOFLAGS="$(unwatched)" go test -race -vet=off -count=1 -parallel=4

.PHONY: help build run demo generate fmt quick test check soak install

help: ## list what can be made
	@sed -nE 's/^([a-z]+):[^#]*## (.*)/make \1|\2/p' Makefile | awk -F'|' '{ printf "%-14s %s\n", $$1, $$2 }'

# Go notes the commit in the program by itself, where there is one.
build: ## the program, as ./callboard
	go build -o callboard .

run: ## the console on http://127.0.0.1:8080, with its data in ./data
	go run .

demo: ## the same with a sample company at work
	go run . -demo

generate: ## write the pages that templ makes of the templates
	go tool templ generate -log-level warn

fmt: ## format the sources
	git ls-files -co --exclude-standard '*.go' | grep -v _templ.go$$ | xargs $(tool) gofumpt -w

# For the desk: on SQLite alone, without a browser and without the race detector, and
# with paths trimmed, so that one checkout uses what another has compiled.
# What it leaves out is never left out of make test, which servers run.
quick: ## most tests, in less than a minute
	@test -z "$$CI" || { echo "make quick leaves tests out: a server runs make test"; exit 1; }
	go vet $(all)
	$(memory) go test -short -trimpath -vet=off -count=1 -p=4 -parallel=4 ./... ./e2e/house

# What a condition costs is measured without the race detector, which slows our
# own process alone. The last lines are those of go test itself.
test: install check ## install what is missing (Debian) and run every check
	go test -vet=off -count=1 -run=TestCost ./condition
	$(raced) -timeout=9m $(all)

check: ## look at the sources
	@echo "gofumpt";    found=$$(git ls-files -co --exclude-standard '*.go' | grep -v _templ.go$$ | xargs $(tool) gofumpt -l) && test -z "$$found" || { echo "gofumpt would change: $$found"; exit 1; }
	@echo "templ";      ./.ci/templ
	@echo "golangci-lint, with vet and staticcheck"; $(golangci) run $(all)
	@echo "deadcode";   found=$$($(tool) deadcode -filter='^callboard' ./... | grep -vE '^[a-z/]*test/') ; test -z "$$found" || { echo "nobody calls: $$found"; exit 1; }

soak: ## the long tests: 20 rounds of kill -9, another MariaDB, a backup of 300 MB, 100,000 rows removed, a bare machine, a minute for every fuzz test
	CALLBOARD_KILL_ROUNDS=20 $(raced) -timeout=30m -v -run=TestNothingIsLost ./e2e
	CALLBOARD_MARIADB_FLAGS="--lower-case-table-names=1 --innodb-lock-wait-timeout=1 --sql-mode=ANSI --character-set-server=ucs2" \
		go test -vet=off -count=1 -run=/mariadb ./models/store/...
	CALLBOARD_BACKUP_MB=300 go test -vet=off -count=1 -v -run=TestBackupUnderLoad ./e2e
	CALLBOARD_PURGE_ROWS=100000 go test -vet=off -count=1 -v -run=TestRemovingBesideWriters ./models/store
	CALLBOARD_BARE_MACHINE=1 go test -vet=off -count=1 -v -run=TestOnABareMachine ./e2e
	./.ci/fuzz

# What the tests need beside Go: a C compiler for the race detector, MariaDB,
# Chromium with a font, xmllint, Node for the validator of OpenAPI and the makers
# of clients, and what users of the APIs, receivers and proxies run: curl, wget,
# HTTPie, PHP, Python with requests, openssl, nginx, Caddy and packages of npm.
install: ## install what the tests need
	@./.ci/install
