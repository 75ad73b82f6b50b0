#!/bin/sh
# Installs what the tests need beside Python, where it may; prints what is missing, one a line.
set -eu

has() { command -v "$1" >/dev/null; }
has_postgresql() { has initdb || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; }

# Prints the missing parts: the name of the Debian package, a tab, what is left out without it.
list_missing() {
    has chromium || printf 'chromium\tthe browser tests\n'
    has redis-server || printf 'redis-server\tthe tests of several processes\n'
    has_postgresql || printf 'postgresql\tthe tests on PostgreSQL\n'
    has node || printf 'nodejs\tthe JavaScript tests\n'
}

install_by_apt() {
    has apt-get || return 0
    if [ "$(id -u)" = 0 ]; then
        root=
    elif sudo -n true 2>/dev/null; then
        root="sudo -n"
    else
        return 0
    fi
    echo "Installing$(printf ' %s' "$@") by apt …" >&2
    # shellcheck disable=SC2086
    { $root apt-get update && $root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y --no-install-recommends "$@"; } >/dev/null 2>&1 ||
        echo "apt could not install them." >&2
}

missing=$(list_missing | cut -f 1)
# shellcheck disable=SC2086
[ -z "$missing" ] || install_by_apt $missing
list_missing
