# make test   installs what is missing (Debian) and runs every check
# make demo   the console with a sample company, on http://127.0.0.1:8080
# make soak   the long tests: 20 rounds of kill -9, a minute for every fuzz test

tool := go tool -modfile=tools/go.mod

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

.PHONY: test check run demo soak install

# What a condition costs is measured without the race detector, which slows our
# own process alone. The last lines are those of go test itself.
test: install check
	go test -vet=off -count=1 -run=TestCost ./condition
	$(raced) -timeout=9m ./...

check:
	@echo "gofumpt";    found=$$(git ls-files -co --exclude-standard '*.go' | grep -v _templ.go$$ | xargs $(tool) gofumpt -l) && test -z "$$found" || { echo "gofumpt would change: $$found"; exit 1; }
	@echo "templ";      ./.ci/templ
	@echo "go vet";     go vet ./...
	@echo "staticcheck"; $(tool) staticcheck ./...
	@echo "deadcode";   found=$$($(tool) deadcode -filter='^callboard' ./... | grep -v '^models/store/storetest/') ; test -z "$$found" || { echo "nobody calls: $$found"; exit 1; }

soak:
	CALLBOARD_KILL_ROUNDS=20 $(raced) -timeout=30m -v -run=TestNothingIsLost ./e2e
	./.ci/fuzz

run:
	go run .

demo:
	go run . -demo

# What the tests need beside Go: a C compiler for the race detector, MariaDB,
# Chromium with a font, xmllint, and Node for the validator of OpenAPI.
install:
	@./.ci/install
