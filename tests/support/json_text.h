/*
 * json_text.h - one JSON value, read from a text that holds nothing else.
 */
#ifndef TESTS_SUPPORT_JSON_TEXT_H
#define TESTS_SUPPORT_JSON_TEXT_H

#include "codec/json_value.h"

cho_json_value json_text_value(const char *text);

#endif
