#!/usr/bin/env bash
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source=scripts/prepare.sh
source scripts/prepare.sh

readonly server=src/Ledger.Server/bin/Release/net10.0/Ledger.Server.dll
readonly till=src/Ledger.Till/bin/Release/net10.0/Ledger.Till.dll
readonly ready_seconds_max=120
readonly stop_seconds_max=180

export LEDGER_DATA=${LEDGER_DATA:-$PWD/.ledger}

server_pid=
ready_file=
stop_asked=no

usage() {
  cat <<'HELP'
./run.sh [--demo] [argument for the server ...]
    Builds and starts the ledger with its own PostgreSQL, plays one visit of a customer at a till,
    and keeps serving until Ctrl-C. With --demo it stops after the visit; the exit code says whether all went well.
    The first start makes certificates; the till has its own from credentials/till in the data folder.
    With --insecure the ledger serves without TLS, on loopback only, and takes every caller's word.
./run.sh verify [argument ...]
    Checks every invariant of the ledger in the data folder. The server must not be running.
./run.sh check FILE ...
    Checks program documents, without a ledger: OK, or every mistake with its line.
./run.sh --help
    This text.

The data folder is .ledger in this checkout, or what LEDGER_DATA names. Missing PostgreSQL programs are
installed when run as root on Debian; otherwise the command that installs them is printed.
HELP
}

build() {
  local project
  echo "Building ..."
  for project in "$@"; do
    quietly dotnet build "$project" -c Release
  done
}

# The server's option comes before its variable; the till looks in the same folder.
set_data() {
  while [ "$#" -gt 0 ]; do
    case $1 in
      --data) LEDGER_DATA=${2:-} ;;
      --data=*) LEDGER_DATA=${1#--data=} ;;
    esac
    shift
  done
}

server_runs() { [ -n "$server_pid" ] && kill -0 "$server_pid" 2>/dev/null; }

start_server() {
  ready_file=$(mktemp "${TMPDIR:-/tmp}/ledger-ready.XXXXXX")
  # A background process of a script ignores Ctrl-C, so the order to stop comes from here alone, once.
  LEDGER_READY_FILE=$ready_file LEDGER_REFLECTION=${LEDGER_REFLECTION:-true} dotnet "$server" "$@" &
  server_pid=$!
}

# The server writes its address into the file once it serves.
wait_until_ready() {
  local waited=0
  while [ ! -s "$ready_file" ]; do
    server_runs || return 1
    [ "$stop_asked" = no ] || return 1
    if [ "$waited" -ge $((ready_seconds_max * 10)) ]; then
      say "The server is not ready after $ready_seconds_max seconds."
      return 1
    fi
    sleep 0.1
    waited=$((waited + 1))
  done
}

# Tells the server to stop, waits for it, and returns its exit code.
stop_server() {
  local waited=0 status=0
  [ -n "$server_pid" ] || return 0
  kill -TERM "$server_pid" 2>/dev/null || true
  while server_runs; do
    if [ "$waited" -ge $((stop_seconds_max * 10)) ]; then
      say "The server did not stop within $stop_seconds_max seconds and is killed; the next start recovers."
      kill -KILL "$server_pid" 2>/dev/null || true
    fi
    sleep 0.1
    waited=$((waited + 1))
  done
  wait "$server_pid" || status=$?
  server_pid=
  return "$status"
}

# Whatever ends this script, the server goes first.
leave() {
  local status=$?
  trap - EXIT
  trap '' INT TERM
  stop_server || { [ "$status" -ne 0 ] || status=1; }
  [ -z "$ready_file" ] || rm -f "$ready_file"
  exit "$status"
}

serve() {
  local demo=no argument address status=0
  local -a server_arguments=() till_arguments=()
  for argument in "$@"; do
    if [ "$argument" = --demo ]; then demo=yes; else server_arguments+=("$argument"); fi
  done
  set_data ${server_arguments[@]+"${server_arguments[@]}"}

  prepare
  build src/Ledger.Server src/Ledger.Till
  trap leave EXIT
  trap 'stop_asked=yes' INT TERM

  start_server ${server_arguments[@]+"${server_arguments[@]}"}
  wait_until_ready || { [ "$stop_asked" = yes ] && exit 130; fail "The server did not start."; }
  address=$(head -n 1 "$ready_file")
  till_arguments=("$address")
  case $address in
    https://*)
      # A ledger on a database that was given has the callers that somebody made.
      [ -d "$LEDGER_DATA/credentials/till" ] || fail "There is no credential of a till in $LEDGER_DATA/credentials/till."
      till_arguments+=("$LEDGER_DATA/credentials/till")
      ;;
  esac

  echo "A visit at the till:"
  dotnet "$till" "${till_arguments[@]}" || status=$?
  [ "$stop_asked" = no ] || exit 130
  [ "$status" -eq 0 ] || fail "The demo failed (exit code $status)."

  if [ "$demo" = yes ]; then
    stop_server || fail "The server did not stop in order (exit code $?)."
    echo "The demo went well."
    return
  fi

  echo "The ledger keeps serving on $address until Ctrl-C."
  wait_for_the_end
}

# Returns when Ctrl-C was pressed; a server that ends by itself is a failure.
wait_for_the_end() {
  local status=0
  while [ "$stop_asked" = no ]; do
    status=0
    wait "$server_pid" || status=$?
    if ! server_runs && [ "$stop_asked" = no ]; then
      server_pid=
      fail "The server ended by itself (exit code $status)."
    fi
  done
  echo "Stopping ..."
  stop_server || fail "The server did not stop in order (exit code $?)."
  echo "Stopped."
}

case ${1:-} in
  -h | --help | help)
    usage
    ;;
  verify)
    prepare
    build src/Ledger.Server
    exec dotnet "$server" "$@"
    ;;
  check)
    need_dotnet
    build src/Ledger.Server
    exec dotnet "$server" "$@"
    ;;
  *)
    serve "$@"
    ;;
esac
