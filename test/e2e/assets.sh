#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Provides kube-apiserver, etcd and helm for the end-to-end tests.
#
#   assets.sh          build what is missing, then print name=path lines
#   assets.sh --print  print name=path lines for what is there, build nothing
#
# Exit codes: 0 all three found; 1 something is missing or a build failed;
# 2 wrong usage, or a TEST_ASSET_* variable that names no executable (without
# --print, which answers 1);
# 3 no usable Go toolchain; 130 or 143 interrupted.
#
# For each binary the first hit wins: TEST_ASSET_KUBE_APISERVER, TEST_ASSET_ETCD
# or TEST_ASSET_HELM (full path); the directory in KUBEBUILDER_ASSETS; the cache.
# The cache directory is itself a valid KUBEBUILDER_ASSETS value.
# /usr/local/kubebuilder/bin is left out on purpose: nobody chose it for this
# run, and its content may be older than what the tests need.
#
# Versions are pinned only in assets/*/go.mod. To move one, run
# "go get -tool PACKAGE@VERSION" in that directory. k8s.io/kubernetes refers to
# its staging modules by relative path, which only works inside its own tree, so
# for Kubernetes v1.X.Y first set every replace line to v0.X.Y.

set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
names='kube-apiserver etcd helm'

say() { printf 'assets: %s\n' "$*" >&2; }
die() { local code=$1; shift; say "$@"; exit "$code"; }

# Read without go, so that --print works on a machine that has only the cache.
mod_version() {
  local version
  version=$(awk -v module="$2" '
    $1 == module { print $2; exit }
    $1 == "require" && $2 == module { print $3; exit }
  ' "$here/assets/$1/go.mod")
  [ -n "$version" ] || die 1 "assets/$1/go.mod requires no version of $2"
  printf '%s\n' "$version"
}

host_platform() {
  local os arch
  os=$(uname -s | tr '[:upper:]' '[:lower:]')
  arch=$(uname -m)
  case $arch in
    x86_64) arch=amd64 ;;
    aarch64) arch=arm64 ;;
  esac
  printf '%s-%s\n' "$os" "$arch"
}

kubernetes_version=$(mod_version kube-apiserver k8s.io/kubernetes)
etcd_version=$(mod_version etcd go.etcd.io/etcd/server/v3)
helm_version=$(mod_version helm helm.sh/helm/v3)

root=${XDG_CACHE_HOME:-$HOME/.cache}/tidewaiter/envtest
cache=$root/kubernetes-$kubernetes_version-etcd-$etcd_version-helm-$helm_version-$(host_platform)

override_variable() {
  case $1 in
    kube-apiserver) echo TEST_ASSET_KUBE_APISERVER ;;
    etcd) echo TEST_ASSET_ETCD ;;
    helm) echo TEST_ASSET_HELM ;;
  esac
}

is_program() { [ -f "$1" ] && [ -x "$1" ]; }

locate() {
  local variable path
  variable=$(override_variable "$1")
  path=${!variable:-}
  if [ -n "$path" ]; then
    # A wrong path is a mistake to report. Falling back to another binary would
    # let the tests pass against something the caller did not ask for.
    is_program "$path" || { say "$variable names $path, which is not an executable file"; return 2; }
    printf '%s\n' "$path"
    return 0
  fi
  for path in "${KUBEBUILDER_ASSETS:+$KUBEBUILDER_ASSETS/$1}" "$cache/$1"; do
    if [ -n "$path" ] && is_program "$path"; then
      printf '%s\n' "$path"
      return 0
    fi
  done
  return 1
}

print_found() {
  local name path code status=0
  for name in $names; do
    code=0
    path=$(locate "$name") || code=$?
    if [ "$code" -eq 0 ]; then
      printf '%s=%s\n' "$name" "$path"
    else
      [ "$code" -eq 2 ] || say "$name is missing; run test/e2e/assets.sh to build it"
      status=1
    fi
  done
  return "$status"
}

require_go() {
  local wanted problem
  wanted=$(awk '$1 == "go" { print $2; exit }' "$here/assets/kube-apiserver/go.mod")
  command -v go >/dev/null 2>&1 ||
    die 3 "go is missing (needed to build:$missing); install Go $wanted or newer from https://go.dev/dl/, or set TEST_ASSET_KUBE_APISERVER, TEST_ASSET_ETCD and TEST_ASSET_HELM to ready binaries"
  problem=$(cd "$here/assets/kube-apiserver" && GOWORK=off go list -m 2>&1) ||
    die 3 "$(go version 2>/dev/null) does not accept Go $wanted modules ($(printf '%s' "$problem" | tr '\n' ' ')); install Go $wanted or newer from https://go.dev/dl/"
}

work=
builder=

clean_up() {
  if [ -n "$builder" ]; then
    kill -- "-$builder" 2>/dev/null || true
    wait "$builder" 2>/dev/null || true
  fi
  # A failure here must not change the exit code; the next run removes the rest.
  if [ -n "$work" ]; then rm -rf "$work" || true; fi
}

# $1 binary, $2 main package, $3 text its version output must contain,
# $4 arguments that print the version, $5 linker stamps.
build() {
  local name=$1 package=$2 expect=$3 ask=$4 stamps=$5 started=$SECONDS output
  say "building $name $expect; the first time this takes several minutes"
  # In the background, because bash runs traps only between foreground commands;
  # under job control, so that the compilers share a process group that can be
  # stopped as a whole. The lock descriptor is closed so that a compiler that
  # outlives a killed run does not hold the lock. GOOS and GOARCH are cleared
  # because the result has to run here, cgo is off so that no C compiler is needed,
  # and GOTMPDIR keeps what an interrupted compiler leaves behind within $work.
  set -m
  (
    cd "$here/assets/$name"
    unset GOOS GOARCH
    export CGO_ENABLED=0 GOWORK=off GOTMPDIR=$work
    exec go build -mod=readonly -buildvcs=false -trimpath \
      -ldflags "-s -w $stamps" -o "$work/$name" "$package" 9>&- >&2
  ) &
  builder=$!
  set +m
  wait "$builder" || { builder=; die 1 "building $name failed"; }
  builder=

  # shellcheck disable=SC2086 # $ask is a list of words
  output=$("$work/$name" $ask 2>&1) || die 1 "the new $name does not run: $output"
  case $output in
    *"${expect#v}"*) ;;
    *) die 1 "the new $name reports another version than $expect: $output" ;;
  esac
  mkdir -p "$cache"
  mv -f "$work/$name" "$cache/$name"
  say "$name is ready after $((SECONDS - started)) s"
}

build_kube_apiserver() {
  local minor=${kubernetes_version#v1.} stamps='' package
  minor=${minor%%.*}
  # Without stamps /version answers v0.0.0-master, and clients that compare
  # versions then take the server for an ancient one.
  for package in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
    stamps="$stamps -X $package.gitVersion=$kubernetes_version -X $package.gitMajor=1 -X $package.gitMinor=$minor"
    stamps="$stamps -X $package.gitTreeState=archive -X $package.gitCommit="
  done
  build kube-apiserver k8s.io/kubernetes/cmd/kube-apiserver "$kubernetes_version" --version "$stamps"
}

build_etcd() {
  build etcd go.etcd.io/etcd/server/v3 "$etcd_version" --version ''
}

build_helm() {
  local minor stamps package
  minor=$(mod_version helm k8s.io/client-go)
  minor=${minor#v0.}
  minor=${minor%%.*}
  stamps="-X helm.sh/helm/v3/internal/version.version=$helm_version"
  # Unstamped, "helm template" and "helm lint" assume a Kubernetes so old that a
  # chart's kubeVersion constraint refuses it.
  for package in helm.sh/helm/v3/pkg/chartutil helm.sh/helm/v3/pkg/lint/rules; do
    stamps="$stamps -X $package.k8sVersionMajor=1 -X $package.k8sVersionMinor=$minor"
  done
  build helm helm.sh/helm/v3/cmd/helm "$helm_version" 'version --short' "$stamps"
}

# Sets $missing.
find_missing() {
  local name code
  missing=
  for name in $names; do
    code=0
    locate "$name" >/dev/null || code=$?
    case $code in
      0) ;;
      1) missing="$missing $name" ;;
      *) exit "$code" ;;
    esac
  done
}

build_missing() {
  local name
  require_go
  mkdir -p "$root"
  trap clean_up EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  if command -v flock >/dev/null 2>&1; then
    exec 9>"$root/.lock"
    flock -n 9 || { say 'another run is building; waiting for it'; flock 9; }
    # Nobody else is building now, so these are leftovers of killed runs.
    rm -rf "$root"/.build.*
    find_missing
  fi
  # Beside its destination, so that the final mv is one atomic rename.
  work=$(mktemp -d "$root/.build.XXXXXX")
  for name in $missing; do
    case $name in
      kube-apiserver) build_kube_apiserver ;;
      etcd) build_etcd ;;
      helm) build_helm ;;
    esac
  done
}

case ${1:-} in
  --print)
    [ $# -eq 1 ] || die 2 'usage: assets.sh [--print]'
    print_found
    ;;
  '')
    find_missing
    if [ -n "$missing" ]; then build_missing; fi
    print_found
    ;;
  *)
    die 2 'usage: assets.sh [--print]'
    ;;
esac
