/*
 * support.h - what every test program includes: cmocka in the order it wants, and readable asserts
 * for results.
 */
#ifndef TESTS_SUPPORT_SUPPORT_H
#define TESTS_SUPPORT_SUPPORT_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include <chorus/base.h>

#define ARRAY_LEN(array) (sizeof(array) / sizeof((array)[0]))

/* The call must say CHORUS_OK; a failure names what it said instead. */
#define assert_ok(call) assert_result(CHORUS_OK, call)

/* The call must say `expected`. */
#define assert_result(expected, call) check_result((expected), (call), #call, __FILE__, __LINE__)

static inline void check_result(chorus_result expected, chorus_result actual, const char *call,
                                const char *file, int line)
{
    if (actual == expected)
        return;
    print_error("%s\n    gave %s (%s), not %s\n", call, chorus_result_name(actual),
                chorus_strerror(actual), chorus_result_name(expected));
    _fail(file, line);
}

#endif
