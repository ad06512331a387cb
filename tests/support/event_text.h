/*
 * event_text.h - events as text, so that two streams of them can be compared.
 */
#ifndef TESTS_SUPPORT_EVENT_TEXT_H
#define TESTS_SUPPORT_EVENT_TEXT_H

#include "base/buf.h"

#include <chorus/event.h>

/* One line with everything the event says but which session it is. */
void event_text_append(cho_buf *out, const chorus_event *event);

#endif
