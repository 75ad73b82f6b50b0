#!/bin/sh
# Sets up and runs all checks and tests, and says what was left out and why.
# With CI=true a missing part is a failure.
set -eu
cd "$(dirname "$0")/.."
python=.venv/bin/python
failed=0

deploy/prepare.sh deploy/requirements-dev.txt
missing=$(deploy/parts.sh)

name_missing() {
    [ -z "$missing" ] && return
    echo "$missing" | while IFS='	' read -r package what; do
        echo "Left out: $what, because $package is missing (sudo apt install $package)."
    done
}

if [ -n "$missing" ] && [ "${CI:-}" = true ]; then
    name_missing
    echo "With CI=true nothing may be missing."
    exit 1
fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export DATA="$scratch/data" SECRET_FILE="$scratch/secret"
# Every worker reads all the tests: without Python's caches each would compile them again.
unset PYTHONDONTWRITEBYTECODE

deploy/check.sh || failed=1
$python manage.py collectstatic --noinput --verbosity 0 || failed=1
# Two calls, because Playwright and pytest-asyncio each want the event loop to themselves. Many
# tests wait more than they work: several at a time, outside the browser a file's one after the other.
$python -m pytest --ignore=tests/e2e -n 4 --dist loadfile || failed=1
case $missing in
*chromium*) ;;
*) $python -m pytest tests/e2e -n 3 || failed=1 ;;
esac

name_missing
[ "$failed" = 0 ] || echo "Something failed: see above."
exit "$failed"
