#include "support/match_cases.h"

#include "support/support.h"

void match_expect_all(match_try matches, const char *const *texts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!matches(texts[i], strlen(texts[i])))
            fail_msg("not matched: %s", texts[i]);
    }
}

void match_expect_none(match_try matches, const char *const *texts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (matches(texts[i], strlen(texts[i])))
            fail_msg("matched: %s", texts[i]);
    }
}

void match_expect_no_prefix(match_try matches, const char *const *texts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t len = 0; len < strlen(texts[i]); len++)
            assert_false(matches(texts[i], len));
    }
}

void match_damage(match_try matches, const char *const *texts, size_t count)
{
    char   text[512];
    size_t matched = 0;
    for (size_t i = 0; i < count; i++) {
        size_t len = strlen(texts[i]);
        assert_true(len <= sizeof text);
        for (size_t at = 0; at < len; at++) {
            for (int byte = 0; byte < 256; byte++) {
                memcpy(text, texts[i], len);
                text[at] = (char)byte;
                matched += matches(text, len);
            }
        }
    }
    assert_true(matched > 0);
}

void match_assert_same(const cho_json_value *a, const cho_json_value *b)
{
    assert_int_equal(a->type, b->type);
    assert_true(cho_span_equal(a->raw, b->raw));
    assert_int_equal(a->escaped, b->escaped);
}
