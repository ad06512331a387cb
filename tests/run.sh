#!/bin/sh
# sh tests/run.sh TREE full|quick|sanitized - run what was built into TREE, count, and report.
#
# `sh sdk/setup.sh test` installs and builds first, then comes here. The last line is always
# "N passed, N failed". A test program says what happened in lines of TAP; its exit status has the
# last word. Tests run in the project's folder and find these in the environment:
#     CHORUS_TREE        the folder below which unit/, integration/, browser/ and peers/ programs stand
#     CHORUS_ARTIFACTS   where screenshots and the like are kept
# A check is a script in tests/checks: status 0 is passed, 77 is skipped, anything else failed.
set -u
cd "$(dirname "$0")/.." || exit 1

# One program: run_one NAME SECONDS COMMAND...; prints one line, and the output when it failed.
run_one() {
    name=$1 limit=$2
    shift 2
    log=$CHORUS_LOGS/$(echo "$name" | tr / .)
    began=$(date +%s%N)
    timeout -k 5 "$limit" "$@" >"$log.log" 2>&1 </dev/null
    status=$?
    took=$((($(date +%s%N) - began) / 1000000))
    awk -v status="$status" -v kind="${name%%/*}" -f tests/count.awk "$log.log" >"$log.count"
    read -r passed failed skipped <"$log.count"
    {
        word=ok
        [ "$skipped" -eq 0 ] || [ "$passed" -gt 0 ] || word=SKIP
        [ "$failed" -eq 0 ] || word=FAIL
        printf '%-4s  %-38s %4d passed  %d.%03d s' "$word" "$name" "$passed" $((took / 1000)) $((took % 1000))
        [ "$skipped" -eq 0 ] || printf '  %d skipped' "$skipped"
        [ "$failed" -eq 0 ] || printf '  %d failed' "$failed"
        echo
        case $word:$status in
            FAIL:124 | FAIL:137) echo "      stopped after $limit s" ;;
            FAIL:*) echo "      exit status $status" ;;
        esac
        [ "$word" = ok ] || tail -n 200 "$log.log" | sed 's/^/      | /'
        [ "$word" = ok ] || grep -A 30 '^not ok' "$log.log" | grep -v '^ok' | head -n 100 | sed 's/^/      ! /'
    } >"$log.line"
    cat "$log.line"
}

if [ "$1" = --one ]; then
    shift
    run_one "$@"
    exit 0
fi

tree=$PWD/$1 scope=$2
CHORUS_TREE=$tree
CHORUS_ARTIFACTS=$PWD/build/artifacts
CHORUS_LOGS=$CHORUS_ARTIFACTS/logs-$(basename "$(dirname "$tree")")
rm -rf "$CHORUS_LOGS"
mkdir -p "$CHORUS_LOGS"
export CHORUS_TREE CHORUS_ARTIFACTS CHORUS_LOGS

export CMOCKA_MESSAGE_OUTPUT=TAP
export ASAN_OPTIONS=detect_leaks=1:detect_stack_use_after_return=1:halt_on_error=1
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
export TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1
# Everything here talks to this machine only; a proxy would be asked even for that.
export no_proxy='*' NO_PROXY='*'

# Finds the programs by their sources, so that what is left of a deleted test does not run. For ThreadSanitizer
# only those with threads are built.
programs() {
    for source in tests/"$1"/test_*.c; do
        name=$(basename "$source" .c)
        case "$tree" in */tsan/*) [ -x "$tree/$1/$name" ] || continue ;; esac
        [ -e "$source" ] && echo "$name"
    done
}

# Those that wait for codes to run out and for crowds take longest: they begin first.
longest_first() {
    list=$(programs "$1")
    echo "$list" | grep -E 'crowd|oauth'
    echo "$list" | grep -vE 'crowd|oauth'
}

# A language that writes 0,5 for 0.5: numbers on the wire must not care. Under sanitizers those tests
# are skipped, since glibc leaks the path of its locales.
if [ "$scope" != sanitized ]; then
    export LOCPATH="$PWD/build/locale"
    german=$LOCPATH/de_DE.UTF-8
    mkdir -p "$LOCPATH"
    [ -d "$german" ] || localedef -i de_DE -f UTF-8 "$german" || echo "the package locales is not installed"
fi

# ThreadSanitizer needs a memory layout that some kernels shuffle too much.
launcher=""
if [ "$scope" = sanitized ] && [ "$(cat /proc/sys/vm/mmap_rnd_bits 2>/dev/null || echo 0)" -gt 28 ]; then
    launcher="setarch -R"
fi

# shellcheck disable=SC2086  # the launcher is a list of words or nothing
{
    programs unit | xargs -P "$(nproc)" -I{} sh tests/run.sh --one unit/{} 120 $launcher "$tree/unit/{}"
    longest_first integration | xargs -P "$((4 * $(nproc)))" -I{} sh tests/run.sh --one integration/{} 180 $launcher "$tree/integration/{}"
}

# These wait for clocks and for each other most of the time: the checks, which compute, give way.
if [ "$scope" = full ]; then
    printf '%s\n' peers samples | xargs -P 2 -I{} sh tests/run.sh --one {}/run.mjs 600 node tests/{}/run.mjs &
fi

if [ "$scope" != sanitized ]; then
    for check in tests/checks/*.sh; do
        name=$(basename "$check" .sh)
        case "$scope/$name" in quick/clang | quick/docs | quick/fuzz) continue ;; esac
        echo "$name"
    done | xargs -P "$(nproc)" -I{} nice sh tests/run.sh --one check/{} 300 sh tests/checks/{}.sh
fi
wait

if [ "$scope" = full ]; then
    run_one browser/run.mjs 600 node tests/browser/run.mjs # it takes all cores by itself
fi

cat "$CHORUS_LOGS"/*.count 2>/dev/null | awk '
    { passed += $1; failed += $2 }
    END {
        if (passed + failed == 0) { print "no test ran"; failed = 1 }
        printf "%d passed, %d failed\n", passed, failed
        exit failed > 0
    }'
