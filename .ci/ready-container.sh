#!/usr/bin/env bash
# Ready this machine for `sam local`: with a running Docker there is nothing to do; without one,
# podman answers Docker's API and a stand-in of Lambda's base image is built from Debian packages,
# since no image registry may be in reach. Made for Debian and root; safe to run again.
#
#   .ci/ready-container.sh              install and build what is missing; prints `docker` or `podman`
#   .ci/ready-container.sh serve SOCKET stay in the foreground, answering Docker's API at SOCKET
#
# The stand-in proves packaging, imports and the handler contract under the runtime's Python. It is
# not Amazon's image: the libraries are Debian's, and it says nothing about start-up times.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly RUNTIME=3.13 SUITE=trixie # the Debian release whose python3 is the runtime's
readonly STATE="${XDG_CACHE_HOME:-$HOME/.cache}/gainsight-zoom-container"
readonly PACKAGES=(podman runc netavark iptables debootstrap)
export CONTAINERS_CONF="$STATE/containers.conf"

say() { printf '%s\n' "$*" >&2; }

install_packages() {
    local missing=()
    for package in "${PACKAGES[@]}"; do
        dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
    done
    ((${#missing[@]})) || return 0
    [[ $(id -u) == 0 ]] || { say "No Docker here, and installing ${missing[*]} needs root."; exit 1; }
    say "Installing ${missing[*]}"
    apt-get update -q -o DPkg::Lock::Timeout=300 >&2
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
        -o DPkg::Lock::Timeout=300 "${missing[@]}" >&2
}

configure_podman() {
    mkdir -p "$STATE"
    cat >"$CONTAINERS_CONF" <<'CONF'
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
CONF
}

lambda_architecture() {
    case "$(uname -m)" in
        x86_64) echo x86_64 ;;
        aarch64 | arm64) echo arm64 ;;
        *) say "Lambda has no architecture for $(uname -m)."; exit 1 ;;
    esac
}

# The image is labelled with this script's checksum, so that a changed recipe builds it again.
build_image() {
    local tag root recipe built
    tag="public.ecr.aws/lambda/python:$RUNTIME-$(lambda_architecture)"
    recipe="$(sha256sum .ci/ready-container.sh | cut -c1-16)"
    built="$(podman image inspect --format '{{index .Labels "recipe"}}' "$tag" 2>/dev/null || true)"
    [[ "$built" == "$recipe" ]] && return 0
    root="$(mktemp -d "$STATE/root.XXXXXX")"
    say "Building the stand-in for $tag (Debian $SUITE)"
    debootstrap --variant=minbase --include=python3,ca-certificates "$SUITE" "$root" >&2
    python3 -m pip install --quiet --only-binary=:all: --python-version "$RUNTIME" \
        --implementation cp --platform "manylinux2014_$(uname -m)" --platform "manylinux_2_28_$(uname -m)" \
        --target "$root/var/runtime" awslambdaric boto3 >&2
    printf '%s\n' '#!/bin/sh' 'export PYTHONPATH=/var/task:/opt/python:/var/runtime' \
        'exec /usr/bin/python3 -m awslambdaric "$_HANDLER"' >"$root/var/runtime/bootstrap"
    printf '%s\n' '#!/bin/sh' 'export _HANDLER="$1"' 'exec /var/runtime/bootstrap' >"$root/lambda-entrypoint.sh"
    chmod +x "$root/var/runtime/bootstrap" "$root/lambda-entrypoint.sh"
    rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/* "$root"/usr/share/{doc,man,locale}
    # One -c per variable: podman 4.3 keeps several in one as a single value.
    tar -C "$root" -c . | podman import -c 'WORKDIR /var/task' -c 'ENTRYPOINT ["/lambda-entrypoint.sh"]' \
        -c 'ENV LAMBDA_TASK_ROOT=/var/task' -c 'ENV LAMBDA_RUNTIME_DIR=/var/runtime' \
        -c "LABEL recipe=$recipe" - "$tag" >&2
    rm -rf "$root"
}

if [[ "${1:-}" == serve ]]; then
    exec podman system service --time=0 "unix://$2"
elif docker info >/dev/null 2>&1; then
    say "Docker is running: SAM fetches Lambda's own image."
    echo docker
else
    install_packages
    configure_podman
    build_image
    echo podman
fi
