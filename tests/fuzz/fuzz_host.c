/*
 * fuzz_host.c - any bytes as what a host reads before it knows anybody: a request's header, a Host and an Origin, an
 * address, and the file of limits.
 *
 * A header that is sound in parts is held to the promise that a part is never judged otherwise than the whole.
 */
#include <stdlib.h>

#include "host/service/host_limits.h"
#include "host/service/host_origin.h"
#include "net/ip.h"
#include "net/request_head.h"

static void require(bool promise)
{
    if (!promise)
        abort();
}

static void check_head(cho_span bytes)
{
    int         status = 0, part_status = 0;
    const char *why    = NULL;
    cho_head    whole  = cho_head_check(bytes, &status, &why);
    require(whole != CHO_HEAD_BAD || (status >= 400 && why != NULL));
    for (size_t len = bytes.len > 64 ? bytes.len - 64 : 0; len < bytes.len; len++) {
        cho_head part = cho_head_check((cho_span){ bytes.ptr, len }, &part_status, &why);
        require(part == CHO_HEAD_MORE || part == whole);
    }
}

static void check_names(cho_span bytes)
{
    static const cho_host_config config = { .machine = "pc" };
    if (bytes.len > 0)
        cho_host_answers_to(&config, bytes);
    cho_host_welcomes_origin(&config, bytes, (cho_span){ "pc.local", 8 });
}

static void check_address(cho_span bytes)
{
    cho_ip   ip, range;
    uint32_t bits;
    if (cho_ip_parse_range(bytes, &range, &bits))
        require(bits <= 128 && cho_ip_is_within(&range, &range, bits));
    if (cho_ip_parse(bytes, &ip))
        (void)cho_ip_owner(&ip);
}

static void check_limits(cho_span bytes)
{
    chorus_host_limits limits;
    char               error[200];
    CHORUS_INIT(&limits);
    if (chorus_host_read_limits(bytes.ptr, bytes.len, &limits, error, sizeof error) == CHORUS_OK)
        require(cho_host_limits_fault(&limits) == NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cho_span bytes = { (const char *)data, size };
    check_head(bytes);
    check_names(bytes);
    check_address(bytes);
    check_limits(bytes);
    return 0;
}
