#!/bin/sh
# Makes .venv and installs the dependencies that the lock file named as $1 pins by hash.
# Does nothing, and needs no network, where they are installed already.
set -eu
cd "$(dirname "$0")/.."
lock=$1
python=${PYTHON:-python3}

refuse() {
    echo "$1" >&2
    exit 1
}

find_newer_python() {
    for candidate in python3.13 python3.12 python3.11; do
        path=$(command -v "$candidate") && "$path" -c '' 2>/dev/null && echo "$path" && return
    done
    echo /path/to/python3.11
}

check_python() {
    command -v "$python" >/dev/null ||
        refuse "Python 3.11 or later is needed, and there is no $python: sudo apt install python3 python3-venv"
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) ||
        refuse "$python does not start: name another Python 3.11 or later: make $goal PYTHON=$(find_newer_python)"
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        refuse "Python 3.11 or later is needed, and $python is $version: name another one: make $goal PYTHON=$(find_newer_python)"
    "$python" -c 'import venv, ensurepip' 2>/dev/null ||
        refuse "This Python lacks its venv module: sudo apt install python3-venv (or python$version-venv), then start again."
}

make_environment() {
    .venv/bin/python -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && return
    check_python
    [ -w . ] || refuse "The folder $PWD cannot be written: copy it into your home folder and start there."
    echo "Making the environment in .venv …"
    "$python" -m venv --clear .venv 2>/dev/null ||
        refuse "The environment could not be made in $PWD/.venv: make sure that the folder can be written and the disk is not full."
}

# One line a package, or one moving line on a terminal.
show_progress() {
    total=$(grep -c '^[A-Za-z0-9].*==' "$lock")
    [ -t 1 ] && moving=1 || moving=0
    awk -v total="$total" -v moving="$moving" '
        /^(Collecting|Processing) / {
            n++
            if (moving) printf "\r\033[K  %d of about %d", n, total
            else if (n % 10 == 0) printf "  %d of about %d\n", n, total
            fflush()
        }
        END { if (moving) printf "\r\033[K" }'
}

explain_failure() {
    if grep -q "DO NOT MATCH THE HASHES" "$log"; then
        refuse "A downloaded package is not the one that was locked, so nothing was started: try again on a network that you trust."
    elif grep -q "No space left" "$log"; then
        refuse "The disk is full: the packages need about 300 MB in $PWD/.venv."
    elif grep -qE "NewConnection|ConnectionError|ConnectTimeout|ReadTimeout|SSLError|ProxyError|from versions: none" "$log"; then
        refuse "The packages could not be downloaded: connect this machine to the internet for the first start (later starts need no network)."
    fi
    refuse "The packages could not be installed: $(grep -m 1 '^ERROR' "$log" || tail -n 1 "$log") (all of it: $log)"
}

install_packages() {
    stamp=.venv/installed-$(basename "$lock")
    wanted="$(sha256sum <"$lock") $(.venv/bin/python -V)"
    [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && return
    [ -w .venv ] || refuse "The folder $PWD/.venv cannot be written: start as the person who made it."
    echo "Installing the packages (once; a few minutes on a slow network) …"
    log=$PWD/.venv/install.log
    { .venv/bin/python -m pip install --require-hashes --no-input --retries 2 \
        --disable-pip-version-check --progress-bar off -r "$lock" 2>&1; echo "exit $?"; } |
        tee "$log" | show_progress
    [ "$(tail -n 1 "$log")" = "exit 0" ] || explain_failure
    echo "$wanted" >"$stamp"
}

case $lock in *-dev.txt) goal=test ;; *) goal=run ;; esac
make_environment
install_packages
