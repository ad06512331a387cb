#!/bin/sh
# Every whole program in README.md and docs/ compiles and links as a user would do it; parts that include
# Chorus compile.
set -u
library=build/lib/shared
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Writes the C blocks of a page as PAGE_1.c, PAGE_2.c ... into the folder.
extract() {
    awk -v base="$work/$(echo "$1" | tr '/.' '__')" '
        /^```c$/ { inside = 1; file = base "_" ++count ".c"; next }
        /^```$/  { inside = 0 }
        inside   { print > file }' "$1"
}

compiles() {
    set -- "$1" -std=c11 -Wall -Wextra -Wpedantic -Werror -Isdk/include
    if grep -qs 'int main(' "$1"; then
        "${CC:-cc}" "$@" -L"$library" -lchorus -Wl,-rpath,"$PWD/$library" -o "$work/program"
    else
        "${CC:-cc}" "$@" -c -o "$work/part.o"
    fi
}

[ -e "$library/libchorus.so" ] || {
    echo "$library/libchorus.so: not built"
    exit 1
}
extract README.md
for page in docs/*.md docs/*/*.md; do extract "$page"; done

programs=0 status=0
for source in "$work"/*.c; do
    grep -qs '^#include <chorus/' "$source" || continue
    if grep -qs 'int main(' "$source"; then programs=$((programs + 1)); fi
    compiles "$source" || {
        echo "${source##*/}: does not compile"
        status=1
    }
done
echo "$programs programs in README.md and docs/"
[ "$programs" -gt 1 ] || status=1
exit "$status"
