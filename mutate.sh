#!/usr/bin/env bash
# Mutation tests of the rules: changes Ledger.Rules in one place at a time and plays tests/Ledger.Rules.Mutation; a change that no test
# notices survives. ./mutate.sh [FILES ...], for instance ./mutate.sh 'Returns/*.cs' or ./mutate.sh Earning/Redeem.cs; without arguments
# all rooms. Score and survivors are printed, and kept as JSON and Markdown in artifacts/mutation, in a folder named by the first
# argument; fails below 90 %. What the last run gave and how long it took: tests/mutants.md.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=scripts/prepare.sh
source "$here/scripts/prepare.sh"

need_dotnet
cd "$here"
quietly dotnet tool restore
mutated=()
for file in "$@"; do mutated+=(--mutate "**/$file"); done
run=${1:-all}
run=${run%/\*.cs}
output=$here/artifacts/mutation/${run//\//-}
cd tests/Ledger.Rules.Mutation
exec dotnet stryker --config-file stryker-config.json --skip-version-check --output "$output" ${mutated[@]+"${mutated[@]}"}
