#!/usr/bin/env bash
# Builds mic_diag and runs its tests. See README.md beside this file.
#
#   tests/run.sh [--all] [ARGUMENT OF ctest...]
#
# --all adds what takes minutes: the suite under AddressSanitizer and UndefinedBehaviorSanitizer, the unit tests
# under ThreadSanitizer, static analysis, and warnings as errors.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
. "$root/examples/packages.sh"

all=OFF
if [ "${1:-}" = --all ]; then
    all=ON
    shift
fi
werror=$all
[ -z "${CI:-}" ] || werror=ON

test_packages=(
    python3=command:python3
    python3-jsonschema=python:jsonschema
    python3-pycparser=python:pycparser
    python3-numpy=python:numpy
    pulseaudio=command:pulseaudio
    pulseaudio-utils=command:pactl
    pipewire-bin=command:pw-dump
    pipewire=command:pipewire
    pipewire-pulse=command:pipewire-pulse
    wireplumber=command:wireplumber
    dbus-daemon=command:dbus-daemon
    libpipewire-0.3-dev=file:/usr/include/pipewire-0.3/pipewire/pipewire.h
    alsa-utils=file:/usr/share/sounds/alsa/Front_Center.wav
    abigail-tools=command:abidiff
    locales=file:/usr/share/i18n/locales/de_DE
)
all_packages=(
    clang=command:clang
    clang-tidy=command:clang-tidy
    cppcheck=command:cppcheck
    libclang-rt-dev=clang:fuzzer
)
# The sizes of structures are compared with those of a 32-bit build.
[ "$(uname -m)" != x86_64 ] || test_packages+=(gcc-multilib=file:/usr/lib32/libc.so)

packages=("${build_packages[@]}" "${test_packages[@]}")
[ $all = OFF ] || packages+=("${all_packages[@]}")
install_missing "${packages[@]}"

configure_and_build "$root" -DCMAKE_BUILD_TYPE=RelWithDebInfo -DMIC_DIAG_TESTS=ON -DMIC_DIAG_TOOL=ON \
    -DMIC_DIAG_EXAMPLES=ON -DMIC_DIAG_WERROR=$werror -DMIC_DIAG_ALL_TESTS=$all
exec ctest --test-dir "$root/build" --parallel "$(nproc)" --output-on-failure --no-tests=error "$@"
