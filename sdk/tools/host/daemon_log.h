/*
 * daemon_log.h - structured lines on standard error, each written at once, from any thread:
 *
 *     time=2026-01-31T12:00:00.123Z level=info event=listening port=8280
 */
#ifndef DAEMON_LOG_H
#define DAEMON_LOG_H

#include <chorus/base.h>

void daemon_log_set_level(chorus_log_level least);

/* `fields` begins with the name of the event, as in "listening port=%u". */
void daemon_log(chorus_log_level level, const char *fields, ...) __attribute__((format(printf, 2, 3)));

/* A chorus_log_fn. */
void daemon_log_line(void *user, chorus_log_level level, const char *line);

/* Puts quotes around text that has spaces or worse in it, and makes it printable. */
const char *daemon_log_quote(const char *text, char *out, size_t size);

#endif
