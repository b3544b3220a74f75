#!/bin/sh
# Sets the clone up where needed, then becomes one of its commands: sh scripts/run.sh NAME [ARGS…]
# `exec` leaves nothing between caller and command: input, output, signals and exit code are the command's own.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
name=${1:?a command is needed}
shift

node "$root/scripts/setup.mjs"
export PATH="$root/.toolchain/bin:$root/node_modules/.bin:$PATH"

# npm starts scripts in the workspace; paths on the command line are meant from where the caller stands.
if [ "$PWD" = "$root" ] && [ -n "${INIT_CWD-}" ]; then cd "$INIT_CWD"; fi

from_source() {
  [ -f "$1" ] || { echo "$name: ${1#"$root"/} is not there" >&2; exit 2; }
  # Sources are stripped of their types and compiled once, not at each start.
  export NODE_COMPILE_CACHE="${NODE_COMPILE_CACHE-$root/.cache/compile}"
  exec node --conditions=source --disable-warning=ExperimentalWarning "$@"
}

tests() {
  cd "$root"
  exec node node_modules/vitest/vitest.mjs run "$@"
}

case $name in
  millrace) from_source "$root/core/app/src/cli/main.ts" "$@" ;;
  demo) from_source "$root/scripts/demo.ts" "$@" ;;
  simulate) from_source "$root/sdk/testing/src/simulator/replay.ts" "$@" ;;
  gen) from_source "$root/scripts/gen.ts" "$@" ;;
  conformance) from_source "$root/scripts/conformance.ts" "$@" ;;
  check) exec node "$root/scripts/check.mjs" "$@" ;;
  test) tests "$@" ;;
  test:long) MILLRACE_TEST_LONG=1 tests "$@" ;;
  bench)
    if [ $# -eq 0 ]; then
      echo 'Usage: npm run bench -- NAME [--quick] [--json FILE]; bench/README.md has the names' >&2
      exit 2
    fi
    bench=$1
    shift
    if [ -f "$root/bench/src/$bench/main.ts" ]; then bench=$bench/main; fi
    from_source "$root/bench/src/$bench.ts" "$@"
    ;;
  *) echo "run.sh does not know $name" >&2; exit 2 ;;
esac
