# Input: file:line:#include of every source. Prints what breaks the order of the layers.

BEGIN {
    allowed["base"] = "base"
    allowed["codec"] = "base codec"
    allowed["net"] = "base net"
    allowed["core"] = "base codec net core"
    allowed["data"] = "base codec net core data"
    count = split("interactive host oauth robot things moobius devices", modules, " ")
    for (i = 1; i <= count; i++) allowed[modules[i]] = allowed["data"] " " modules[i]
    for (i = 1; i <= count; i++) is_module[modules[i]] = 1
    # The rules inside the host know no sockets; host/service and host/studio stand around them and use all of host.
    inner["room"] = "room"
    inner["oauth"] = "room oauth"
    inner["project"] = "room project"

    c_library = "^(assert|ctype|errno|fenv|float|inttypes|limits|locale|math|setjmp|signal|stdalign|" \
        "stdarg|stdatomic|stdbool|stddef|stdint|stdio|stdlib|stdnoreturn|string|tgmath|threads|time|" \
        "uchar|wchar|wctype|fcntl|getopt|netdb|poll|pthread|strings|unistd|(sys|arpa|netinet)/[a-z]+)\\.h$"
    crowd_libraries = "^openssl/ssl\\.h$" # it has sockets of its own
    sample_libraries = "^(SDL|SDL_[a-z]+|SDL2/SDL[_a-z]*|qrencode|png)\\.h$"
}

function complain(text) {
    print file ":" line ": " text
    bad = 1
}

function has_word(list, word) {
    return index(" " list " ", " " word " ") > 0
}

# sdk/src/net/loop.c is in "net".
function layer_of(name, part) {
    split(name, part, "/")
    return part[3]
}

# sdk/src/host/room/host_room.c is in "room" of the host, "host/room/host_room.h" too.
function room_of(name, part) {
    sub(/^sdk\/src\//, "", name)
    split(name, part, "/")
    return part[1] == "host" ? part[2] : ""
}

function check_library(target, mine, theirs) {
    mine = layer_of(file)
    if (!(mine in allowed)) return complain("folder '" mine "' is in no layer")
    if (is_system && target ~ /^chorus\//) {
        theirs = target
        gsub(/^chorus\/|\.h$/, "", theirs)
        # The tokens of oauth.h are read and written in codec/, for every module.
        if (theirs == "chorus" || (theirs in is_module && theirs != mine && theirs != "oauth"))
            complain(mine " must not include <" target ">")
    } else if (!is_system) {
        theirs = target
        if (!sub(/\/.*/, "", theirs)) return complain("name \"" target "\" from sdk/src, as in \"" mine "/" target "\"")
        if (theirs == "chorus") return complain("write <" target ">")
        if (!has_word(allowed[mine], theirs)) complain(mine " must not include \"" target "\"")
        mine = room_of(file)
        theirs = room_of(target)
        if (mine in inner && theirs != "" && !has_word(inner[mine], theirs))
            complain("host/" mine " must not include \"" target "\"")
    }
}

function check_program(target, folder) {
    folder = file
    sub(/\/[^\/]*$/, "", folder)
    if (is_system) {
        if (target !~ /^chorus\/[a-z_]+\.h$/ && target !~ c_library &&
            !(file ~ /^samples\// && target ~ sample_libraries) &&
            !(file ~ /^sdk\/tools\/crowd\// && target ~ crowd_libraries))
            complain("programs use the public headers and the C library, not <" target ">")
    } else if (target ~ /\// && target !~ /^common\/[^\/]+$/) {
        complain("programs include their own folder and common/ only, not \"" target "\"")
    }
}

function check_public(target) {
    if (is_system && target !~ /^chorus\/[a-z]+\.h$/ && target !~ c_library)
        complain("public headers include each other and the C library, not <" target ">")
}

{
    split($0, where, ":")
    file = where[1]
    line = where[2]
    is_system = match($0, /<[^>]*>/)
    if (!is_system && !match($0, /"[^"]*"/)) next
    target = substr($0, RSTART + 1, RLENGTH - 2)

    if (file ~ /^sdk\/src\//) check_library(target)
    else if (file ~ /^sdk\/include\//) check_public(target)
    else check_program(target)

    if (!is_system && file ~ /^sdk\/src\//) edges["sdk/src/" target] = edges["sdk/src/" target]
    if (!is_system && file ~ /^sdk\/src\//) edges[file] = edges[file] " sdk/src/" target
    else if (target ~ /^chorus\//) edges[file] = edges[file] " sdk/include/" target
}

# Visits what a file includes; `trail` is the way to it.
function visit(name, trail, list, i, n) {
    if (state[name] == "done") return
    if (state[name] == "open") {
        print name ":1: includes itself through" trail
        bad = 1
        return
    }
    state[name] = "open"
    n = split(edges[name], list, " ")
    for (i = 1; i <= n; i++) visit(list[i], trail " " list[i])
    state[name] = "done"
}

END {
    for (name in edges) names[++total] = name
    for (i = 1; i <= total; i++) visit(names[i], "")
    exit bad
}
