#include "crowd_report.h"

#include <errno.h>
#include <string.h>
#include <sys/resource.h>

static unsigned long long whole(uint64_t value)
{
    return value;
}

static double ms(uint64_t ns)
{
    return (double)ns / 1e6;
}

static void write_text(FILE *out, const char *text)
{
    fputc('"', out);
    for (const unsigned char *p = (const unsigned char *)text; *p != '\0'; p++)
        fprintf(out, *p < 0x20 || *p == '"' || *p == '\\' ? "\\u%04x" : "%c", *p);
    fputc('"', out);
}

static void write_codes(FILE *out, const char *name, const crowd_codes *codes)
{
    fprintf(out, "\"%s\":{", name);
    for (size_t i = 0; i < codes->count; i++)
        fprintf(out, "%s\"%u\":%llu", i == 0 ? "" : ",", (unsigned)codes->code[i], whole(codes->times[i]));
    fputc('}', out);
}

/* By the words of the system. */
static void write_errors(FILE *out, const crowd_codes *errors)
{
    fputs("\"errors\":{", out);
    for (size_t i = 0; i < errors->count; i++) {
        fputs(i == 0 ? "" : ",", out);
        write_text(out, strerror((int)errors->code[i]));
        fprintf(out, ":%llu", whole(errors->times[i]));
    }
    fputc('}', out);
}

static void write_spread(FILE *out, const char *name, const crowd_spread *s)
{
    fprintf(out, "\"%s\":{\"count\":%llu,\"p50\":%.3f,\"p90\":%.3f,\"p99\":%.3f,\"max\":%.3f}", name, whole(s->count),
            ms(crowd_spread_ns(s, 0.5)), ms(crowd_spread_ns(s, 0.9)), ms(crowd_spread_ns(s, 0.99)), ms(s->longest_ns));
}

/* ---- the parts ---- */

static void write_setup(FILE *out, const crowd_args *args)
{
    fputs("{\"url\":", out);
    write_text(out, args->url);
    fprintf(out, ",\"participants\":%u,\"sources\":%u,\"seconds\":%g,\"join_rate\":%g,\"seed\":%llu,\"behaviour\":[",
            (unsigned)args->participants, (unsigned)args->sources, args->seconds, args->join_rate, whole(args->seed));
    for (size_t i = 0; i < args->mix.count; i++) {
        const crowd_behaviour *b = &args->mix.list[i];
        fprintf(out, "%s{\"name\":\"%s\",\"rate\":%g,\"share\":%g}", i == 0 ? "" : ",",
                crowd_conduct_names[b->conduct], b->rate, b->share);
    }
    fputs("],", out);
}

static void write_connections(FILE *out, const crowd_tally *t)
{
    fprintf(out, "\"connections\":{\"attempts\":%llu,\"opened\":%llu,\"most\":%llu,\"at_end\":%llu,\"dropped\":%llu,",
            whole(t->attempts), whole(t->opened), whole(t->most_open), whole(t->open_at_end), whole(t->dropped));
    if (t->all_open_ns != 0)
        fprintf(out, "\"all_in_ms\":%.3f,", ms(t->all_open_ns));
    write_codes(out, "closed", &t->closes);
    fputc(',', out);
    write_codes(out, "refused", &t->statuses);
    fputc(',', out);
    write_errors(out, &t->errors);
    fputs("},", out);
}

static void write_inputs(FILE *out, const crowd_tally *t)
{
    fprintf(out, "\"inputs\":{\"sent\":%llu,\"accepted\":%llu,\"rejected\":%llu,\"lost\":%llu,\"missed\":%llu,\"discarded\":%llu,",
            whole(t->inputs_sent), whole(t->inputs_accepted), whole(crowd_codes_sum(&t->rejected)),
            whole(t->inputs_lost), whole(t->inputs_missed), whole(t->inputs_discarded));
    write_codes(out, "rejected_by", &t->rejected);
    fprintf(out, "},\"garbage\":%llu,", whole(t->garbage));
}

static void write_latency(FILE *out, const crowd_tally *t)
{
    fputs("\"ms\":{", out);
    write_spread(out, "connect", &t->connect);
    fputc(',', out);
    write_spread(out, "welcome", &t->welcome);
    fputc(',', out);
    write_spread(out, "reply", &t->reply);
    fputc(',', out);
    write_spread(out, "event", &t->event);
    fputc(',', out);
    write_spread(out, "late", &t->lateness);
    fputs("},", out);
}

static void write_broadcasts(FILE *out, const crowd_tally *t)
{
    uint64_t first = t->broadcast_count > CROWD_BROADCASTS_MAX ? t->broadcast_count - CROWD_BROADCASTS_MAX : 0;
    fputs("\"broadcasts\":[", out);
    for (uint64_t i = first; i < t->broadcast_count; i++) {
        const crowd_broadcast *b = &t->broadcasts[i % CROWD_BROADCASTS_MAX];
        fprintf(out, "%s{\"delivered\":%llu,\"last_ms\":%.3f}", i == first ? "" : ",", whole(b->delivered),
                ms(b->last_ns));
    }
    fputs("],", out);
}

static double cpu_s(void)
{
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
           (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

void crowd_report_write(const crowd *c, FILE *out)
{
    const crowd_tally *t = &c->tally;
    write_setup(out, &c->args);
    write_connections(out, t);
    write_inputs(out, t);
    write_latency(out, t);
    write_broadcasts(out, t);
    fprintf(out, "\"packets\":%llu,\"bytes\":{\"sent\":%llu,\"received\":%llu},\"cpu_s\":%.3f}\n", whole(t->packets),
            whole(t->bytes_sent), whole(t->bytes_received), cpu_s());
}
