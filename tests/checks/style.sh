#!/bin/sh
# Short files, names that say whose they are, and nothing left of two versions in one.
set -u
library=build/lib/libchorus.a

long=$(find sdk/src \( -name '*.c' -o -name '*.h' \) -exec \
    awk 'FNR == 501 { print FILENAME ":501: longer than 500 lines" }' {} +)
foreign=$(nm -A -g --defined-only "$library" | awk '$NF !~ /^(chorus|cho)_/ { print $1 " " $NF ": no chorus_ or cho_ in front" }')
torn=$(grep -rnE --exclude-dir=node_modules --exclude-dir=corpus '^(<<<<<<<|>>>>>>>) ' README.md docs proto samples sdk tests)
[ -z "$long$foreign$torn" ] && exit
printf '%s\n' "$long" "$foreign" "$torn" | sed '/^$/d'
exit 1
