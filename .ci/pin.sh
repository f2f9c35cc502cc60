#!/bin/sh
# Pins what pyproject.toml asks for, with the hashes of every platform's files and without any index's address.
set -eu
unset PIP_FIND_LINKS PIP_INDEX_URL PIP_EXTRA_INDEX_URL

pin() {
    CUSTOM_COMPILE_COMMAND='make requirements' .venv/bin/pip-compile --quiet --upgrade --strip-extras --allow-unsafe \
        --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-trusted-host "$@"
}

pin --output-file requirements/publish.txt pyproject.toml
pin --extra test --constraint requirements/publish.txt --output-file requirements/test.txt pyproject.toml
pin --extra cluster --constraint requirements/test.txt --output-file requirements/cluster.txt pyproject.toml
