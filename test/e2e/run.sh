#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Runs the end-to-end suite: obtains kube-apiserver, etcd, helm, docker-registry, shellcheck and pre-commit, builds the
# bundle, starts jest.
# Arguments go to jest.
#
# Where the programs are missing and cannot be had, the suite is reported as skipped and the exit code is 0;
# with CI=true that is a failure. TIDEWAITER_E2E_NO_BUILD=1 takes only programs that are there already.

set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# The pinned Node.js, also where this script is not started by npm.
export PATH=$PWD/node_modules/.bin:$PATH

assets=(bash test/e2e/assets.sh)
registry=(bash test/e2e/debian-program.sh docker-registry)
shellcheck=(bash test/e2e/debian-program.sh shellcheck)
hooks=(bash test/e2e/pre-commit.sh)
if [ -n "${TIDEWAITER_E2E_NO_BUILD:-}" ]; then
  assets+=(--print)
  registry+=(--print)
  shellcheck+=(--print)
  hooks+=(--print)
fi

code=0
"${assets[@]}" >/dev/null || code=$?
case $code in
  0)
    npm run --silent build
    ;;
  1 | 3)
    # 1: something is missing or does not build; 3: there is no Go to build it with.
    if [ "${CI:-}" = true ]; then
      echo 'e2e: failed: kube-apiserver, etcd and helm could not be had, for the reason above' >&2
      exit 1
    fi
    echo 'e2e: skipped: kube-apiserver, etcd and helm could not be had, for the reason above' >&2
    ;;
  *)
    exit "$code"
    ;;
esac

# Obtains a program without which a part of the suite is skipped.
need() {
  local name=$1
  shift
  if "$@" >/dev/null; then return 0; fi
  if [ "${CI:-}" = true ]; then
    echo "e2e: failed: $name could not be had, for the reason above" >&2
    exit 1
  fi
  echo "e2e: without $name, for the reason above; its tests are skipped" >&2
}

need docker-registry "${registry[@]}"
need shellcheck "${shellcheck[@]}"
need pre-commit "${hooks[@]}"

exec node --experimental-vm-modules --disable-warning=ExperimentalWarning node_modules/jest/bin/jest.js \
  --selectProjects e2e --runInBand "$@"
