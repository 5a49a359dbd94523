#!/usr/bin/env bash
# Builds mic_diag and asks it about this computer's microphone. Nothing on the computer is changed, except that
# missing packages are installed (apt-get, with sudo).
#
#   examples/run.sh [ARGUMENT OF mic-diag...]
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
. "$root/examples/packages.sh"

install_missing "${build_packages[@]}"
configure_and_build "$root" -DCMAKE_BUILD_TYPE=RelWithDebInfo -DMIC_DIAG_TESTS=OFF -DMIC_DIAG_TOOL=ON \
    -DMIC_DIAG_EXAMPLES=ON -DMIC_DIAG_ALL_TESTS=OFF

tool=$root/build/bin/mic-diag
echo
echo "== mic-diag $* (your microphone) =="
status=0
"$tool" "$@" || status=$?
case $status in
0) exit 0 ;;
1 | 3) ;; # what is wrong, or that nobody spoke, has just been said
*) exit "$status" ;;
esac

echo
echo "== mic-diag --simulate volume.muted --no-listen (a computer that only exists in a description) =="
"$tool" --simulate volume.muted --no-listen || [ $? = 1 ]
echo
echo "Other described computers: $tool scenarios"
echo "A simulated one that works: $tool --simulate healthy"
