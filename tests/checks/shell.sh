#!/bin/sh
# Every shell script is clean with shellcheck.
set -u
command -v shellcheck >/dev/null 2>&1 || {
    echo "shellcheck is not installed"
    exit 77
}
shellcheck sdk/setup.sh tests/run.sh tests/checks/*.sh .ci/run
