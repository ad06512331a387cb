#!/bin/sh
# Holds every #include against the layers, and looks for headers that include each other in a circle.
set -u
find sdk/include sdk/src sdk/tools samples \( -name '*.c' -o -name '*.h' \) -exec \
    grep -HnE '^[[:space:]]*#[[:space:]]*include' {} + | awk -f tests/checks/layers.awk
