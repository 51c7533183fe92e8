#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Provides a program for the end-to-end tests out of Debian's package of that name: docker-registry, a second registry, and
# shellcheck.
#
#   debian-program.sh NAME          fetch it where it is missing, then print its path
#   debian-program.sh NAME --print  print its path if it is there, fetch nothing
#
# Exit codes: 0 found; 1 missing and could not be had; 2 wrong usage, or the variable names no program.
#
# The first hit wins: TEST_ASSET_DOCKER_REGISTRY or TEST_ASSET_SHELLCHECK (full path), the cache, an installed package.
# Nothing is installed and nobody has to be root: the package is unpacked into the cache. The version is that of the Debian
# release at hand.

set -euo pipefail

package=${1:-}
case $package in
  docker-registry | shellcheck) shift ;;
  *)
    echo 'usage: debian-program.sh docker-registry|shellcheck [--print]' >&2
    exit 2
    ;;
esac
variable=TEST_ASSET_$(printf '%s' "$package" | tr 'a-z-' 'A-Z_')
cache=${XDG_CACHE_HOME:-$HOME/.cache}/tidewaiter/envtest/$package-$(uname -s)-$(uname -m)
work=

say() { printf '%s: %s\n' "$package" "$*" >&2; }
die() { local code=$1; shift; say "$@"; exit "$code"; }

is_program() { [ -f "$1" ] && [ -x "$1" ]; }

locate() {
  local path
  if [ -n "${!variable:-}" ]; then
    # A wrong path is a mistake to report, not a reason to take another program.
    is_program "${!variable}" || { say "$variable names ${!variable}, which is not an executable file"; return 2; }
    printf '%s\n' "${!variable}"
    return 0
  fi
  for path in "$cache/$package" "/usr/bin/$package"; do
    if is_program "$path"; then
      printf '%s\n' "$path"
      return 0
    fi
  done
  return 1
}

clean_up() {
  if [ -n "$work" ]; then rm -rf "$work" || true; fi
}

# With the package lists of the machine, and where they do not know the package, with fresh ones of our own.
download() {
  local private=(-o "Dir::State::lists=$work/lists" -o "Dir::Cache=$work/cache" -o APT::Sandbox::User=root)
  (
    cd "$work"
    apt-get -q -o APT::Sandbox::User=root download "$package" >&2 && exit 0
    say 'trying again with fresh package lists'
    mkdir -p lists/partial cache/archives/partial
    apt-get -q "${private[@]}" update >&2 && apt-get -q "${private[@]}" download "$package" >&2
  )
}

fetch() {
  local tool output
  for tool in apt-get dpkg-deb; do
    command -v "$tool" >/dev/null 2>&1 ||
      die 1 "$tool is missing; set $variable to the path of the program"
  done
  mkdir -p "${cache%/*}"
  trap clean_up EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  # Beside its destination, so that the final mv is one atomic rename.
  work=$(mktemp -d "${cache%/*}/.$package.XXXXXX")
  download || die 1 "the package could not be downloaded"
  dpkg-deb -x "$work/$package"_*.deb "$work/root" || die 1 'the package could not be unpacked'
  output=$("$work/root/usr/bin/$package" --version 2>&1) || die 1 "the program does not run: $output"
  mkdir -p "$cache"
  mv -f "$work/root/usr/bin/$package" "$cache/$package"
  say "ready: ${output//$'\n'/ }"
}

case $#:${1:-} in
  1:--print) locate || die $? "no program; run test/e2e/debian-program.sh $package to fetch one" ;;
  0:)
    code=0
    locate || code=$?
    case $code in
      0) ;;
      1)
        fetch
        locate
        ;;
      *) exit "$code" ;;
    esac
    ;;
  *) die 2 'usage: debian-program.sh docker-registry|shellcheck [--print]' ;;
esac
