#!/usr/bin/env bash
# Builds the benchmarks in Release and runs them: the yardstick, or with the word "micro" the micro-benchmarks, with "reports" reports.
# bench/README.md says how to read them.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source=scripts/prepare.sh
source scripts/prepare.sh

build() {
  echo "Building ..."
  quietly dotnet build "bench/$1" -c Release
}

program() { echo "bench/$1/bin/Release/net10.0/$1.dll"; }

case ${1:-} in
  micro)
    shift
    need_dotnet
    build Ledger.Bench
    exec dotnet "$(program Ledger.Bench)" "$@"
    ;;
  reports)
    shift
    prepare
    build Ledger.Reports
    exec dotnet "$(program Ledger.Reports)" "$@"
    ;;
  *)
    prepare
    build Ledger.Yardstick
    exec dotnet "$(program Ledger.Yardstick)" "$@"
    ;;
esac
