#!/bin/sh
# The shared library exports the listed symbols and no other.
# sh tests/checks/symbols.sh --update writes the list anew; read its difference before a commit.
set -u
library=build/lib/shared/libchorus.so
list=tests/checks/exported_symbols.txt

exported() {
    nm -D --defined-only "$library" | awk '{ print $NF }' | LC_ALL=C sort
}

[ -e "$library" ] || {
    echo "$library: not built"
    exit 1
}
if [ "${1:-}" = --update ]; then
    exported >"$list"
    exit
fi
exported | diff -u --label "$list" --label "exported by $library" "$list" - && exit
echo "$list: differs from what the library exports; if that is meant: sh $0 --update"
exit 1
