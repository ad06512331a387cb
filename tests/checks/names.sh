#!/bin/sh
# Every function, constant and option that a page names exists in the public headers.
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cat sdk/include/chorus/*.h | grep -oE '\b(chorus|CHORUS)_[A-Za-z0-9_]+' | sort -u >"$work/public"
# The results are written by a macro, and what programs read from the environment is in no header.
grep -ohE 'X\((OK|E_[A-Z_]+),' sdk/include/chorus/base.h | sed 's/X(\(.*\),/CHORUS_\1/' >>"$work/public"
printf '%s\n' CHORUS_LONG CHORUS_TOKEN >>"$work/public"
{
    cat "$work/public"
    sed -n 's/^chorus_[a-z]*\(_.*\)/\1/p' "$work/public"
} >"$work/names"
grep -oE '[a-z][A-Za-z0-9_]*' sdk/include/chorus/*.h -h | sort -u >"$work/words"

status=0
for page in README.md docs/*.md docs/modules/*.md; do
    # chorus_name() and CHORUS_NAME; _name() is short for chorus_MODULE_name().
    {
        grep -oE '\bchorus_[a-z0-9_]*[a-z0-9]\(\)|\bCHORUS_[A-Z0-9_]*[A-Z0-9]\b' "$page" | tr -d '()'
        grep -oE '`_[a-z0-9_]*[a-z0-9]\(\)' "$page" | tr -d '`()'
    } | sort -u | grep -vxFf "$work/names" >"$work/missing"
    while read -r name; do
        echo "$page: $name: no header has it"
        status=1
    done <"$work/missing"
    grep -oE '`(chorus_[a-z_]+::|options\.)[a-z_]+' "$page" | sed 's/.*[:.]//' | sort -u | grep -vxFf "$work/words" >"$work/missing"
    while read -r name; do
        echo "$page: $name: no struct in a header has such a member"
        status=1
    done <"$work/missing"
done
exit "$status"
