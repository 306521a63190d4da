#!/usr/bin/env bash
# Packs what others can install into artifacts/packages: every project of src and proto that names a package.
# With --check it then looks into the packages: frameworks, dependencies, licence, readme and documentation; and a project
# outside the repository installs the one that carries parts of the server, and runs it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source=scripts/prepare.sh
source scripts/prepare.sh

readonly packages=artifacts/packages

# Package, its frameworks, what it depends on. A package that is not listed here is checked for the rest alone.
readonly expected=(
  "Ledger.Contract|net10.0 net8.0 netstandard2.0|Google.Api.CommonProtos Google.Protobuf Grpc.Core.Api"
  "Ledger.Client|net10.0 net8.0|Google.Protobuf Grpc.Net.Client Grpc.StatusProto Ledger.Contract Microsoft.Extensions.Options"
  "Ledger.Client.Testing|net10.0|Ledger.Client YamlDotNet"
)

mistakes=0

mistake() {
  say "WRONG: $*"
  mistakes=$((mistakes + 1))
}

# The words of an attribute or folder, one each, in one line and in order.
in_a_line() { sort -u | paste -sd ' ' -; }

nuspec_of() { unzip -p "$1" '*.nuspec'; }

frameworks_of() { unzip -Z1 "$1" | sed -n 's|^lib/\([^/]*\)/.*\.dll$|\1|p' | in_a_line; }

dependencies_of() { nuspec_of "$1" | sed -n 's/.*<dependency id="\([^"]*\)".*/\1/p' | in_a_line; }

check_expected() {
  local file=$1 id=$2 row name frameworks dependencies
  for row in "${expected[@]}"; do
    IFS='|' read -r name frameworks dependencies <<<"$row"
    [ "$name" = "$id" ] || continue
    [ "$(frameworks_of "$file")" = "$frameworks" ] || mistake "$id is for $(frameworks_of "$file"), not for $frameworks"
    [ "$(dependencies_of "$file")" = "$dependencies" ] || mistake "$id depends on $(dependencies_of "$file"), not on $dependencies"
  done
}

check() {
  local file=$1 id content framework proto
  id=$(nuspec_of "$file" | sed -n 's|.*<id>\(.*\)</id>.*|\1|p')
  content=$(unzip -Z1 "$file")
  grep -qx 'README.md' <<<"$content" || mistake "$id has no readme"
  nuspec_of "$file" | grep -F '<license type="expression">MIT</license>' >/dev/null || mistake "$id states no licence"
  for framework in $(frameworks_of "$file"); do
    # Not grep -q: what it leaves unread would end unzip with an error.
    unzip -p "$file" "lib/$framework/$id.xml" 2>/dev/null | grep '<summary>' >/dev/null ||
      mistake "$id has no documentation for $framework"
  done
  if [ "$id" = Ledger.Contract ]; then
    for proto in proto/ledger/v1/*.proto; do
      grep -qx "$proto" <<<"$content" || mistake "$id lacks $proto"
    done
  fi
  check_expected "$file" "$id"
}

# Installs Ledger.Client.Testing as a stranger does, into a package folder of its own, and posts one debit on it.
try_testing() {
  local folder=$1 version
  version=$(nuspec_of "$packages"/Ledger.Client.Testing.*.nupkg | sed -n 's|.*<version>\(.*\)</version>.*|\1|p')
  cat >"$folder/Stranger.csproj" <<EOF
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
    <RestoreAdditionalProjectSources>$PWD/$packages</RestoreAdditionalProjectSources>
    <RestorePackagesPath>$folder/packages</RestorePackagesPath>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Ledger.Client.Testing" Version="$version" />
  </ItemGroup>
</Project>
EOF
  cat >"$folder/Program.cs" <<'EOF'
using Ledger.Client;
using Ledger.Client.Testing;

using var ledger = new InMemoryLedger();
var till = ledger.Client();
await till.OpenAccountAsync("6600123412341234", account: 1001);
await till.TopUpAsync(Target.Account(1001), amountMinor: 20_000);
ledger.LoseAnswers();
var debit = await till.DebitAsync(Target.Card("6600123412341234"), amountMinor: 12_800);
return debit is PostingResult.Posted { Receipt.Replayed: true } && ledger.Verify().Count == 0 ? 0 : 1;
EOF
  quietly dotnet run --project "$folder" || mistake "Ledger.Client.Testing cannot be installed and run"
}

main() {
  local project file stranger
  need_dotnet
  if [ "${1:-}" = --check ] && ! command -v unzip >/dev/null 2>&1; then
    fail "unzip is missing. Install it with your package manager."
  fi
  rm -rf "$packages"
  while IFS= read -r project; do
    quietly dotnet pack "$project" -c Release -o "$packages" || fail "Packing $project failed."
  done < <(grep -l '<PackageId>' proto/*.csproj src/*/*.csproj)
  if [ "${1:-}" = --check ]; then
    for file in "$packages"/*.nupkg; do
      check "$file"
    done
    stranger=$(mktemp -d)
    try_testing "$stranger"
    rm -rf "$stranger"
    [ "$mistakes" -eq 0 ] || fail "$mistakes mistakes in the packages."
  fi
  ls "$packages"
}

main "$@"
