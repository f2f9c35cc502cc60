#!/bin/sh
# Installs the system's packages that this machine lacks: `packages.sh publish` or `packages.sh test`.
set -eu

# Each line: the Debian package, and after the sign the command that makes it needless where it is there already.
publish='
libpango-1.0-0
libpangoft2-1.0-0
libharfbuzz-subset0
'
test="$publish"'
chromium=chromium
default-jre-headless=java
ghostscript=gs
hunspell=hunspell
hunspell-nl
libatomic1
libjaxb-java
maven=mvn
npm=npm
poppler-utils=pdftotext
'

# How long another program that installs packages is waited for, in seconds.
wait_s=300

# The last line that says something.
last() {
    printf '%s\n' "$1" | grep . | tail -n 1
}

fail() {
    echo "set-up: $*" >&2
    exit 1
}

installed() {
    case $1 in
        *=*) command -v "${1#*=}" ;;
        *) dpkg-query --show --showformat '${db:Status-Abbrev}' "$1" 2>/dev/null | grep '^ii' ;;
    esac >/dev/null
}

install_on_debian() {
    missing=$(.ci/python.sh >/dev/null || echo python3-venv)
    for package in $1; do
        installed "$package" || missing="$missing ${package%=*}"
    done
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" = 0 ]; then
        as_root=
    elif command -v sudo >/dev/null; then
        as_root=sudo
        sudo -n true 2>/dev/null || [ -t 0 ] ||
            fail "sudo asks for a password, and nobody is here to give it; run this first: sudo apt-get install" $missing
    else
        fail "neither root nor sudo; have these packages installed, then try again:" $missing
    fi
    echo "set-up: installing" $missing
    # Another program that installs, as a desktop does of its own accord, is waited for.
    wait="-o DPkg::Lock::Timeout=$wait_s"
    until said=$($as_root apt-get update $wait -qq 2>&1); do
        case $said in *"Could not get lock"*) [ "$wait_s" -gt 0 ] ;; *) false ;; esac ||
            fail "the lists of packages cannot be fetched: $(last "$said")"
        echo "set-up: another program is installing; waiting for it"
        sleep 5
        wait_s=$((wait_s - 5))
    done
    said=$($as_root env DEBIAN_FRONTEND=noninteractive apt-get install $wait -y -qq --no-install-recommends $missing 2>&1) ||
        fail "$missing cannot be installed: $(last "$said")"
}

install_on_macos() {
    [ "$1" = "$publish" ] || fail "the tests are set up on Debian only; on this system \`make\` builds the brochure"
    command -v brew >/dev/null || fail "Homebrew is needed to install python and pango"
    brew list pango >/dev/null 2>&1 || brew install pango
    .ci/python.sh >/dev/null || brew install python
}

case $1 in
    publish) needed=$publish ;;
    test) needed=$test ;;
    *) fail "packages.sh publish or packages.sh test, not '$1'" ;;
esac
if command -v apt-get >/dev/null; then
    install_on_debian "$needed"
elif [ "$(uname)" = Darwin ]; then
    install_on_macos "$needed"
else
    fail "no apt-get here; this set-up knows Debian, and macOS with Homebrew"
fi
