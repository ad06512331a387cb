#!/bin/sh
# The program in docs/start.md builds by each of the command lines there, from a folder of its own, and says where to play.
set -u
page=docs/start.md
C=$PWD # what the command lines call the clone
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for library in build/lib/shared/libchorus.so build/lib/libchorus.a; do
    [ -e "$library" ] && continue
    echo "$library: not built"
    exit 1
done
export C
awk '/^```c$/ { inside = 1; next } /^```$/ { inside = 0 } inside' "$page" >"$work/game.c"
sed -n 's/^    \(c\(c\|++\) .*game\.c .*\)/\1/p' "$page" >"$work/lines"
pkg-config --exists liblz4 || sed -i 's/ liblz4//' "$work/lines"
cd "$work" || exit 1

says_where() {
    timeout 10 ./game >said &
    game=$!
    for _ in $(seq 100); do
        grep -q '^open http://.* on a phone$' said && break
        kill -0 "$game" 2>/dev/null || break
        sleep 0.05
    done
    kill "$game" 2>/dev/null
    wait "$game" 2>/dev/null
    grep -q '^open http://' said
}

count=0 status=0
while read -r line; do
    count=$((count + 1))
    rm -f game said
    { sh -c "$line" && says_where; } </dev/null && continue
    echo "$page: does not work: $line"
    status=1
done <lines
echo "$count command lines"
[ "$count" -ge 3 ] || status=1
exit "$status"
