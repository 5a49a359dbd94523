# Sourced by examples/run.sh and tests/run.sh: installs what is missing.
#
# install_missing LIST...: each item is PACKAGE=PROBE, a Debian package and what it is needed for:
#   command:NAME   a program in PATH           header:NAME   something that a C compiler can include
#   file:PATH      a file                      python:NAME   a module of the system's Python
#   clang:NAME     a sanitizer that clang can link
# Nothing is done while all probes succeed. Elsewhere than on Debian and its relatives the packages are only named.

c_compiler() {
    command -v "${CC:-cc}" || command -v gcc || command -v clang
}

is_there() {
    local name=${1#*:} compiler python=/usr/bin/python3
    case $1 in
    command:*) command -v "$name" >/dev/null ;;
    file:*) [ -e "$name" ] ;;
    header:*)
        compiler=$(c_compiler) && printf '#include <stdio.h>\n#include <%s>\n' "$name" |
            "$compiler" -E -x c - >/dev/null 2>&1
        ;;
    python:*)
        [ -x "$python" ] || python=python3
        "$python" -c "import $name" >/dev/null 2>&1
        ;;
    clang:*)
        echo 'int LLVMFuzzerTestOneInput(void); int LLVMFuzzerTestOneInput(void) { return 0; }' |
            clang "-fsanitize=$name" -x c - -o /dev/null >/dev/null 2>&1
        ;;
    *) return 1 ;;
    esac
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif ! command -v sudo >/dev/null; then
        return 1
    elif [ -t 0 ]; then
        sudo "$@"
    else
        sudo -n "$@"
    fi
}

install_missing() {
    local item packages=()
    for item in "$@"; do
        is_there "${item#*=}" || packages+=("${item%%=*}")
    done
    [ ${#packages[@]} -gt 0 ] || return 0
    if ! command -v apt-get >/dev/null; then
        echo "Missing on this system (names of the Debian packages): ${packages[*]}" >&2
        return 0
    fi
    echo "Installing what is missing: ${packages[*]}"
    local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0)
    local install=("${apt[@]}" install -y --no-install-recommends)
    as_root "${apt[@]}" update </dev/null || true
    if ! as_root "${install[@]}" "${packages[@]}" </dev/null; then
        # One package that this system does not have must not keep the others away.
        for item in "${packages[@]}"; do
            as_root "${install[@]}" "$item" </dev/null || echo "Could not install $item." >&2
        done
    fi
}

# What building takes. A header stands for the library that comes with it.
build_packages=(
    gcc=command:cc
    libc6-dev=header:stdlib.h
    cmake=command:cmake
    ninja-build=command:ninja
    pkg-config=command:pkg-config
    libsoundio-dev=header:soundio/soundio.h
    libpulse-dev=header:pulse/pulseaudio.h
    libjansson-dev=header:jansson.h
    libsndfile1-dev=header:sndfile.h
)

# configure_and_build ROOT OPTION...: into ROOT/build, with all cores.
configure_and_build() {
    local root=$1 build=$1/build
    shift
    # A tree that was moved or copied brings a cache that belongs to another place.
    if [ -f "$build/CMakeCache.txt" ] &&
        ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$build/CMakeCache.txt"; then
        rm -rf "$build"
    fi
    if [ ! -f "$build/CMakeCache.txt" ] && command -v ninja >/dev/null; then
        set -- -G Ninja "$@"
    fi
    cmake -S "$root" -B "$build" "$@"
    cmake --build "$build" --parallel "$(nproc)"
}
