#!/usr/bin/env bash
# Fuzzes what arrives from outside: tests/fuzz/run.sh SECONDS_EACH [target...]
# Targets: client_event dialect base64 audio persona card markup. Needs Debian's clang-16 and
# libclang-rt-16-dev, and what ./run has installed. Begins with corpus/; what it finds is kept in
# build/fuzz/found. Prints the seconds of CPU each target had. Fails at the first crash.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
seconds=${1:?usage: $0 SECONDS_EACH [target...]}
shift
(($#)) || set -- client_event dialect base64 audio persona card markup
build=$root/build/fuzz
cmake -S "$here" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=None \
  -DCMAKE_UNITY_BUILD=ON -DCMAKE_UNITY_BUILD_BATCH_SIZE=12 \
  -DVV_PACKAGES="${VV_PACKAGES:-${VIVAVOCE_HOME:-${XDG_CACHE_HOME:-$HOME/.cache}/vivavoce}/packages}" \
  -DCMAKE_CXX_COMPILER="${CXX:-clang++-16}" >/dev/null
ninja -C "$build" "${@/%/_fuzz}"
TIMEFORMAT='cpu seconds: %U'
for target in "$@"; do
  mkdir -p "$build/found/$target"
  echo "== $target"
  time "$build/${target}_fuzz" -max_total_time="$seconds" -max_len=65536 -timeout=10 -rss_limit_mb=2048 \
    -print_final_stats=1 -artifact_prefix="$build/found/crash-$target-" \
    "$build/found/$target" "$here/corpus/$target" 2>"$build/$target.log" || true
  grep -E 'ERROR|SUMMARY|stat::|DONE|fuzz\.cc' "$build/$target.log" || true
  if compgen -G "$build/found/crash-$target-*" >/dev/null; then exit 1; fi
done
