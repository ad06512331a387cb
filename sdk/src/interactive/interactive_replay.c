#include "interactive/interactive_replay.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "codec/recording.h"
#include "interactive/interactive_wire.h"

#include <errno.h>
#include <stdio.h>

enum {
    CHUNK_BYTES    = 64 * 1024,
    LINES_PER_TURN = 64,
    LOOK_AGAIN_MS  = 1, /* while the game has not taken in what there is */
    LONGEST_MS     = 60 * 1000
};

struct cho_ia_replay {
    const chorus_allocator *heap;
    char                   *file_name;
    FILE                   *file;
    double                  speed;
    cho_timer               next;
    uint64_t                began_ns, first_ns; /* on our clock, and on that of the recording */
    uint64_t                line_number;
    bool                    has_line, is_online, has_warned;
    cho_recording_line      line; /* points into text */
    cho_buf                 text, frame;
    size_t                  at, len; /* unread part of the chunk */
    char                    chunk[CHUNK_BYTES];
};

/* ---- life ---- */

cho_ia_replay *cho_ia_replay_create(const chorus_allocator *heap, const char *file, double speed)
{
    cho_ia_replay *replay = cho_alloc_zero(heap, sizeof *replay);
    if (replay == NULL)
        return NULL;
    replay->heap      = heap;
    replay->speed     = speed;
    replay->file_name = cho_span_dup(heap, cho_span_of(file));
    cho_buf_init(&replay->text, heap);
    cho_buf_init(&replay->frame, heap);
    if (replay->file_name != NULL)
        return replay;
    cho_ia_replay_free(replay);
    return NULL;
}

void cho_ia_replay_free(cho_ia_replay *replay)
{
    if (replay == NULL)
        return;
    if (replay->file != NULL)
        fclose(replay->file);
    cho_buf_deinit(&replay->text);
    cho_buf_deinit(&replay->frame);
    cho_release(replay->heap, replay->file_name);
    cho_release(replay->heap, replay);
}

bool cho_ia_replay_is_online(const cho_ia_replay *replay)
{
    return replay->is_online;
}

void cho_ia_replay_stop(cho_ia_link *ia)
{
    if (ia->replay != NULL)
        cho_timer_cancel(&ia->replay->next);
}

static void end_with_error(cho_ia_link *ia, const char *what, const cho_json_error *error)
{
    char text[320];
    if (error == NULL)
        snprintf(text, sizeof text, "the recording %s: %s", ia->replay->file_name, what);
    else
        snprintf(text, sizeof text, "the recording %s, line %llu, byte %zu: %s", ia->replay->file_name,
                 (unsigned long long)ia->replay->line_number, error->offset, error->reason);
    cho_ia_end(ia, CHORUS_E_PROTOCOL, 0, text);
}

/* ---- lines ---- */

static bool fill_chunk(cho_ia_replay *replay)
{
    if (replay->at == replay->len) {
        replay->at  = 0;
        replay->len = fread(replay->chunk, 1, sizeof replay->chunk, replay->file);
    }
    return replay->len > 0;
}

/* True when the line's end was in it. */
static bool take_from_chunk(cho_ia_replay *replay)
{
    const char *from  = replay->chunk + replay->at;
    size_t      left  = replay->len - replay->at;
    const char *end   = memchr(from, '\n', left);
    size_t      taken = end == NULL ? left : (size_t)(end - from);
    cho_buf_append(&replay->text, from, taken);
    replay->at += end == NULL ? taken : taken + 1;
    return end != NULL;
}

typedef enum line_step { LINE_READ, LINE_NO_MORE, LINE_BAD } line_step;

static line_step read_text(cho_ia_replay *replay, cho_json_error *error)
{
    bool has_end = false;
    cho_buf_clear(&replay->text);
    replay->line_number++;
    while (!has_end && replay->text.len <= CHO_RECORDING_LINE_MAX_BYTES && fill_chunk(replay))
        has_end = take_from_chunk(replay);
    *error = (cho_json_error){ NULL, replay->text.len };
    if (ferror(replay->file))
        error->reason = "cannot be read";
    else if (replay->text.failed)
        error->reason = "no memory";
    else if (replay->text.len > CHO_RECORDING_LINE_MAX_BYTES)
        error->reason = "too long";
    else if (!has_end && replay->text.len > 0)
        error->reason = "the file ends within a line";
    else if (!has_end)
        return LINE_NO_MORE;
    return error->reason == NULL ? LINE_READ : LINE_BAD;
}

/* False: there is none, and the session has ended. */
static bool read_line(cho_ia_link *ia)
{
    cho_ia_replay *replay = ia->replay;
    cho_json_error error;
    line_step      step = read_text(replay, &error);
    if (step == LINE_READ && !cho_recording_read((cho_span){ replay->text.data, replay->text.len }, &replay->line, &error))
        step = LINE_BAD;
    if (step == LINE_BAD)
        end_with_error(ia, NULL, &error);
    else if (step == LINE_NO_MORE && replay->line_number == 1)
        end_with_error(ia, "it is no recording", NULL);
    else if (step == LINE_NO_MORE)
        cho_ia_end(ia, CHORUS_OK, 0, "the recording has ended");
    replay->has_line = step == LINE_READ;
    return replay->has_line;
}

/* ---- what lines do ---- */

static const char *text_of(cho_ia_replay *replay, const cho_json_value *value)
{
    cho_buf_clear(&replay->frame);
    cho_json_append_unescaped(value, &replay->frame);
    return replay->frame.failed || replay->frame.len == 0 ? "" : replay->frame.data;
}

static void play_state(cho_ia_link *ia, const cho_recording_line *line)
{
    cho_cause cause = { .result     = (chorus_result)line->cause,
                        .close_code = line->code,
                        .retry_ms   = line->retry_ms,
                        .attempt    = line->attempt,
                        .text       = text_of(ia->replay, &line->text) };
    bool is_lost = line->state == CHORUS_STATE_RECONNECTING || line->state == CHORUS_STATE_SUSPENDED;
    if (is_lost)
        cho_ia_lose_calls(ia, line->state == CHORUS_STATE_SUSPENDED ? "suspended by the game" : cause.text);
    if (is_lost || line->state == CHORUS_STATE_CONNECTING || line->state == CHORUS_STATE_CLOSING)
        cho_ia_enter(ia, (chorus_session_state)line->state, &cause);
}

static void play_frame(cho_ia_link *ia, const cho_recording_line *line)
{
    cho_buf *frame = &ia->replay->frame;
    cho_buf_clear(frame);
    cho_recording_append_frame(line, frame);
    if (frame->failed)
        cho_ia_end(ia, CHORUS_E_MEMORY, 0, chorus_strerror(CHORUS_E_MEMORY));
    else
        cho_ia_take_text(ia, (cho_span){ frame->data == NULL ? "" : frame->data, frame->len });
}

/* The library asks by itself when a text frame makes it. What a timer or a broken binary frame made it ask
 * must be said. */
static void ignore_answer(cho_ia_link *ia, const cho_packet *packet)
{
    (void)ia;
    (void)packet;
}

static void play_ask(cho_ia_link *ia, const cho_recording_line *line)
{
    uint32_t made = ia->calls.next_id;
    if (line->id == made + 1 && cho_json_is(&line->method, "getTime"))
        cho_ia_sample_clock(ia);
    else if (line->id == made + 1 && cho_json_is(&line->method, "setCompression"))
        cho_ia_fall_back(ia, "a compressed message that could not be read");
    else if (line->id == made + 1 && cho_json_is(&line->method, "uploadFile"))
        cho_ia_ask(ia, "uploadFile", "{}", ignore_answer);
    if (line->id <= ia->calls.next_id || ia->replay->has_warned)
        return;
    ia->replay->has_warned = true;
    cho_link_log(&ia->base, CHORUS_LOG_WARNING,
                 "line %llu of the recording: another version of the library made it, answers may not match",
                 (unsigned long long)ia->replay->line_number);
}

static bool read_pair(cho_json_reader *r, cho_json_value *method, cho_json_value *params)
{
    return cho_json_enter_array(r) && cho_json_next_element(r) && cho_json_read(r, method) &&
           cho_json_next_element(r) && cho_json_read(r, params) && !cho_json_next_element(r) &&
           method->type == CHO_JSON_STRING && params->type == CHO_JSON_OBJECT;
}

static void call_again(cho_ia_link *ia, uint32_t request, const cho_buf *packets, uint32_t count)
{
    cho_ia_call *call = packets->failed ? NULL : cho_alloc_zero(ia->heap, sizeof *call + packets->len);
    if (call == NULL)
        return;
    call->request = request;
    call->count   = count;
    if (packets->len > 0)
        memcpy(call + 1, packets->data, packets->len);
    cho_ia_call_for_game(ia, call);
    cho_release(ia->heap, call);
}

static void play_call(cho_ia_link *ia, const cho_recording_line *line)
{
    cho_json_value  method, params;
    cho_json_reader r;
    cho_buf         packets;
    uint32_t        count = 0;
    cho_buf_init(&packets, ia->heap);
    cho_json_reader_init(&r, line->calls.raw, CHO_JSON_DEPTH_LIMIT);
    cho_json_enter_array(&r);
    for (; cho_json_next_element(&r) && read_pair(&r, &method, &params); count++) {
        cho_json_append_unescaped(&method, &packets);
        cho_buf_append(&packets, "", 1);
        cho_buf_append(&packets, params.raw.ptr, params.raw.len);
        cho_buf_append(&packets, "", 1);
    }
    call_again(ia, line->request, &packets, count);
    cho_buf_deinit(&packets);
}

static void play_line(cho_ia_link *ia, const cho_recording_line *line)
{
    switch (line->kind) {
    case CHO_RECORDING_STATE:   play_state(ia, line); break;
    case CHO_RECORDING_OPEN:    ia->replay->is_online = true; break;
    case CHO_RECORDING_FRAME:   play_frame(ia, line); break;
    case CHO_RECORDING_ASK:     play_ask(ia, line); break;
    case CHO_RECORDING_CALL:    play_call(ia, line); break;
    case CHO_RECORDING_READY:   cho_ia_set_ready(ia, line->is_on); break;
    case CHO_RECORDING_DROPPED: cho_ia_drop_call(ia, line->id, (chorus_result)line->cause); break;
    case CHO_RECORDING_RESYNC:  cho_ia_fetch_all(ia); break;
    case CHO_RECORDING_CLOSE:
        ia->replay->is_online = false;
        cho_ia_forget_connection(ia);
        break;
    case CHO_RECORDING_END:     cho_ia_end(ia, CHORUS_OK, line->code, text_of(ia->replay, &line->text)); break;
    default:                    break;
    }
}

/* ---- when ---- */

/* Milliseconds until the line is to be played. */
static uint32_t wait_for(const cho_ia_replay *replay)
{
    if (replay->speed <= 0 || replay->line.ns <= replay->first_ns)
        return 0;
    double   due_ns = (double)(replay->line.ns - replay->first_ns) / replay->speed;
    double   now_ns = (double)(cho_clock_mono_ns() - replay->began_ns);
    double   ms     = (due_ns - now_ns) / CHO_NS_PER_MS;
    return ms <= 0 ? 0 : ms > LONGEST_MS ? LONGEST_MS : (uint32_t)ms + 1;
}

static void play(void *user);

static void go_on_in(cho_ia_link *ia, uint32_t ms)
{
    cho_timer_start(cho_link_loop(&ia->base), &ia->replay->next, ms, play, ia);
}

/* Nothing may be given up because the game is slow: it decides how fast the recording is read. */
static void play(void *user)
{
    cho_ia_link   *ia     = user;
    cho_ia_replay *replay = ia->replay;
    uint32_t       wait   = 0;
    for (int i = 0; i < LINES_PER_TURN; i++) {
        if (cho_link_is_behind(&ia->base)) {
            wait = LOOK_AGAIN_MS;
            break;
        }
        if (!replay->has_line && !read_line(ia))
            break;
        wait = wait_for(replay);
        if (wait > 0)
            break;
        replay->has_line = false;
        if (replay->line.ns > ia->base.now_ns) /* time does not go back, whatever a file says */
            ia->base.now_ns = replay->line.ns;
        play_line(ia, &replay->line);
        cho_link_publish_records(&ia->base);
        if (ia->base.is_ended)
            break;
    }
    cho_link_publish_records(&ia->base);
    if (!ia->base.is_ended)
        go_on_in(ia, wait);
}

static bool read_head(cho_ia_link *ia)
{
    cho_ia_replay *replay = ia->replay;
    if (!read_line(ia))
        return false;
    replay->has_line = false;
    if (replay->line.kind != CHO_RECORDING_HEAD || replay->line.version == 0) {
        end_with_error(ia, "it is no recording", NULL);
        return false;
    }
    if (replay->line.version > CHO_RECORDING_VERSION) {
        end_with_error(ia, "a later version of the library made it", NULL);
        return false;
    }
    ia->wants_ready    = replay->line.is_on;
    ia->restore.is_off = replay->line.forgets;
    if (replay->line.coding.type == CHO_JSON_OBJECT)
        cho_ia_want_coding(ia, replay->line.coding.raw);
    replay->first_ns = replay->line.ns;
    replay->began_ns = cho_clock_mono_ns();
    return true;
}

void cho_ia_replay_start(cho_ia_link *ia)
{
    cho_ia_replay *replay = ia->replay;
    replay->file          = fopen(replay->file_name, "rb");
    if (replay->file == NULL)
        end_with_error(ia, strerror(errno), NULL);
    else if (read_head(ia))
        go_on_in(ia, 0);
}
