#!/bin/sh
# Short files, and names that say whose they are.
set -u
library=build/lib/libchorus.a

long=$(find sdk/src \( -name '*.c' -o -name '*.h' \) -exec \
    awk 'FNR == 501 { print FILENAME ":501: longer than 500 lines" }' {} +)
foreign=$(nm -A -g --defined-only "$library" | awk '$NF !~ /^(chorus|cho)_/ { print $1 " " $NF ": no chorus_ or cho_ in front" }')
[ -z "$long$foreign" ] && exit
printf '%s\n' "$long" "$foreign" | sed '/^$/d'
exit 1
