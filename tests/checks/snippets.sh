#!/bin/sh
# Every whole program in README.md and docs/ compiles and links as a user would do it.
# usage: snippets.sh (from the root; $CHORUS_LIB holds libchorus.so)
set -eu
cd "$(dirname "$0")/../.."
lib=${CHORUS_LIB:-build/lib/shared}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
for page in README.md $(find docs -name '*.md' | sort); do
    awk -v base="$work/$(echo "$page" | tr '/.' '__')" '
        /^```c$/ { inside = 1; n++; file = base "_" n ".c"; next }
        /^```$/  { inside = 0; next }
        inside   { print > file }' "$page"
done
count=0
for source in "$work"/*.c; do
    [ -e "$source" ] || break
    grep -q 'int main' "$source" || continue
    count=$((count + 1))
    "${CC:-cc}" -std=c11 -Wall -Wextra -Wpedantic -Werror -Isdk/include "$source" -L"$lib" -lchorus \
        -Wl,-rpath,"$PWD/$lib" -o "$work/program" || {
        echo "does not build: $(basename "$source")"
        failed=1
    }
done
[ "$count" -gt 0 ] || { echo "no program found in the pages"; failed=1; }
exit "$failed"
