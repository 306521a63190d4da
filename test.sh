#!/usr/bin/env bash
# Builds everything without a warning and runs all tests. The last line says how many passed, failed and were skipped.
# Arguments are handed to every `dotnet test`, for instance: ./test.sh --filter FullyQualifiedName~Embedded
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source=scripts/prepare.sh
source scripts/prepare.sh

readonly solution=Ledger.sln
readonly results=artifacts/test-results

passed=0
failed=0
skipped=0
broken=()

# The projects of the solution that hold tests; one that lies under tests/ but was left out of the solution is an error.
find_test_projects() {
  local project listed
  listed=$(dotnet sln "$solution" list | tr '\\' '/')
  while IFS= read -r project; do
    grep -qxF "$project" <<<"$listed" || broken+=("$project is not in $solution")
  done < <(grep -l --include='*.csproj' -r 'Microsoft\.NET\.Test\.Sdk' tests bench load 2>/dev/null | sort)
  while IFS= read -r project; do
    if [[ $project == *.csproj ]] && grep -q 'Microsoft\.NET\.Test\.Sdk' "$project"; then
      test_projects+=("$project")
    fi
  done < <(sort <<<"$listed")
}

# One number out of a results file's <Counters .../>; 0 when it has none.
counter() {
  local value
  value=$(sed -n "s/.*<Counters [^>]*\b$2=\"\([0-9]*\)\".*/\1/p" "$1" | head -n 1)
  echo "${value:-0}"
}

run_project() {
  local project=$1 name status=0 trx total executed ok
  shift
  name=$(basename "$project" .csproj)
  trx=$results/$name.trx
  dotnet test "$project" -c Release --no-build --nologo --blame-hang-timeout 5m --blame-hang-dump-type mini \
    --logger "trx;LogFileName=$name.trx" --results-directory "$results" "$@" || status=$?
  if [ ! -s "$trx" ]; then
    # A filter may leave nothing to run here.
    [ "$#" -gt 0 ] && [ "$status" -eq 0 ] || broken+=("$name wrote no results")
    return
  fi
  total=$(counter "$trx" total)
  executed=$(counter "$trx" executed)
  ok=$(counter "$trx" passed)
  passed=$((passed + ok))
  failed=$((failed + executed - ok))
  # A skipped test counts in the total and was not executed.
  skipped=$((skipped + total - executed))
  if [ "$executed" -eq "$ok" ] && [ "$status" -ne 0 ]; then
    broken+=("$name ended with exit code $status although no test failed (a crash or a hang)")
  elif [ "$total" -eq 0 ] && [ "$#" -eq 0 ]; then
    broken+=("$name ran no test")
  fi
}

summarise() {
  local reason
  for reason in ${broken[@]+"${broken[@]}"}; do
    echo "BROKEN: $reason"
  done
  # A project that broke counts as one failure, so that the last line never looks better than it was.
  failed=$((failed + ${#broken[@]}))
  if [ "$failed" -eq 0 ] && [ "$passed" -eq 0 ]; then
    echo "BROKEN: no test ran"
    failed=1
  fi
  echo "$passed passed, $failed failed, $skipped skipped"
  [ "$failed" -eq 0 ]
}

broken_before_tests() {
  broken+=("$1")
  summarise
  exit 1
}

main() {
  local project
  local -a test_projects=()
  prepare
  rm -rf "$results"
  mkdir -p "$results"

  echo "Restoring and building (Release, warnings are errors) ..."
  # With CI=true the restore is locked: packages.lock.json decides, and a difference fails.
  quietly dotnet restore "$solution" || broken_before_tests "dotnet restore failed"
  quietly dotnet build "$solution" -c Release --no-restore -warnaserror || broken_before_tests "the build failed or has warnings"

  # Arguments ask for some tests alone.
  [ "$#" -gt 0 ] || ./scripts/contract.sh || broken+=("the contract is not as buf.yaml asks for, or breaks what was released")

  find_test_projects
  # One after another: the tests measure time, and many share two cores.
  for project in ${test_projects[@]+"${test_projects[@]}"}; do
    run_project "$project" "$@"
  done
  summarise
}

main "$@"
