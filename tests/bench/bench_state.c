/*
 * bench_state - what many scenes, controls and changes cost, one round, as one line of JSON.
 *
 * CPU times, without a socket; see support/bench_session.h.
 */
#include "support/bench_session.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    SCENES       = 50,
    CONTROLS     = 50, /* in each */
    BATCH        = 64, /* packets between two pumps */
    PARTICIPANTS = 64,
    WARM_UP      = 100 * 3 * BATCH, /* whole rounds: no packet follows itself */
    INPUTS       = 1000 * 3 * BATCH,
    UPDATES      = 500 * 3 * BATCH,
    SET_SIZE     = SCENES * CONTROLS * 220,
    UPDATE_SIZE  = 400
};

static size_t write_control(char *out, size_t size, unsigned n)
{
    return (size_t)snprintf(out, size,
                            "{\"controlID\":\"control_%02u\",\"kind\":\"button\",\"disabled\":false,\"text\":\"Press %u\","
                            "\"cost\":%u,\"position\":[{\"size\":\"large\",\"width\":8,\"height\":4,\"x\":%u,\"y\":%u}]}",
                            n, n, n % 7, n % 10 * 8, n / 10 * 4);
}

static size_t write_scene(char *out, size_t size, unsigned scene)
{
    size_t at = (size_t)snprintf(out, size, "{\"sceneID\":\"scene_%02u\",\"controls\":[", scene);
    for (unsigned i = 0; i < CONTROLS; i++) {
        if (i > 0)
            out[at++] = ',';
        at += write_control(out + at, size - at, i);
    }
    return at + (size_t)snprintf(out + at, size - at, "],\"groups\":[]}");
}

static size_t write_scene_set(char *out, size_t size)
{
    size_t at = (size_t)snprintf(out, size, "{\"id\":1,\"type\":\"method\",\"method\":\"onSceneCreate\","
                                            "\"params\":{\"scenes\":[");
    for (unsigned i = 0; i < SCENES; i++) {
        if (i > 0)
            out[at++] = ',';
        at += write_scene(out + at, size - at, i);
    }
    return at + (size_t)snprintf(out + at, size - at, "]},\"seq\":1,\"discard\":true}");
}

static char   scene_set[SET_SIZE];
static size_t scene_set_len;

static double measure_scene_set(void)
{
    bench b;
    bench_open(&b, NULL);
    bench_pump(&b);
    b.events       = 0;
    uint64_t began = bench_cpu_ns();
    bench_receive(&b, scene_set, scene_set_len);
    bench_pump(&b);
    double ms = (double)(bench_cpu_ns() - began) / 1e6;
    bench_must(b.events == SCENES * (CONTROLS + 1), "an event for each scene and control");
    bench_close(&b);
    return ms;
}

/* ---- inputs with few and with many controls around ---- */

typedef struct packet {
    char   text[UPDATE_SIZE];
    size_t len;
} packet;

static packet packets[3 * BATCH];

static void run(bench *b, unsigned count)
{
    for (unsigned done = 0; done < count; done += BATCH) {
        bench_begin_turn(b);
        for (unsigned i = 0; i < BATCH; i++) {
            const packet *p = &packets[(done + i) % (3 * BATCH)];
            bench_receive(b, p->text, p->len);
        }
        bench_pump(b);
    }
}

static double measure(bench *b, unsigned count)
{
    run(b, WARM_UP);
    b->events      = 0;
    uint64_t began = bench_cpu_ns();
    run(b, count);
    double ns = (double)(bench_cpu_ns() - began) / count;
    bench_must(b->events >= count, "an event for each packet");
    return ns;
}

static double measure_inputs(bool is_crowded)
{
    bench b;
    bench_open(&b, NULL);
    bench_create_scene(&b);
    if (is_crowded)
        bench_receive(&b, scene_set, scene_set_len);
    bench_join(&b, 0, PARTICIPANTS);
    bench_pump(&b);
    for (unsigned i = 0; i < 3 * BATCH; i++)
        packets[i].len = bench_write_input(packets[i].text, UPDATE_SIZE, i, PARTICIPANTS);
    double ns = measure(&b, INPUTS);
    bench_close(&b);
    return ns;
}

/* ---- storms of changes ---- */

/* Each packet changes the progress of one control; the n-th time it comes to another value. */
static void write_control_update(packet *p, unsigned n)
{
    char control[220];
    size_t len = write_control(control, sizeof control, n % CONTROLS);
    p->len     = (size_t)snprintf(p->text, UPDATE_SIZE,
                                  "{\"id\":%u,\"type\":\"method\",\"method\":\"onControlUpdate\",\"params\":{"
                                      "\"sceneID\":\"scene_%02u\",\"controls\":[%.*s,\"progress\":0.%02u}]},\"seq\":%u,"
                                      "\"discard\":true}",
                                  n, n % SCENES, (int)len - 1, control, n % 89 + 10, n);
}

static void write_participant_update(packet *p, unsigned n)
{
    char id[40];
    bench_write_session_id(id, sizeof id, n % PARTICIPANTS);
    p->len = (size_t)snprintf(p->text, UPDATE_SIZE,
                              "{\"id\":%u,\"type\":\"method\",\"method\":\"onParticipantUpdate\",\"params\":{"
                              "\"participants\":[{\"sessionID\":\"%s\",\"userID\":%u,\"username\":\"viewer_%u\","
                              "\"level\":%u,\"lastInputAt\":0,\"connectedAt\":1700000000000,\"disabled\":false,"
                              "\"groupID\":\"default\",\"anonymous\":false,\"channelGroups\":[\"User\"]}]},\"seq\":%u,"
                              "\"discard\":true}",
                              n, id, n % PARTICIPANTS + 1, n % PARTICIPANTS, n, n);
}

static double measure_updates(void (*write)(packet *p, unsigned n))
{
    bench b;
    bench_open(&b, NULL);
    bench_create_scene(&b);
    bench_receive(&b, scene_set, scene_set_len);
    bench_join(&b, 0, PARTICIPANTS);
    bench_pump(&b);
    for (unsigned i = 0; i < 3 * BATCH; i++)
        write(&packets[i], i * 17);
    double ns = measure(&b, UPDATES);
    bench_close(&b);
    return ns;
}

int main(void)
{
    scene_set_len = write_scene_set(scene_set, sizeof scene_set);
    bench_must(scene_set_len < sizeof scene_set, "writing the scenes");
    double set_ms     = measure_scene_set();
    double few_ns     = measure_inputs(false);
    double crowded_ns = measure_inputs(true);
    printf("{\"scene_set_bytes\":%zu,\"scene_set_ms\":%.3f,\"input_2_controls_ns\":%.1f,\"input_2500_controls_ns\":%.1f,"
           "\"control_update_ns\":%.1f,\"participant_update_ns\":%.1f}\n",
           scene_set_len, set_ms, few_ns, crowded_ns, measure_updates(write_control_update),
           measure_updates(write_participant_update));
    return 0;
}
