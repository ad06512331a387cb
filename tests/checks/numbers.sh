#!/bin/sh
# Every numbered statement of the protocol has a test whose name carries its number.
#
# G: the game's side; S: the host's, over real sockets; P: the audience's, in a browser.
set -u

# Numbers in the names of the C tests found in these files, one a line: test_s02_s03_what_it_shows.
in_c() {
    cat "$@" | grep -oE '\btest(_[gs][0-9][0-9])+_' | grep -oE '[gs][0-9][0-9]'
}
# The same for names of browser tests: 'p07_p08_what it shows'.
in_browser() {
    cat tests/browser/cases/*.mjs | grep -oE "['\`](p[0-9][0-9]_)+" | grep -oE 'p[0-9][0-9]'
}

# numbers LETTER FIRST LAST
numbers() {
    seq -f "$1%02g" "$2" "$3"
}

covered=$(mktemp)
trap 'rm -f "$covered"' EXIT
{
    in_c tests/unit/*.c tests/integration/*.c | grep g
    in_c tests/integration/test_host_*.c | grep s
    in_browser
} | sort -u >"$covered"

missing=$({ numbers g 1 45 && numbers s 1 59 && numbers p 1 12; } | grep -vxFf "$covered")
[ -z "$missing" ] && exit
echo "no test is named for: $(echo "$missing" | tr '\n' ' ')"
exit 1
