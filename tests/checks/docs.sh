#!/bin/sh
# The reference is written from the public headers without a warning.
set -u
command -v doxygen >/dev/null 2>&1 || {
    echo "doxygen is not installed"
    exit 77
}
rm -rf build/docs
mkdir -p build/docs
doxygen docs/Doxyfile && echo "build/docs/html/index.html"
