#!/usr/bin/env bash
# Tests of the web console.
#   web/tests/run.sh PATH_TO_VIVAVOCE
# VV_RESULTS   folder for JUnit files (one that is forgotten after)
# VV_CHROMIUM  the browser (Debian's chromium)
# Expects web/node_modules and web/dist, which ./test makes. Fails when one case did.
set -euo pipefail

[[ $# -eq 1 && -x $1 ]] || { echo "usage: $0 PATH_TO_VIVAVOCE" >&2; exit 2; }
VV_PROGRAM=$(realpath "$1")
export VV_PROGRAM
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
results=${VV_RESULTS:-$work}

failed=0
rm -rf .tests
npx --no-install tsc -p tsconfig.json || failed=1
npx --no-install tsc -p tsconfig.tests.json || failed=1

suite() { # name: its tests, one at a time
  local name=$1
  node --enable-source-maps --test --test-timeout=180000 --test-concurrency=1 \
    --test-reporter=spec --test-reporter-destination=stdout \
    --test-reporter=junit --test-reporter-destination="$results/$name.xml" ".tests/tests/browser/$name.test.js"
}

node --enable-source-maps --test --test-reporter=spec --test-reporter-destination=stdout \
  --test-reporter=junit --test-reporter-destination="$results/unit.xml" .tests/tests/unit/*.test.js || failed=1
# One at a time: some cases say what must happen within a few hundred ms of speech.
suite scripted || failed=1
suite trouble || failed=1
suite budget || failed=1
suite pages || failed=1
suite layout || failed=1
suite spoken || failed=1
exit "$failed"
