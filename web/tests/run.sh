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

suite() { # name files...
  local name=$1
  shift
  node --enable-source-maps --test --test-timeout=180000 --test-concurrency=1 \
    --test-reporter=spec --test-reporter-destination=stdout \
    --test-reporter=junit --test-reporter-destination="$results/$name.xml" "$@" || failed=1
}
suite unit .tests/tests/unit/*.test.js
suite scripted .tests/tests/browser/scripted.test.js
suite trouble .tests/tests/browser/trouble.test.js
suite budget .tests/tests/browser/budget.test.js
suite pages .tests/tests/browser/pages.test.js
suite spoken .tests/tests/browser/spoken.test.js
exit "$failed"
