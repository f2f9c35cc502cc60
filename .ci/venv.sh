#!/bin/sh
# Installs pinned packages, each checked against its hash, into .venv: `venv.sh requirements/publish.txt`.
set -eu

if ! .venv/bin/python -c '' 2>/dev/null; then
    python=$(.ci/python.sh) || {
        echo 'set-up: Python 3.11 or newer is needed, with the modules venv and ensurepip' >&2
        exit 1
    }
    rm -rf .venv
    "$python" -m venv .venv
fi
echo "set-up: installing $1"
said=$(.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --requirement "$1" 2>&1) || {
    echo "set-up: $1 cannot be installed: $(printf '%s\n' "$said" | grep -v '^\[notice\]' | grep . | tail -n 1)" >&2
    echo "set-up: is this machine online? Then try again: what is there already is kept" >&2
    exit 1
}
