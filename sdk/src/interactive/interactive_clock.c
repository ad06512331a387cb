#include "base/clock.h"
#include "codec/json_find.h"
#include "codec/json_number.h"
#include "interactive/interactive_wire.h"

enum {
    NEXT_SAMPLE_MS = 200,       /* between the samples of a round */
    NEXT_ROUND_MS  = 60 * 1000,
    DRIFT_PARTS    = 10 * 1000  /* clocks of computers drift apart by less than one part in that many */
};

static void on_timer(void *user);

/* Finer than the time of this turn, which is all that a recording has. */
static uint64_t measure(const cho_ia_link *ia)
{
    return ia->replay != NULL ? cho_link_now_ns(&ia->base) : cho_clock_mono_ns();
}

static void tell_game(cho_ia_link *ia)
{
    cho_ia_clock *r = cho_link_record(&ia->base, CHO_IA_CLOCK, sizeof *r, CHO_WORTH_KEEP, 0);
    if (r == NULL)
        return;
    r->offset_ns = ia->clock.offset_ns;
    cho_link_commit(&ia->base, sizeof *r);
}

static uint64_t distance(int64_t a, int64_t b)
{
    return a > b ? (uint64_t)a - (uint64_t)b : (uint64_t)b - (uint64_t)a;
}

bool cho_ia_clock_take(cho_ia_clock_sync *clock, int64_t offset_ns, uint64_t error_ns, uint64_t now_ns)
{
    uint64_t known_error_ns = clock->error_ns + (now_ns - clock->taken_ns) / DRIFT_PARTS;
    bool     is_better      = error_ns <= known_error_ns;
    bool     is_elsewhere   = distance(offset_ns, clock->offset_ns) > error_ns + known_error_ns;
    if (clock->is_known && !is_better && !is_elsewhere)
        return false;
    clock->offset_ns = offset_ns;
    clock->error_ns  = error_ns;
    clock->taken_ns  = now_ns;
    clock->is_known  = true;
    return true;
}

/* The service read its clock somewhere between question and answer: most likely in the middle, and it
 * cannot be wrong by more than the half of the way. It tells whole milliseconds. */
static void take_sample(cho_ia_link *ia, int64_t server_ms)
{
    cho_ia_clock_sync *clock     = &ia->clock;
    uint64_t           now_ns    = measure(ia);
    uint64_t           half_ns   = (now_ns - clock->sent_ns) / 2;
    int64_t            offset_ns = server_ms * CHO_NS_PER_MS + CHO_NS_PER_MS / 2 - (int64_t)(clock->sent_ns + half_ns);
    atomic_store_explicit(&ia->gauge->latency_us, (uint32_t)(half_ns / 500), memory_order_relaxed);
    if (cho_ia_clock_take(clock, offset_ns, half_ns + CHO_NS_PER_MS / 2, now_ns))
        tell_game(ia);
}

static void on_time(cho_ia_link *ia, const cho_packet *packet)
{
    cho_ia_clock_sync *clock = &ia->clock;
    cho_json_value     time;
    int64_t            server_ms;
    bool sane = packet != NULL && cho_json_find_key(cho_json_text(&packet->result), cho_span_of("time"), &time) &&
                cho_json_to_int64(&time, &server_ms) && server_ms >= 0 && server_ms <= INT64_MAX / CHO_NS_PER_MS;
    if (packet != NULL && packet->id != clock->asked_id)
        return; /* asked before a sleep */
    if (sane)
        take_sample(ia, server_ms);
    clock->samples      = (clock->samples + 1) % CHO_IA_CLOCK_SAMPLES;
    uint32_t next_in_ms = clock->samples == 0 ? NEXT_ROUND_MS : NEXT_SAMPLE_MS;
    if (ia->replay == NULL) /* a recording says when it was */
        cho_timer_start(cho_link_loop(&ia->base), &clock->next, next_in_ms, on_timer, ia);
}

void cho_ia_sample_clock(cho_ia_link *ia)
{
    ia->clock.sent_ns  = measure(ia);
    ia->clock.asked_id = cho_ia_coming_call(ia);
    cho_ia_ask(ia, "getTime", "{}", on_time);
}

static void on_timer(void *user)
{
    cho_ia_link *ia = user;
    if (ia->ws != NULL)
        cho_ia_sample_clock(ia);
    cho_link_publish_records(&ia->base);
}

/* It may be another service now. */
void cho_ia_distrust_clock(cho_ia_link *ia)
{
    ia->clock.error_ns = (uint64_t)INT64_MAX / 4;
}

void cho_ia_start_clock(cho_ia_link *ia)
{
    ia->clock.samples = 0;
    cho_ia_sample_clock(ia);
}

void cho_ia_stop_clock(cho_ia_link *ia)
{
    cho_timer_cancel(&ia->clock.next);
}

int64_t cho_ia_server_ms(const cho_ia_link *ia)
{
    if (!ia->clock.is_known)
        return cho_clock_wall_ms();
    return ((int64_t)measure(ia) + ia->clock.offset_ns) / CHO_NS_PER_MS;
}
