/*
 * packet_expect.h - one packet of the host, compared with what a test expects.
 *
 * text NULL stands for "nothing was sent". Numbers a test does not care for (seq, and the id of a call) are
 * taken over from the packet; all else must be as expected, to the letter.
 */
#ifndef TESTS_SUPPORT_PACKET_EXPECT_H
#define TESTS_SUPPORT_PACKET_EXPECT_H

#include <stdarg.h>

/* A call of the method with exactly these params, a format as of vprintf. */
void packet_expect(const char *text, const char *method, const char *params, va_list args)
    __attribute__((format(printf, 3, 0)));

/* A call of the method, whatever its params. */
void packet_expect_call(const char *text, const char *method);

/* A reply to that id, with exactly this result. */
void packet_expect_reply(const char *text, const char *id, const char *result, va_list args)
    __attribute__((format(printf, 3, 0)));

/* A refusal; path NULL: it names none. */
void packet_expect_refusal(const char *text, const char *id, int code, const char *path);

/* A format, filled in; free() the result. */
char *packet_text(const char *format, va_list args) __attribute__((format(printf, 1, 0)));

/* The first sessionID of a packet, which has one. */
void packet_copy_session(const char *text, char out[37]);

#endif
