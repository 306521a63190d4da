#!/usr/bin/env bash
# Mutation tests of the rules: changes Ledger.Rules in one place at a time and runs the tests that touch it; a change that no test notices
# survives. ./mutate.sh [FILES ...], for instance ./mutate.sh 'Returns/*.cs'. Without arguments all rooms are mutated, which takes hours on
# two cores. Score and survivors are printed, and kept as JSON and Markdown in artifacts/mutation; fails below 90 %.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=scripts/prepare.sh
source "$here/scripts/prepare.sh"

# Fewer random histories than the tests play by themselves: each mutant plays them again.
export LEDGER_SIM_COUNT=${LEDGER_SIM_COUNT:-40}

need_dotnet
cd "$here"
quietly dotnet tool restore
mutated=()
for file in "$@"; do mutated+=(--mutate "**/$file"); done
cd tests/Ledger.Rules.Tests
exec dotnet stryker --config-file stryker-config.json --output "$here/artifacts/mutation" ${mutated[@]+"${mutated[@]}"}
