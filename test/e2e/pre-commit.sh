#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Provides pre-commit for the end-to-end tests, from PyPI in a virtualenv of its own.
#
#   pre-commit.sh          install it where it is missing, then print its path
#   pre-commit.sh --print  print its path if it is there, install nothing
#
# Exit codes: 0 found; 1 missing and could not be had; 2 wrong usage, or TEST_ASSET_PRE_COMMIT names no program.
#
# The first hit wins: TEST_ASSET_PRE_COMMIT (full path), the cache. Versions are pinned in assets/pre-commit.

set -euo pipefail

requirements=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/assets/pre-commit/requirements.txt
version=$(sed -n 's/^pre_commit==//p' "$requirements")
cache=${XDG_CACHE_HOME:-$HOME/.cache}/tidewaiter/envtest/pre-commit-$version-$(uname -s)-$(uname -m)

say() { printf 'pre-commit: %s\n' "$*" >&2; }
die() { local code=$1; shift; say "$@"; exit "$code"; }

locate() {
  if [ -n "${TEST_ASSET_PRE_COMMIT:-}" ]; then
    # A wrong path is a mistake to report, not a reason to take another program.
    [ -f "$TEST_ASSET_PRE_COMMIT" ] && [ -x "$TEST_ASSET_PRE_COMMIT" ] ||
      { say "TEST_ASSET_PRE_COMMIT names $TEST_ASSET_PRE_COMMIT, which is not an executable file"; return 2; }
    printf '%s\n' "$TEST_ASSET_PRE_COMMIT"
    return 0
  fi
  # The list is put there when all is; the Python that it was made with may be gone by now.
  cmp -s "$requirements" "$cache/requirements.txt" && "$cache/bin/pre-commit" --version >/dev/null 2>&1 || return 1
  printf '%s\n' "$cache/bin/pre-commit"
}

install() {
  command -v python3 >/dev/null 2>&1 || die 1 'python3 is missing; set TEST_ASSET_PRE_COMMIT to a pre-commit program'
  mkdir -p "${cache%/*}"
  if command -v flock >/dev/null 2>&1; then
    exec 9>"$cache.lock"
    flock 9
    if locate >/dev/null; then return 0; fi
  fi
  python3 -m venv --clear "$cache" >&2 || die 1 'python3 makes no virtualenv'
  "$cache/bin/python" -m pip --quiet --disable-pip-version-check install --requirement "$requirements" >&2 ||
    die 1 'pip could not install it'
  cp "$requirements" "$cache/requirements.txt"
  say "ready: $("$cache/bin/pre-commit" --version)"
}

case $#:${1:-} in
  1:--print) locate || die $? 'no program; run test/e2e/pre-commit.sh to install one' ;;
  0:)
    code=0
    locate || code=$?
    case $code in
      0) ;;
      1)
        install
        locate || die 1 'the new program does not run'
        ;;
      *) exit "$code" ;;
    esac
    ;;
  *) die 2 'usage: pre-commit.sh [--print]' ;;
esac
