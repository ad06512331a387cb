#!/bin/sh
# docs/troubleshooting.md quotes sentences that the sources have, and all of those of the files below.
set -u
page=docs/troubleshooting.md
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export LC_ALL=C

# Files whose sentences are for whoever uses Chorus, every one of them.
complete="sdk/src/oauth/oauth_words.c sdk/src/oauth/oauth_open.c sdk/src/interactive/interactive_open.c
    sdk/src/interactive/interactive_connect.c sdk/src/net/listen_posix.c sdk/src/net/ws_client_events.c sdk/src/net/ws_dial.c
    sdk/src/net/tls.c
    sdk/src/data/data_folder_posix.c sdk/src/host/service/host_config.c sdk/src/host/service/host_config_users.c
    sdk/src/host/service/host_limits_file.c"

{
    find sdk/src sdk/tools samples \( -name '*.c' -o -name '*.h' \) -exec awk -f tests/checks/sentences.awk {} +
    awk -f tests/checks/sentences.awk sdk/setup.sh sdk/web/lang/en.json sdk/web/*/lang/en.json
} | sort -u >"$work/said"
awk -v page=1 -f tests/checks/sentences.awk "$page" | sort -u >"$work/quoted"

status=0
comm -23 "$work/quoted" "$work/said" >"$work/invented"
while read -r line; do
    echo "$page: nothing says: $line"
    status=1
done <"$work/invented"

# shellcheck disable=SC2086  # a list of words
awk -f tests/checks/sentences.awk $complete | grep ' .* ' | sort -u | comm -23 - "$work/quoted" >"$work/missing"
while read -r line; do
    echo "$page: is not explained: $line"
    status=1
done <"$work/missing"
echo "$(wc -l <"$work/quoted") sentences in $page"
[ -s "$work/quoted" ] || status=1
exit "$status"
