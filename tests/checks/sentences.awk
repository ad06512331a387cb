# Prints what the given files say, one string literal a line: literals that follow each other are one, and each place that is
# filled in when the program runs ("%s", "{name}", "$1") is written as "…". With -v page=1 the files are pages instead: prints what
# stands in backticks in the first column of their tables.

function plain(text) {
    gsub(/\\n/, " ", text)
    gsub(/\\"/, "\"", text)
    gsub(/%[-+ #0-9.*]*(hh|h|ll|l|z|j)?[a-zA-Z]/, "…", text)
    gsub(/\{[a-z]+\}/, "…", text)
    gsub(/\$\{[^}]*\}|\$[a-zA-Z_]+|\$[0-9*@#]/, "…", text)
    gsub(/%%/, "%", text)
    while (gsub(/…(:|;|,| |\(|\)|…)*…/, "…", text)) { }
    sub(/^( |:|;|,|\.|…)+/, "", text)
    sub(/( |:|;|,|\.|…)+$/, "", text)
    gsub(/  +/, " ", text)
    return text
}

function say(text) {
    text = plain(text)
    if (text ~ / /) print text
}

function flush_literal() {
    if (held != "") say(held)
    held = ""
}

page {
    if (!/^\| `/) next
    cell = $0
    sub(/^\| /, "", cell)
    sub(/ \|.*/, "", cell)
    while (match(cell, /`[^`]+`/)) {
        say(substr(cell, RSTART + 1, RLENGTH - 2))
        cell = substr(cell, RSTART + RLENGTH)
    }
    next
}

FNR == 1 { flush_literal() }

{
    line = $0
    if (FILENAME ~ /\.sh$/ && line ~ /^ *#/) next
    gsub(/'"'|'\\"'/, "   ", line)
    gsub(/" *PRI[a-zA-Z0-9]+ *"/, "u", line)
    gsub(/" *PRI[a-zA-Z0-9]+/, "u\"", line)
    if (line !~ /^[ \t]*"/) flush_literal()
    last_end = 0
    while (match(line, /"([^"\\]|\\.)*"/)) {
        between = substr(line, 1, RSTART - 1)
        if (between !~ /^[ \t]*$/) flush_literal()
        held = held substr(line, RSTART + 1, RLENGTH - 2)
        line = substr(line, RSTART + RLENGTH)
    }
    if (line !~ /^[ \t\\]*$/) flush_literal()
}

END { flush_literal() }
