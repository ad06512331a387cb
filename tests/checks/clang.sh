#!/bin/sh
# The library is clean with clang's warnings too.
set -u
command -v clang >/dev/null 2>&1 || {
    echo "clang is not installed"
    exit 77
}
packages=$(pkg-config --cflags libcurl libwebsockets zlib libssl sqlite3 | sed 's/-I/-isystem /g')
pkg-config --exists liblz4 && packages="$packages -DCHO_HAS_LZ4"
# shellcheck disable=SC2046,SC2086  # lists of words
find sdk/src -name '*.c' -print0 | xargs -0 -P "$(nproc)" -n 1 \
    clang -fsyntax-only $(cat sdk/cflags.txt) -Isdk/include -Isdk/src $packages
