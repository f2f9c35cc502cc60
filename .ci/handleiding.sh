#!/bin/sh
# Follows HANDLEIDING.md to the letter on a Debian on which nothing is installed: what it has event staff type, in its order, and an Excel list of
# sixty names. Not among the tests, for it wants root, debootstrap and the network, and takes some ten minutes: `.ci/handleiding.sh FOLDER`.
# Where pip reaches no index from within, WHEELS names a folder with the wheels of requirements/publish.txt, for the Python of SUITE.
set -eu
cd "$(dirname "$0")/.."
root=${1:?a folder for the root file system}
here=$root/press

# What Ubuntu has on a new machine, and a bare root file system has not.
debootstrap --variant=minbase --include=sudo,ca-certificates "${SUITE:-stable}" "$root" >"$root.log" 2>&1
cp -r /etc/apt/. "$root/etc/apt/"
for file in /etc/pip.conf /etc/resolv.conf; do [ ! -f "$file" ] || cp "$file" "$root$file"; done
mkdir -p "$here"
git archive HEAD | tar -x -C "$here"
[ -z "${WHEELS:-}" ] || cp -r "$WHEELS" "$root/wheels"
.venv/bin/python - "$here/gasten.xlsx" <<'PYTHON'
import sys
from openpyxl import Workbook

book = Workbook()
rows = book.active
rows.append(["Voornaam", "Organisatie"])
for number in range(60):
    rows.append([f"{('Żofia', 'Đorđe', 'Anne-Fleur', 'Şahin')[number % 4]} Gast {number + 1}", "Provincie Fryslân"])
book.save(sys.argv[1])
PYTHON

# Every grey block of the first two parts, and the run that the text tells of in words: the invitation, from a list with other heads.
{
    echo 'set -ex; cd /press; export LANG=C.UTF-8'
    [ -z "${WHEELS:-}" ] || echo 'export PIP_NO_INDEX=1 PIP_FIND_LINKS=/wheels'
    sed '/^# Voor wie tekst of beeld verandert/,$d' HANDLEIDING.md | sed -n '/^```sh$/,/^```$/{/^```/d;p}'
    echo 'make run table=gasten.xlsx edition=uitnodiging sheets=yes options="--map naam=Voornaam"'
} >"$root/typed.sh"
began=$(date +%s)
for folder in proc dev; do mount --bind /$folder "$root/$folder"; done
trap 'umount "$root/proc" "$root/dev"' EXIT
chroot "$root" /bin/sh /typed.sh
echo "followed in $((($(date +%s) - began) / 60)) minutes; look at $here/output"
