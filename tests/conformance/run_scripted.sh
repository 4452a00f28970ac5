#!/usr/bin/env bash
# More official clients, unmodified, against a server whose engine follows a script: these tests are
# about the protocol, so no model runs.
#   tests/conformance/run_scripted.sh PATH_TO_SCRIPTED_SERVER
# Each client has a text turn, a tool call, a spoken turn and a barge-in; all run at the same time. Then
# 10,000 connections come and go, in good order and broken.
# Prints a line a client and "N passed, N failed".
set -euo pipefail

[[ $# -eq 1 && -x $1 ]] || { echo "usage: $0 PATH_TO_SCRIPTED_SERVER" >&2; exit 2; }
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
agents=$(python_with "$here/requirements-agents.txt")
pipecat=$(python_with "$here/requirements-pipecat.txt")

openai=$(python_with "$here/requirements.txt")

mkdir "$work/tls"
"$1" 0 32 250 "$work/tls" >"$work/server.out" 2>"$work/server.err" &
server=$!
until grep -q 'wss://' "$work/server.out"; do
  kill -0 "$server" 2>/dev/null || { cat "$work"/server.* >&2; exit 1; }
  sleep 0.1
done
VV_SCRIPTED_WS=$(grep -oE '\bws://[^ ]+' "$work/server.out")
VV_SCRIPTED_WSS=$(grep -oE 'wss://[^ ]+' "$work/server.out")
export VV_SCRIPTED_WS VV_SCRIPTED_WSS OPENAI_API_KEY=none OPENAI_AGENTS_DISABLE_TRACING=1

declare -A jobs
start() { # name command...
  timeout 120 "${@:2}" >"$work/$1.log" 2>&1 &
  jobs[$1]=$!
}
for client in agents_realtime openai_realtime_api mastra_voice livekit_plugin resume differential; do
  start "$client" "$node" "$js/$client.mjs"
done
start agents_python "$agents" "$here/agents_python.py"
start pipecat_service "$pipecat" "$here/pipecat_service.py"
start snippets python3 "$here/snippets.py" "$node" "$js" "$openai" "$agents" "$pipecat"

passed=0
failed=0
for name in "${!jobs[@]}"; do
  if wait "${jobs[$name]}"; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
  grep -E '^(PASS|FAIL)' "$work/$name.log" || { echo "FAIL $name:"; tail -n 20 "$work/$name.log"; }
done
port=${VV_SCRIPTED_WS#ws://*:}
if timeout 300 python3 "$here/../cli/connection_cases.py" "${port%%/*}" 10000 >"$work/connections.log" 2>&1; then
  echo "PASS 10,000 connects and disconnects leave no session"
  passed=$((passed + 1))
else
  echo "FAIL 10,000 connects and disconnects:"
  tail -n 20 "$work/connections.log"
  failed=$((failed + 1))
fi
if ! kill -0 "$server" 2>/dev/null; then
  echo "FAIL the server died"
  failed=$((failed + 1))
fi
echo "$passed passed, $failed failed"
((failed == 0))
