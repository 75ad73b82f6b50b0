#!/bin/sh
# Pins every dependency with its hashes, for every platform, and names no index.
set -eu
cd "$(dirname "$0")"
lock() {
    ../.venv/bin/uv pip compile --universal --generate-hashes --no-emit-index-url --no-header \
        --no-annotate --python-version 3.11 --quiet "$@"
}
lock requirements.in -o requirements.txt
lock requirements-dev.in -c requirements.txt -o requirements-dev.txt
../.venv/bin/python licences.py
echo "Locked: look over the difference, then make test."
