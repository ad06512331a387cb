#include "figures.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#if defined(__GNUC__)
__attribute__((format(printf, 3, 4)))
#endif
static void
write_figure(figure *out, const char *name, const char *words, ...)
{
    va_list values;
    va_start(values, words);
    vsnprintf(out->value, sizeof out->value, words, values);
    va_end(values);
    out->name = name;
}

/* --- chorus --- all of these can be asked at any time: none waits, and without a session they are zero */

/* The pump's time is the whole cost of the library on the game's thread. Inbox and backlog tell whether the game
   pumps often enough: what they could not hold was given up, but for moves, which are merged into the newest. */
static void write_stats(const chorus_stats *s, uint32_t left, figure *out)
{
    write_figure(&out[0], "Pump", "%.0f us, longest %.0f", (double)s->pump_ns_last / 1e3, (double)s->pump_ns_max / 1e3);
    write_figure(&out[1], "Left", "%" PRIu32 " for the next frame", left);
    write_figure(&out[2], "Inbox", "%u of %u KiB at most", s->inbox_high_bytes / 1024, s->inbox_capacity_bytes / 1024);
    write_figure(&out[3], "Backlog", "%u KiB, at most %u", s->backlog_bytes / 1024, s->backlog_high_bytes / 1024);
    write_figure(&out[4], "Given up", "%" PRIu64 ", merged %" PRIu64, s->given_up_inputs, s->coalesced_inputs);
    write_figure(&out[5], "Bytes", "%" PRIu64 " KiB in, %" PRIu64 " out", s->received_bytes / 1024,
                 s->sent_bytes / 1024);
}

void figures_read(const sample_venue *v, uint64_t stale, uint64_t dropped, figure out[FIGURES])
{
    chorus_stats            stats;
    chorus_interactive_line line;
    chorus_str              scheme = { "text", 4 };
    CHORUS_INIT(&stats);
    CHORUS_INIT(&line);
    (void)chorus_runtime_get_stats(v->rt, &stats);
    (void)chorus_interactive_get_line(v->rt, v->game, &line);
    (void)chorus_interactive_get_compression(v->rt, v->game, &scheme);
    write_stats(&stats, v->left, out);
    write_figure(&out[6], "Round trip", "%.1f ms, as %s", (double)line.latency_us / 1e3, scheme.ptr);
    write_figure(&out[7], "Too old", "%" PRIu64 " inputs", stale);
    write_figure(&out[8], "Too slow", "%" PRIu64 " steps", dropped);
}

/* --- end of chorus ---------------------------------------------------------------------------- */
