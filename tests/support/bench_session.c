#include "support/bench_session.h"

#include "core/runtime_state.h"
#include "interactive/interactive_wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

void bench_must(bool ok, const char *what)
{
    if (!ok) {
        fprintf(stderr, "bench: %s failed\n", what);
        exit(1);
    }
}

uint64_t bench_cpu_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static cho_ia_link *link_of(const bench *b)
{
    return (cho_ia_link *)cho_network_find(&b->rt->network, b->session.id);
}

void bench_open(bench *b, const chorus_allocator *heap)
{
    chorus_runtime_options     runtime;
    chorus_interactive_options interactive;
    CHORUS_INIT(&runtime);
    CHORUS_INIT(&interactive);
    if (heap != NULL)
        runtime.allocator = *heap;
    interactive.address = "ws://127.0.0.1:9/";
    *b                  = (bench){ 0 };
    bench_must(cho_runtime_create_unthreaded(&runtime, &b->rt) == CHORUS_OK, "the runtime");
    bench_must(chorus_interactive_open(b->rt, &interactive, &b->session) == CHORUS_OK, "the session");
    chorus_pump(b->rt);
    cho_network_attend(&b->rt->network);
    bench_must(link_of(b) != NULL, "the link");
}

void bench_close(bench *b)
{
    chorus_runtime_destroy(b->rt);
}

void bench_begin_turn(bench *b)
{
    cho_loop_begin_turn(b->rt->network.loop);
}

void bench_receive(bench *b, const char *text, size_t len)
{
    cho_ia_link *ia = link_of(b);
    cho_ia_receive(ia, text, len);
    cho_link_publish_records(&ia->base);
}

void bench_choose(bench *b, cho_scheme scheme)
{
    bench_must(cho_stream_choose(&link_of(b)->coding.stream, scheme), "the scheme");
}

void bench_receive_packed(bench *b, const char *bytes, size_t len)
{
    cho_ia_link *ia = link_of(b);
    cho_ia_take_frame(ia, (cho_span){ bytes, len }, false);
    cho_link_publish_records(&ia->base);
}

void bench_pump(bench *b)
{
    chorus_event event;
    chorus_pump(b->rt);
    while (chorus_next_event(b->rt, &event))
        b->events++;
}

/* ---- what a service sends ---- */

void bench_write_session_id(char *out, size_t size, unsigned n)
{
    snprintf(out, size, "0b6c%04x-1111-4222-8333-%012x", n & 0xffff, n);
}

size_t bench_write_joins(char *out, size_t size, unsigned first, unsigned count)
{
    size_t at = (size_t)snprintf(
        out, size, "{\"id\":1,\"type\":\"method\",\"method\":\"onParticipantJoin\",\"params\":{\"participants\":[");
    for (unsigned i = 0; i < count; i++) {
        char id[40];
        bench_write_session_id(id, sizeof id, first + i);
        at += (size_t)snprintf(out + at, size - at,
                               "%s{\"sessionID\":\"%s\",\"userID\":%u,\"username\":\"viewer_%u\",\"level\":3,"
                               "\"lastInputAt\":0,\"connectedAt\":17000000%05u,\"disabled\":false,"
                               "\"groupID\":\"default\",\"anonymous\":false,\"channelGroups\":[\"User\"]}",
                               i == 0 ? "" : ",", id, first + i + 1, first + i, first + i);
    }
    at += (size_t)snprintf(out + at, size - at, "]},\"seq\":1,\"discard\":true}");
    return at;
}

void bench_join(bench *b, unsigned first, unsigned count)
{
    static char page[BENCH_PAGE * BENCH_JOIN_SIZE];
    bench_receive(b, page, bench_write_joins(page, sizeof page, first, count));
}

/* The same rule as in peer_node.mjs. */
size_t bench_write_input(char *out, size_t size, unsigned n, unsigned participants)
{
    static const char *const inputs[] = {
        "{\"controlID\":\"fire\",\"event\":\"mousedown\",\"button\":0}",
        "{\"controlID\":\"stick\",\"event\":\"move\",\"x\":0.317284,\"y\":-0.729153}",
        "{\"controlID\":\"fire\",\"event\":\"mouseup\",\"button\":0}",
    };
    char id[40];
    bench_write_session_id(id, sizeof id, n % participants);
    return (size_t)snprintf(out, size,
                            "{\"id\":%u,\"type\":\"method\",\"method\":\"giveInput\",\"params\":{"
                            "\"participantID\":\"%s\",\"input\":%s},\"seq\":%u,\"discard\":true}",
                            1000 + n, id, inputs[n % 3], 1000 + n);
}

void bench_create_scene(bench *b)
{
    static const char scene[] =
        "{\"id\":1,\"type\":\"method\",\"method\":\"onSceneCreate\",\"params\":{\"scenes\":[{\"sceneID\":\"default\","
        "\"controls\":[{\"controlID\":\"fire\",\"kind\":\"button\",\"text\":\"Fire\",\"disabled\":false},"
        "{\"controlID\":\"stick\",\"kind\":\"joystick\",\"disabled\":false}],\"groups\":[]}]},\"seq\":1,"
        "\"discard\":true}";
    static const char group[] = "{\"id\":2,\"type\":\"method\",\"method\":\"onGroupCreate\",\"params\":{\"groups\":[{"
                                "\"groupID\":\"default\",\"sceneID\":\"default\"}]},\"seq\":2,\"discard\":true}";
    bench_receive(b, scene, sizeof scene - 1);
    bench_receive(b, group, sizeof group - 1);
}
