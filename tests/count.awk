# Reads a test program's output; prints "passed failed skipped". Given: status, its exit status, and
# kind, where "check" means that the status alone is the result.

# Text that a test printed without a line end may stand in front of cmocka's numbered lines.
match($0, /(not )?ok [0-9]+ *(- |# SKIP)/) || /^(not )?ok( |$)/ {
    if (/# *SKIP/) skipped++
    else if (/not ok/) failed++
    else passed++
}
/^1\.\.[0-9]+$/ { planned += substr($0, 4) }

END {
    if (kind == "check") {
        passed = status == 0
        skipped = status == 77
        failed = !passed && !skipped
    } else if (failed == 0 && (status != 0 || passed + skipped < planned || passed + skipped == 0)) {
        failed = 1 # it crashed, hung, stopped half-way or ran nothing
    }
    print passed + 0, failed + 0, skipped + 0
}
