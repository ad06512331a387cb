/*
 * match_cases.h - a quick way to read, held against the reader whose work it saves.
 */
#ifndef TESTS_SUPPORT_MATCH_CASES_H
#define TESTS_SUPPORT_MATCH_CASES_H

#include "codec/json_value.h"

/* True: the bytes were matched, and then it has checked that they mean what the reader makes of them. */
typedef bool (*match_try)(const char *text, size_t len);

void match_expect_all(match_try matches, const char *const *texts, size_t count);
void match_expect_none(match_try matches, const char *const *texts, size_t count);
/* None of the texts cut anywhere. */
void match_expect_no_prefix(match_try matches, const char *const *texts, size_t count);
/* Each byte of each text in turn becomes every other one. */
void match_damage(match_try matches, const char *const *texts, size_t count);

void match_assert_same(const cho_json_value *a, const cho_json_value *b);

#endif
