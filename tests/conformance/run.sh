#!/usr/bin/env bash
# Official Realtime clients, unmodified, against a server with real models.
#   tests/conformance/run.sh PATH_TO_VIVAVOCE
# VV_NODE, VV_PYTHON, VIVAVOCE_HOME   see packages.sh
# VV_PATIENCE_MS       longest wait for one event (180000)
# Each client holds two spoken turns and breaks into the second answer. Prints a line a client and
# "N passed, N failed"; fails when one did.
set -euo pipefail

[[ $# -eq 1 && -x $1 ]] || { echo "usage: $0 PATH_TO_VIVAVOCE" >&2; exit 2; }
vivavoce=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/conformance/packages.sh
source "$here/packages.sh"
work=$(mktemp -d)
server=
cleanup() {
  if [[ -n $server ]]; then kill "$server" 2>/dev/null && wait "$server" 2>/dev/null || true; fi
  rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 143' INT TERM

install_node_packages
venv_python=$(python_with "$here/requirements.txt")

say() { "$vivavoce" say "$2" --voice af_heart --output "$work/$1.wav" >"$work/say.log" 2>&1 ||
  { cat "$work/say.log" >&2; exit 1; }; }
say first "What is the capital city of France?"
say second "Can you tell me a long story about a little dog?"
say third "Wait, I want to ask you something different instead, how many legs does a spider have?"
say fourth "What is the weather like in Paris right now?"
speech=("$work/first.wav" "$work/second.wav" "$work/third.wav" "$work/fourth.wav")

"$vivavoce" serve --port 0 --tls-port 0 >"$work/server.out" 2>"$work/server.err" &
server=$!
# The line with the address is the sign that the models are loaded.
until grep -q 'wss://' "$work/server.out"; do
  kill -0 "$server" 2>/dev/null || { cat "$work/server.out" "$work/server.err" >&2; exit 1; }
  sleep 0.2
done
address() { grep -oE "$1://[0-9.]+:[0-9]+" "$work/server.out" | head -1; }
VV_WS=$(address ws)
wss=$(address wss)
export VV_WS VV_HTTP=http${VV_WS#ws} VV_HTTPS=https${wss#wss}

passed=0
failed=0
check() {
  if timeout 900 "$@" "${speech[@]}"; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
}
for client in openai_ga openai_beta card_sample; do
  check "$node" "$js/$client.mjs"
done
check "$venv_python" "$here/openai_python.py"
check "$venv_python" "$here/openai_python_http.py"
check "$venv_python" "$here/openai_python_tools.py"
check "$venv_python" "$here/openai_python_transcription.py"

if ! kill -0 "$server" 2>/dev/null; then
  echo "FAIL the server died"
  failed=$((failed + 1))
fi
# The others need no models.
kill "$server" 2>/dev/null && wait "$server" 2>/dev/null || true
server=
"$here/run_scripted.sh" "$(dirname "$vivavoce")/scripted_server" | tee "$work/scripted.out" || true
if read -r more _ fewer _ < <(tail -n 1 "$work/scripted.out") && [[ $fewer =~ ^[0-9]+$ ]]; then
  passed=$((passed + more))
  failed=$((failed + fewer))
else
  failed=$((failed + 1))
fi
if ((failed > 0)) && [[ -n ${VV_KEEP_LOG:-} ]]; then cp "$work"/server.* "$VV_KEEP_LOG"; fi
echo "$passed passed, $failed failed"
((failed == 0))
