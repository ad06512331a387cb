#include "support/packet_expect.h"

#include "support/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *packet_text(const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, again);
    va_end(again);
    assert_true(len >= 0);
    char *text = malloc((size_t)len + 1);
    assert_non_null(text);
    vsnprintf(text, (size_t)len + 1, format, args);
    return text;
}

/* seq stands last but for "discard": what is called so inside is passed over. */
static int seq_of(const char *text)
{
    const char *at = text;
    for (const char *next = text; (next = strstr(next, "\"seq\":")) != NULL; next++)
        at = next;
    return at == text ? -1 : atoi(at + strlen("\"seq\":"));
}

void packet_expect(const char *text, const char *method, const char *params, va_list args)
{
    unsigned id = 0;
    if (text == NULL)
        fail_msg("expected %s, but nothing was sent", method);
    char  *middle   = packet_text(params, args);
    size_t size     = strlen(method) + strlen(middle) + 128;
    char  *expected = malloc(size);
    assert_non_null(expected);
    sscanf(text, "{\"id\":%u", &id);
    snprintf(expected, size,
             "{\"id\":%u,\"type\":\"method\",\"method\":\"%s\",\"params\":%s,\"seq\":%d,\"discard\":true}", id, method,
             middle, seq_of(text));
    assert_string_equal(text, expected);
    free(expected);
    free(middle);
}

void packet_expect_call(const char *text, const char *method)
{
    char wanted[96];
    snprintf(wanted, sizeof wanted, "\"type\":\"method\",\"method\":\"%s\",\"params\":", method);
    if (text == NULL || strstr(text, wanted) == NULL)
        fail_msg("expected %s, not %s", method, text != NULL ? text : "nothing");
}

void packet_expect_reply(const char *text, const char *id, const char *result, va_list args)
{
    if (text == NULL)
        fail_msg("expected reply %s, but nothing was sent", id);
    char  *middle   = packet_text(result, args);
    size_t size     = strlen(middle) + strlen(id) + 128;
    char  *expected = malloc(size);
    assert_non_null(expected);
    snprintf(expected, size, "{\"id\":%s,\"type\":\"reply\",\"result\":%s,\"error\":null,\"seq\":%d}", id, middle,
             seq_of(text));
    assert_string_equal(text, expected);
    free(expected);
    free(middle);
}

void packet_expect_refusal(const char *text, const char *id, int code, const char *path)
{
    char head[160], wanted[256];
    if (text == NULL)
        fail_msg("expected a refusal with %d, but nothing was sent", code);
    snprintf(head, sizeof head, "{\"id\":%s,\"type\":\"reply\",\"result\":null,\"error\":{\"code\":%d,\"message\":\"",
             id, code);
    if (strncmp(text, head, strlen(head)) != 0)
        fail_msg("expected a refusal with %d, not %s", code, text);
    snprintf(wanted, sizeof wanted, "\"path\":\"%s\"},\"seq\":", path != NULL ? path : "");
    if ((strstr(text, "\"path\":") != NULL) != (path != NULL) || (path != NULL && strstr(text, wanted) == NULL))
        fail_msg("expected path %s in %s", path != NULL ? path : "(none)", text);
}

void packet_copy_session(const char *text, char out[37])
{
    const char *at = strstr(text, "\"sessionID\":\"");
    assert_non_null(at);
    assert_int_equal(sscanf(at, "\"sessionID\":\"%36s", out), 1);
}
