#!/bin/sh
# The one way in: installs what is missing, builds, and runs. `sh sdk/setup.sh` lists the commands.
set -eu
cd "$(dirname "$0")/.."

usage() {
    cat <<'TEXT'
sh sdk/setup.sh COMMAND

  play [options]   build and run the first sample with its own host; options go to the sample
  build            build the libraries, samples and tools into build/bin and build/lib
  test             build and run every test and check
      --quick                        without browser, peers and the slow checks
      --sanitize=address|thread      unit and integration tests only, instrumented
  bench            build and print the figures
      --load                         of a host with thousands of people instead; docs/load.md
      --page                         of the page on a slow line instead; docs/page.md
  docs             write the reference to build/docs
  clean            remove everything the other commands made in this folder

What is missing is installed with apt, as root or through sudo. CC chooses the compiler.
TEXT
}

die() {
    echo "setup: $*" >&2
    exit 1
}

missing="" # Debian packages

# Each takes what to look for and the Debian package that brings it. Looking for the thing rather
# than the package also serves machines where it came another way.
need_command() {
    command -v "$1" >/dev/null 2>&1 || missing="$missing $2"
}
need_library() {
    pkg-config --exists "$1" 2>/dev/null || missing="$missing $2"
}
need_file() {
    [ -e "$1" ] || missing="$missing $2"
}

need_for_build() {
    case "${CC:-cc}" in
        *clang*) need_command "$CC" clang ;;
        *) need_command "${CC:-cc}" gcc ;;
    esac
    need_file /usr/include/stdlib.h libc6-dev
    need_command make make
    need_command pkg-config pkg-config
    [ -n "$(premake)" ] || missing="$missing premake4"
    need_library libcurl libcurl4-openssl-dev
    need_library libwebsockets libwebsockets-dev
    need_library zlib zlib1g-dev
    need_library liblz4 liblz4-dev
    need_library libssl libssl-dev
    need_library sqlite3 libsqlite3-dev
    need_library sdl2 libsdl2-dev
    need_library libqrencode libqrencode-dev
    need_library libpng libpng-dev
}

need_for_tests() {
    need_for_build
    need_library cmocka libcmocka-dev
    need_library libcjson libcjson-dev
    need_command mold mold # two hundred programs are linked in each variant
    need_command g++ g++
    need_file /usr/share/i18n/locales/de_DE locales
}

need_node() {
    need_command node nodejs
    need_command npm npm
    need_file /etc/ssl/certs/ca-certificates.crt ca-certificates
}

need_for_all_tests() {
    need_for_tests
    need_node
    need_command clang clang
    [ -n "$(find /usr/lib/llvm-* -name 'libclang_rt.fuzzer-*' 2>/dev/null)" ] || missing="$missing libclang-rt-dev"
    need_command openssl openssl
    need_command shellcheck shellcheck
    need_command doxygen doxygen
    need_command chromium-headless-shell chromium-headless-shell
    need_command Xvfb xvfb
}

install_missing() {
    # shellcheck disable=SC2086  # a list of words
    set -- $missing
    missing=""
    [ $# -gt 0 ] || return 0
    command -v apt-get >/dev/null 2>&1 ||
        die "please install what these Debian packages bring, then try again: $*"
    as_root=""
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null 2>&1 || die "not root and no sudo here; please have these packages installed: $*"
        as_root="sudo"
    fi
    echo "installing: $*"
    apt="$as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300"
    $apt update >build/apt.log 2>&1 || echo "setup: apt-get update failed, trying with the lists at hand" >&2
    $apt install --no-install-recommends "$@" >>build/apt.log 2>&1 || {
        tail -n 20 build/apt.log >&2
        die "apt-get could not install: $*"
    }
}

# The exact versions of each folder's package-lock.json; no script of a package is run.
install_npm() {
    for folder in "$@"; do
        lock=$folder/package-lock.json
        [ -f "$lock" ] || continue
        cmp -s "$lock" "$folder/node_modules/.installed" && continue
        echo "installing: npm packages of $folder"
        (cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) >build/npm.log 2>&1 || {
            tail -n 20 build/npm.log >&2
            die "npm could not install the packages of $folder"
        }
        cp "$lock" "$folder/node_modules/.installed"
    done
}

premake() {
    if [ -n "${PREMAKE:-}" ]; then
        echo "$PREMAKE"
    else
        command -v premake5 || command -v premake4 || true
    fi
}

# compile TREE CONFIG [premake options]
compile() {
    tree=$1 config=$2
    shift 2
    "$(premake)" --file=premake5.lua "$@" gmake >build/premake.log || {
        cat build/premake.log >&2
        return 1
    }
    # One line for each file that is compiled; the status of make survives the pipe in a file.
    {
        status=0
        make -C "$tree" --no-print-directory config="$config" -j "$(nproc)" || status=$?
        echo "$status" >build/make.status
    } | grep -v -e '^==== ' -e '^Running ' || true
    return "$(cat build/make.status)"
}

build() {
    need_for_build
    install_missing
    compile build/plain release --no-tests || die "the build failed"
}

play() {
    build
    [ -x build/bin/paint ] || die "build/bin/paint was not built"
    if [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
        case " $* " in
            *" --headless "*) ;;
            *)
                echo "no display here: running headless"
                set -- --headless "$@"
                ;;
        esac
    fi
    exec build/bin/paint "$@"
}

run_tests() {
    scope=full sanitize="" tree=build/plain config=release
    for option in "$@"; do
        case "$option" in
            --quick) [ -n "$sanitize" ] || scope=quick ;;
            --sanitize=address) scope=sanitized sanitize=$option tree=build/asan config=debug ;;
            --sanitize=thread) scope=sanitized sanitize=$option tree=build/tsan config=debug ;;
            *) die "unknown option: $option" ;;
        esac
    done
    if [ "$scope" = full ]; then need_for_all_tests; else need_for_tests; fi
    install_missing
    [ "$scope" != full ] || install_npm tests/browser tests/peers
    compile "$tree" "$config" ${sanitize:+"$sanitize"} || {
        echo "the build failed" >&2
        echo "0 passed, 1 failed"
        exit 1
    }
    exec sh tests/run.sh "$tree/$config" "$scope"
}

bench_page() {
    need_command chromium-headless-shell chromium-headless-shell
    install_missing
    install_npm tests/browser
    exec node tests/bench/page.mjs "$@"
}

bench() {
    need_for_tests
    need_node
    install_missing
    install_npm tests/bench
    compile build/plain release || die "the build failed"
    CHORUS_TREE=$PWD/build/plain/release
    export CHORUS_TREE
    case " $* " in
        *" --load "*) exec node tests/bench/load.mjs "$@" ;;
        *" --page "*) bench_page "$@" ;;
    esac
    if [ -f tests/bench/run.mjs ]; then
        exec node tests/bench/run.mjs "$@"
    fi
    for program in "$CHORUS_TREE"/bench/bench_*; do
        "$program" "$@"
    done
}

docs() {
    need_command doxygen doxygen
    install_missing
    exec sh tests/checks/docs.sh
}

command=${1:-help}
[ $# -eq 0 ] || shift
case "$command" in
    clean) rm -rf build tests/*/node_modules && exit ;;
    help | -h | --help) usage && exit ;;
esac
mkdir -p build
case "$command" in
    play) play "$@" ;;
    build) build ;;
    test) run_tests "$@" ;;
    bench) bench "$@" ;;
    docs) docs ;;
    *)
        usage >&2
        exit 2
        ;;
esac
