# shellcheck shell=bash
# Installs what the conformance tests need, pinned by the lock file and by hashes, outside the tree;
# again only when a pin changed. Sourced; expects `here`, sets `node`, `js`.
# VV_NODE, VV_PYTHON   the interpreters (node, python3)
# VIVAVOCE_HOME        where packages are kept, under conformance/ (~/.cache/vivavoce)

: "${here:?set by the script that sources this}"
cache=${VIVAVOCE_HOME:-$HOME/.cache/vivavoce}/conformance
node=${VV_NODE:-node}

stamp() { cat "$@" | sha256sum | cut -c1-16; }

install_node_packages() {
  js=$cache/js-$(stamp "$here/package-lock.json")
  if [[ ! -e $js/installed ]]; then
    mkdir -p "$js"
    cp "$here"/package.json "$here"/package-lock.json "$here"/.npmrc "$js"
    (cd "$js" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) && touch "$js/installed"
  fi
  cp "$here"/*.mjs "$js" # node finds packages beside the script
}

# Prints the interpreter of an environment with the packages of $1, a list with all dependencies.
python_with() { # requirements file
  local venv
  venv=$cache/python-$(stamp "$1")
  if [[ ! -e $venv/installed ]]; then
    "${VV_PYTHON:-python3}" -m venv "$venv" >&2
    "$venv/bin/pip" install --quiet --disable-pip-version-check --no-deps --require-hashes \
      --requirement "$1" >&2 && touch "$venv/installed"
  fi
  printf '%s\n' "$venv/bin/python"
}
