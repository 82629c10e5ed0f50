#!/usr/bin/env bash
# Make or update a virtual environment from a lock: scripts/venv.sh PYTHON FOLDER LOCK
# Says plainly what the machine lacks, and shows how far it is.
set -euo pipefail

python=$1 folder=$2 lock=$3

fail() {
    printf '%s\n' "$@" >&2
    exit 1
}

command -v "$python" >/dev/null ||
    fail "There is no $python here. Install Python 3.11 or newer, or say which: make PYTHON=/path/to/python3"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    fail "$("$python" --version) is too old: Python 3.11 or newer is needed. Say which: make PYTHON=python3.13"
"$python" -c 'import ensurepip, venv' 2>/dev/null ||
    fail "This Python cannot make virtual environments: Debian and Ubuntu split that part off." \
        "Install it and run make again: sudo apt install python3-venv"

if [[ ! -x $folder/bin/python ]]; then
    echo "Making $folder with $("$python" --version)"
    "$python" -m venv "$folder"
fi

total=$(grep -c '^[A-Za-z0-9]' "$lock")
echo "Installing $lock into $folder"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# The lock is complete. Told to look for more, the pip that came with an older Python stumbles over
# extras in hash mode; whether something is missing is checked afterwards. Python compiles what it
# imports by itself: most of what is installed it never does.
"$folder/bin/python" -m pip install --no-compile --require-hashes --disable-pip-version-check \
    --no-deps --no-input --progress-bar off -r "$lock" 2>&1 | tee "$log" |
    awk -v total="$total" -v terminal="$([[ -t 1 ]] && echo 1)" '
        function show(text) { if (terminal) printf "\r%-50s", "  " text; else print "  " text; fflush() }
        /^(Collecting|Requirement already satisfied)/ { if (++n % 20 == 0 || terminal) show(n " of about " total) }
        /^Installing collected/ { show("installing, about half a minute more") }
        END { if (terminal) printf "\r%50s\r", "" }' ||
    { tail -n 30 "$log" >&2; fail "pip could not install $lock; the lines above say why."; }
"$folder/bin/python" -m pip check --disable-pip-version-check >/dev/null ||
    fail "$lock is not complete: run make lock."
