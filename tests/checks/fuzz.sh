#!/bin/sh
# Each fuzz target, for a fixed number of runs from a fixed seed. To search for longer:
#     sh tests/checks/fuzz.sh -max_total_time=600
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
echo 'int LLVMFuzzerTestOneInput(const char *p, unsigned long n) { return p == 0 && n != 0; }' >"$work/try.c"
clang -fsanitize=fuzzer "$work/try.c" -o "$work/try" 2>/dev/null || {
    echo "clang or its fuzzer is not installed"
    exit 77
}
[ $# -gt 0 ] || set -- -runs=10000 -seed=1

# What reads the bytes of others, and what it stands on.
sources="sdk/src/codec/*.c sdk/src/oauth/oauth_answer.c sdk/src/oauth/oauth_login*.c sdk/src/oauth/oauth_words.c
    sdk/src/host/service/host_limits.c sdk/src/host/service/host_limits_file.c sdk/src/host/service/host_origin.c
    sdk/src/net/backoff.c sdk/src/net/ip.c sdk/src/net/request_head.c sdk/src/net/url.c
    sdk/src/base/alloc.c sdk/src/base/buf.c sdk/src/base/hash.c sdk/src/base/options.c sdk/src/base/random_posix.c
    sdk/src/base/result.c sdk/src/base/secret.c sdk/src/base/span.c sdk/src/base/utf8.c"
sanitize="-g -O1 -fsanitize=address,undefined -fno-sanitize-recover=all"
flags="$sanitize -fsanitize=fuzzer-no-link $(tr '\n' ' ' <sdk/cflags.txt) -Isdk/include -Isdk/src"
libraries="-lm -lz -lqrencode"
if pkg-config --exists liblz4; then
    flags="$flags -DCHO_HAS_LZ4"
    libraries="$libraries -llz4"
fi

# shellcheck disable=SC2086  # lists of words
build_common() {
    printf '%s\n' $sources |
        xargs -P "$(nproc)" -I{} sh -c "clang $flags -c {} -o '$work'/\$(basename {} .c).o" &&
        ar rc "$work/common.a" "$work"/*.o
}

# shellcheck disable=SC2086  # lists of words
run() {
    name=$1
    shift
    clang $flags -fsanitize=fuzzer "tests/fuzz/$name.c" "$work/common.a" $libraries -o "$work/$name" || return 1
    mkdir "$work/$name.new"
    "$work/$name" "$@" -artifact_prefix="$work/" "$work/$name.new" "tests/fuzz/corpus/$name" >"$work/$name.log" 2>&1 && return
    echo "$name found something:"
    tail -n 40 "$work/$name.log"
    return 1
}

build_common || exit 1
# As many at once as there are cores; each says in a file of its own that nothing was found.
running=0
for target in tests/fuzz/fuzz_*.c; do
    name=$(basename "$target" .c)
    (run "$name" "$@" && : >"$work/$name.good") &
    running=$((running + 1))
    [ $((running % $(nproc))) -ne 0 ] || wait
done
wait
for target in tests/fuzz/fuzz_*.c; do
    [ -e "$work/$(basename "$target" .c).good" ] || exit 1
done
