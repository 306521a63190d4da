#!/usr/bin/env bash
# Rehearses load against a ledger and audits it afterwards. ./load.sh --help tells everything; load/README.md explains the scenarios.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=scripts/prepare.sh
source "$here/scripts/prepare.sh"

readonly program=$here/load/Ledger.Load/bin/Release/net10.0/Ledger.Load.dll

need_dotnet
for argument in "$@"; do
  # Only a target of its own needs PostgreSQL on this machine.
  if [ "$argument" = --self ]; then need_postgres; fi
done
if [ "${LOAD_NO_BUILD:-}" != yes ] || [ ! -f "$program" ]; then
  say "Building ..."
  quietly dotnet build "$here/load/Ledger.Load" -c Release
fi
# In place of this shell, so that Ctrl-C reaches the program once.
exec dotnet "$program" "$@"
