#!/bin/sh
# Every whole program in README.md and docs/ compiles and links as a user would do it.
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
    "${CC:-cc}" -std=c11 -Wall -Wextra -Wpedantic -Werror -Isdk/include "$1" -L"$library" -lchorus \
        -Wl,-rpath,"$PWD/$library" -o "$work/program"
}

[ -e "$library/libchorus.so" ] || {
    echo "$library/libchorus.so: not built"
    exit 1
}
extract README.md
for page in docs/*.md docs/*/*.md; do extract "$page"; done

programs=0 status=0
for source in "$work"/*.c; do
    grep -qs 'int main(' "$source" || continue
    programs=$((programs + 1))
    compiles "$source" || {
        echo "${source##*/}: does not compile"
        status=1
    }
done
echo "$programs programs in README.md and docs/"
[ "$programs" -gt 1 ] || status=1
exit "$status"
