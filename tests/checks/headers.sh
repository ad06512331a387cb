#!/bin/sh
# Every public header compiles alone, as C11 and as C++17, with gcc and with clang; every public
# function has a comment that says from which thread it may be called.
set -u
status=0

compiles() {
    compiler=$1 language=$2 standard=$3
    command -v "$compiler" >/dev/null 2>&1 || {
        echo "$compiler is not installed"
        [ "$status" -ne 0 ] || status=77
        return
    }
    for header in sdk/include/chorus/*.h; do
        echo "#include <chorus/${header##*/}>" |
            "$compiler" -x "$language" -std="$standard" -Wall -Wextra -Wpedantic -Werror \
                -Isdk/include -fsyntax-only - || {
            echo "$header: does not compile alone with $compiler as $standard"
            status=1
        }
    done
}

awk '
    /\/\*\*/ { says_thread = 0 }
    /@threadsafety/ { says_thread = 1 }
    /^CHORUS_API/ {
        if (!says_thread) { print FILENAME ":" FNR ": no comment with @threadsafety"; bad = 1 }
        says_thread = 0
    }
    END { exit bad }' sdk/include/chorus/*.h || status=1

compiles gcc c c11
compiles g++ c++ c++17
compiles clang c c11
compiles clang++ c++ c++17
exit "$status"
