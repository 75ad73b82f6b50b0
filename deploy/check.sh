#!/bin/sh
# Every check that needs no server, all of them even when one fails.
set -u
cd "$(dirname "$0")/.."
bin=$PWD/.venv/bin
failed=

# The checks read the settings; they keep away from the data and the secret of a conference.
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export DATA="$scratch/data" SECRET_FILE="$scratch/secret"
mkdir "$DATA"
unset DATABASE_URL REDIS_URL BALLOT_SECRET BALLOT_SECRET_FILE

check() {
    echo "· $*"
    "$@" || failed="$failed
  $*"
}

check "$bin/ruff" check .
check "$bin/ruff" format --check .
check "$bin/mypy"
check "$bin/djlint" templates --check --quiet
check "$bin/djlint" templates --lint --quiet
check "$bin/python" manage.py makemigrations --check --dry-run
check "$bin/python" deploy/licences.py --check
check "$bin/python" deploy/audit.py
if command -v node >/dev/null; then
    # shellcheck disable=SC2046
    check node --test --test-reporter=spec $(find tests/js -name "*.test.*js")
else
    echo "Left out: the JavaScript tests, because node is missing (sudo apt install nodejs)."
    [ "${CI:-}" != true ] || failed="$failed
  node --test"
fi

[ -z "$failed" ] || { echo "These checks failed:$failed"; exit 1; }
echo "All checks passed."
