# Sourced by the scripts at the root: what they need on the machine, installed where that is possible, named where it is not.
# shellcheck shell=bash

# Build servers that outlive a build would keep the pipe of `./test.sh | tail` open.
export MSBUILDDISABLENODEREUSE=1
export DOTNET_CLI_USE_MSBUILD_SERVER=0
export DOTNET_CLI_TELEMETRY_OPTOUT=1
export DOTNET_NOLOGO=1

say() { printf '%s\n' "$*" >&2; }

fail() {
  say "$*"
  exit 1
}

# Runs a command silently, and shows what it printed only when it fails.
quietly() {
  local output status=0
  output=$(mktemp)
  "$@" >"$output" 2>&1 || status=$?
  if [ "$status" -ne 0 ]; then
    cat "$output" >&2
    say "Failed (exit code $status): $*"
  fi
  rm -f "$output"
  return "$status"
}

# The server looks in the same places: PATH, then Debian's folders.
postgres_is_installed() {
  local folder
  local -a path
  IFS=: read -r -a path <<<"$PATH"
  for folder in "${path[@]}" /usr/lib/postgresql/*/bin; do
    [ -x "$folder/pg_ctl" ] || continue
    folder=$(dirname "$(readlink -f "$folder/pg_ctl")")
    if [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ]; then
      return 0
    fi
  done
  return 1
}

# Debian makes and starts a cluster of its own with the package. The ledger needs the programs only,
# so that is switched off for the time of the installation, unless the machine has said what it wants.
install_postgres() {
  local drop_in=/etc/postgresql-common/createcluster.d/no-main-cluster.conf made=no status=0
  if [ ! -e /etc/postgresql-common ]; then
    mkdir -p "$(dirname "$drop_in")"
    echo 'create_main_cluster = false' >"$drop_in"
    made=yes
  fi
  quietly apt-get update || status=$?
  if [ "$status" -eq 0 ]; then
    DEBIAN_FRONTEND=noninteractive quietly apt-get install -y --no-install-recommends postgresql || status=$?
  fi
  [ "$made" = no ] || rm -f "$drop_in"
  return "$status"
}

need_dotnet() {
  command -v dotnet >/dev/null 2>&1 ||
    fail "The .NET SDK 10 is missing (no 'dotnet' on PATH). Install it from https://dotnet.microsoft.com/download or with your package manager."
  # dotnet itself names the version that global.json asks for.
  dotnet --version >/dev/null || fail "The .NET SDK that global.json asks for is missing."
}

need_postgres() {
  postgres_is_installed && return 0
  if [ "$(id -u)" -ne 0 ]; then
    say "PostgreSQL's server programs are missing. Install them and start again:"
    fail "  sudo apt-get update && sudo apt-get install -y --no-install-recommends postgresql"
  fi
  command -v apt-get >/dev/null 2>&1 ||
    fail "PostgreSQL's server programs (initdb, pg_ctl, postgres) are missing and there is no apt-get: install PostgreSQL 15 or newer."
  say "Installing PostgreSQL (apt-get install --no-install-recommends postgresql) ..."
  install_postgres || fail "PostgreSQL could not be installed."
  postgres_is_installed || fail "PostgreSQL was installed, but initdb, pg_ctl and postgres are not found."
}

prepare() {
  need_dotnet
  need_postgres
}
