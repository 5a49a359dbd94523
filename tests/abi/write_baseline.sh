#!/usr/bin/env bash
# Writes mic_diag.abi anew from a library built with -g: after an intended addition only.
#
#   write_baseline.sh LIBRARY
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
abidw --headers-dir "$here/../../include" --drop-private-types --no-show-locs --exported-interfaces-only \
    --no-corpus-path --no-comp-dir-path --out-file "$here/mic_diag.abi" "$1"
sed -i "s#path='.*/lib/#path='lib/#" "$here/mic_diag.abi" # no place of this computer
