#include "support/usual_limits.h"
/*
 * bench_signin - what signing in costs, and whether the time of a refusal tells why, as one line of JSON.
 */
#include "base/clock.h"
#include "host/oauth/auth_links.h"
#include "host/oauth/auth_password.h"
#include "host/oauth/auth_requests.h"

#include <stdio.h>
#include <stdlib.h>

enum { TRIES = 10000, LINKS = 20000, PASSWORDS = 5, LIFE_MS = 120000, START_MS = 1000000 };

static void *allocate(size_t size, void *user)
{
    (void)user;
    return malloc(size);
}

static void *resize(void *block, size_t size, void *user)
{
    (void)user;
    return realloc(block, size);
}

static void release(void *block, void *user)
{
    (void)user;
    free(block);
}

static const chorus_allocator heap = { allocate, resize, release, NULL };

static double since_ns(uint64_t start_ns, int count)
{
    return (double)(cho_clock_mono_ns() - start_ns) / count;
}

/* Mean time of a try that fails: with a code nobody has, one that was used, one that is too old. */
static double try_codes(int kind)
{
    cho_auth_requests     all;
    cho_auth_request     *request;
    char                  handle[CHO_AUTH_TEXT_SIZE], code[CHO_AUTH_CODE_SIZE];
    const cho_auth_digest browser = { { 1 } };
    double                total   = 0;
    cho_auth_requests_init(&all, &heap, 7, usual_limits());
    for (int i = 0; i < TRIES; i++) {
        const cho_auth_wish wish   = { CHO_AUTH_SHORT, "game", 1, cho_host_network_of("192.0.2.1"), LIFE_MS };
        int64_t             now_ms = START_MS + (int64_t)i * LIFE_MS;
        if (cho_auth_requests_make(&all, &wish, now_ms, handle, &request) != CHORUS_OK)
            exit(1);
        snprintf(code, sizeof code, "%s", kind == 0 ? "BBBBBB" : request->node.id.ptr);
        if (kind == 1) {
            (void)cho_auth_request_claim(request, &browser);
            (void)cho_auth_request_decide(request, &browser, 1000, true);
        }
        uint64_t start_ns = cho_clock_mono_ns();
        (void)cho_auth_requests_by_code(&all, code, kind == 2 ? now_ms + LIFE_MS : now_ms);
        total += since_ns(start_ns, 1);
    }
    cho_auth_requests_deinit(&all);
    return total / TRIES;
}

/* Mean time to find whose an access token is, among many. */
static double find_tokens(void)
{
    cho_auth_links  links;
    cho_auth_tokens tokens;
    cho_auth_link  *link;
    cho_auth_links_init(&links, &heap, 7, usual_limits());
    for (uint32_t i = 0; i < LINKS; i++) {
        if (cho_auth_links_make(&links, 1000 + i, "game", 1, START_MS, &tokens, &link) != CHORUS_OK)
            exit(1);
    }
    uint64_t start_ns = cho_clock_mono_ns();
    for (int i = 0; i < TRIES; i++)
        (void)cho_auth_links_of_access(&links, cho_span_of(tokens.access), START_MS);
    double mean = since_ns(start_ns, TRIES);
    cho_auth_links_deinit(&links);
    return mean;
}

static double check_passwords(void)
{
    char kept[CHO_AUTH_KEPT_SIZE];
    if (!cho_auth_password_keep(cho_span_of("correct horse"), kept))
        exit(1);
    uint64_t start_ns = cho_clock_mono_ns();
    for (int i = 0; i < PASSWORDS; i++)
        (void)cho_auth_password_is(cho_span_of("wrong"), i % 2 == 0 ? kept : "");
    return since_ns(start_ns, PASSWORDS);
}

/* What is written down of one that games show. */
static double keep_codes(void)
{
    const unsigned char salt[CHO_AUTH_SALT_BYTES] = { 1 };
    cho_auth_digest     kept;
    uint64_t            start_ns = cho_clock_mono_ns();
    for (int i = 0; i < PASSWORDS; i++) {
        if (!cho_auth_code_keep(cho_span_of("BCDFGH"), salt, &kept))
            exit(1);
    }
    return since_ns(start_ns, PASSWORDS);
}

int main(void)
{
    printf("{\"wrong_code_ns\":%.0f,\"used_code_ns\":%.0f,\"old_code_ns\":%.0f,\"access_token_ns\":%.0f,"
           "\"password_ms\":%.1f,\"code_ms\":%.1f}\n",
           try_codes(0), try_codes(1), try_codes(2), find_tokens(), check_passwords() / 1e6, keep_codes() / 1e6);
    return 0;
}
