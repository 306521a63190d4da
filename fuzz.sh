#!/usr/bin/env bash
# Holds the fast reader and writer and the generated code of the contract against each other on random messages, on all cores:
# ./fuzz.sh [--messages 10000000] [--seed N]. Prints how many messages, from which seed, and what differs; fails when something does.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=scripts/prepare.sh
source "$here/scripts/prepare.sh"

need_dotnet
quietly dotnet build "$here/tests/Ledger.Fuzz" -c Release
exec dotnet "$here/tests/Ledger.Fuzz/bin/Release/net10.0/Ledger.Fuzz.dll" "$@"
