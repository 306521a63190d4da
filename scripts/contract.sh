#!/usr/bin/env bash
# Looks at the contract with buf (buf.yaml): how it is written, that everything has a comment of its own, and that nothing the last
# release promised was removed, renumbered, renamed or retyped. Needs a restore before it, for the google/rpc files.
# buf is taken from PATH, or fetched with npm into artifacts/. Where neither is to be had it says so and ends with 0; with CI=true, with 1.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly version=1.75.0
readonly last_release=tests/Ledger.Server.Tests/Recorded/0.2.0/ledger.proto.txt
readonly work=artifacts/contract

find_buf() {
  local machine
  if command -v buf; then return; fi
  machine=$(uname -m)
  machine=linux-${machine/x86_64/x64}
  if [ ! -x "$work/buf-$version/package/bin/buf" ]; then
    command -v npm >/dev/null || return 1
    mkdir -p "$work/buf-$version"
    (cd "$work/buf-$version" && npm pack --silent "@bufbuild/buf-$machine@$version" >/dev/null && tar xzf ./*.tgz) || return 1
  fi
  echo "$PWD/$work/buf-$version/package/bin/buf"
}

# A folder as buf wants it: the contract, what it imports, and the rules.
lay_out() {
  local folder=$1 proto common
  shift
  common=$(sed -n 's/.*"Google.Api.CommonProtos" Version="\([^"]*\)".*/\1/p' Directory.Packages.props)
  common=${NUGET_PACKAGES:-$HOME/.nuget/packages}/google.api.commonprotos/$common/content/protos/google/rpc
  rm -rf "$folder"
  mkdir -p "$folder/proto/ledger/v1" "$folder/imports/google/rpc"
  for proto in "$@"; do cp "$proto" "$folder/proto/ledger/v1/$(basename "${proto%.txt}")"; done
  cp "$common/status.proto" "$folder/imports/google/rpc/"
  sed 's|^  - path: proto$|  - path: proto\n  - path: imports|' buf.yaml >"$folder/buf.yaml"
}

main() {
  local buf
  mkdir -p "$work"
  if ! buf=$(find_buf); then
    echo "buf is not here and could not be fetched: the contract was not looked at." >&2
    [ "${CI:-}" != true ]
    return
  fi
  export BUF_CACHE_DIR=$PWD/$work/cache
  lay_out "$work/now" proto/ledger/v1/*.proto
  lay_out "$work/before" "$last_release"
  (cd "$work/now" && "$buf" lint proto && "$buf" breaking proto --against ../before/proto)
}

main
