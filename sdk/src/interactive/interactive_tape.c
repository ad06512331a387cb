#include "interactive/interactive_tape.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/random.h"
#include "codec/recording.h"
#include "interactive/interactive_wire.h"

#include <errno.h>
#include <stdio.h>

struct cho_ia_tape {
    const chorus_allocator *heap;
    char                   *file_name;
    FILE                   *file; /* NULL: not open yet, or given up */
    bool                    is_masked;
    cho_recording_mask      mask;
    cho_buf                 line;
};

/* ---- life ---- */

cho_ia_tape *cho_ia_tape_create(const chorus_allocator *heap, const char *file, bool is_masked)
{
    cho_ia_tape *tape = cho_alloc_zero(heap, sizeof *tape);
    if (tape == NULL)
        return NULL;
    tape->heap      = heap;
    tape->is_masked = is_masked;
    tape->file_name = cho_span_dup(heap, cho_span_of(file));
    cho_buf_init(&tape->line, heap);
    if (tape->file_name != NULL)
        return tape;
    cho_ia_tape_free(tape);
    return NULL;
}

void cho_ia_tape_free(cho_ia_tape *tape)
{
    if (tape == NULL)
        return;
    if (tape->file != NULL)
        fclose(tape->file);
    cho_buf_deinit(&tape->line);
    cho_release(tape->heap, tape->file_name);
    cho_release(tape->heap, tape);
}

static void give_up(cho_ia_link *ia, const char *why)
{
    cho_ia_tape *tape = ia->tape;
    cho_link_log(&ia->base, CHORUS_LOG_WARNING, "the recording in %s has ended: %s", tape->file_name, why);
    if (tape->file != NULL)
        fclose(tape->file);
    tape->file = NULL;
}

static bool is_running(const cho_ia_link *ia)
{
    return ia->tape != NULL && ia->tape->file != NULL;
}

/* ---- lines ---- */

static cho_json_writer begin(cho_ia_link *ia, cho_recording_kind kind)
{
    cho_buf_clear(&ia->tape->line);
    return cho_recording_begin(&ia->tape->line, cho_link_now_ns(&ia->base), kind);
}

/* The file has no buffer of its own: what was met before a crash is in it. */
static void end(cho_ia_link *ia, cho_json_writer *w)
{
    cho_buf *line = &ia->tape->line;
    cho_recording_end(w);
    if (line->failed)
        give_up(ia, chorus_strerror(CHORUS_E_MEMORY));
    else if (fwrite(line->data, 1, line->len, ia->tape->file) != line->len)
        give_up(ia, strerror(errno));
}

static const cho_recording_mask *mask_of(const cho_ia_tape *tape)
{
    return tape->is_masked ? &tape->mask : NULL;
}

static void write_plain(cho_ia_link *ia, cho_recording_kind kind)
{
    if (!is_running(ia))
        return;
    cho_json_writer w = begin(ia, kind);
    end(ia, &w);
}

/* What shapes the conversation stands in front of it: whoever plays it again must say the same. */
static void write_head(cho_ia_link *ia)
{
    cho_json_writer w = begin(ia, CHO_RECORDING_HEAD);
    cho_json_key(&w, "chorus_recording"), cho_json_write_int64(&w, CHO_RECORDING_VERSION);
    cho_json_key(&w, "library"), cho_json_write_text(&w, chorus_version());
    cho_json_key(&w, "module"), cho_json_write_text(&w, "interactive");
    cho_json_key(&w, "wall_ms"), cho_json_write_int64(&w, cho_clock_wall_ms());
    cho_json_key(&w, "is_masked"), cho_json_write_bool(&w, ia->tape->is_masked);
    cho_json_key(&w, "is_on"), cho_json_write_bool(&w, ia->wants_ready);
    cho_json_key(&w, "forgets"), cho_json_write_bool(&w, ia->restore.is_off);
    if (ia->coding.wanted.len > 0)
        cho_json_key(&w, "coding"), cho_json_write_raw(&w, (cho_span){ ia->coding.wanted.data, ia->coding.wanted.len });
    end(ia, &w);
}

void cho_ia_tape_begin(cho_ia_link *ia)
{
    cho_ia_tape *tape = ia->tape;
    if (tape == NULL)
        return;
    tape->file = fopen(tape->file_name, "wb");
    if (tape->file == NULL) {
        give_up(ia, strerror(errno));
    } else if (!cho_random_bytes(&tape->mask, sizeof tape->mask)) {
        give_up(ia, "the system gives no randomness");
    } else {
        setvbuf(tape->file, NULL, _IONBF, 0);
        write_head(ia);
    }
}

void cho_ia_tape_state(cho_ia_link *ia, chorus_session_state state, const cho_cause *cause)
{
    if (!is_running(ia))
        return;
    cho_json_writer w = begin(ia, CHO_RECORDING_STATE);
    cho_json_key(&w, "state"), cho_json_write_int64(&w, state);
    cho_json_key(&w, "cause"), cho_json_write_int64(&w, cause->result);
    cho_json_key(&w, "code"), cho_json_write_int64(&w, cause->close_code);
    cho_json_key(&w, "retry_ms"), cho_json_write_uint64(&w, cause->retry_ms);
    cho_json_key(&w, "attempt"), cho_json_write_uint64(&w, cause->attempt);
    cho_json_key(&w, "text"), cho_json_write_text(&w, cause->text == NULL ? "" : cause->text);
    end(ia, &w);
}

void cho_ia_tape_frame(cho_ia_link *ia, cho_span frame)
{
    if (!is_running(ia))
        return;
    cho_json_writer w = begin(ia, CHO_RECORDING_FRAME);
    cho_recording_put_packet(&w, frame, mask_of(ia->tape));
    end(ia, &w);
}

void cho_ia_tape_ask(cho_ia_link *ia, uint32_t id, const char *method)
{
    if (!is_running(ia))
        return;
    cho_json_writer w = begin(ia, CHO_RECORDING_ASK);
    cho_json_key(&w, "id"), cho_json_write_uint64(&w, id);
    cho_json_key(&w, "method"), cho_json_write_text(&w, method);
    end(ia, &w);
}

static void write_packet(cho_json_writer *w, const char *method, cho_span params, const cho_recording_mask *mask)
{
    cho_json_begin_array(w);
    cho_json_write_text(w, method);
    if (mask == NULL)
        cho_json_write_raw(w, params);
    else
        cho_recording_write_masked(w, params, mask);
    cho_json_end_array(w);
}

/* A game may write its JSON over several lines. */
static void make_one_line(cho_buf *line)
{
    for (size_t i = 0; i < line->len; i++) {
        if (line->data[i] == '\n' || line->data[i] == '\r')
            line->data[i] = ' ';
    }
}

void cho_ia_tape_call(cho_ia_link *ia, const cho_ia_call *call)
{
    if (!is_running(ia))
        return;
    const char     *at = (const char *)(call + 1), *method;
    cho_span        params;
    cho_json_writer w = begin(ia, CHO_RECORDING_CALL);
    cho_json_key(&w, "request"), cho_json_write_uint64(&w, call->request);
    cho_json_key(&w, "calls");
    cho_json_begin_array(&w);
    for (uint32_t i = 0; i < call->count; i++) {
        cho_ia_next_packet(&at, &method, &params);
        write_packet(&w, method, params, mask_of(ia->tape));
    }
    cho_json_end_array(&w);
    make_one_line(&ia->tape->line);
    end(ia, &w);
}

void cho_ia_tape_ready(cho_ia_link *ia, bool is_ready)
{
    if (!is_running(ia))
        return;
    cho_json_writer w = begin(ia, CHO_RECORDING_READY);
    cho_json_key(&w, "is_on"), cho_json_write_bool(&w, is_ready);
    end(ia, &w);
}

void cho_ia_tape_dropped(cho_ia_link *ia, uint32_t id, chorus_result why)
{
    if (!is_running(ia))
        return;
    cho_json_writer w = begin(ia, CHO_RECORDING_DROPPED);
    cho_json_key(&w, "id"), cho_json_write_uint64(&w, id);
    cho_json_key(&w, "cause"), cho_json_write_int64(&w, why);
    end(ia, &w);
}

void cho_ia_tape_end(cho_ia_link *ia, int32_t close_code, const char *text)
{
    if (!is_running(ia))
        return;
    cho_json_writer w = begin(ia, CHO_RECORDING_END);
    cho_json_key(&w, "code"), cho_json_write_int64(&w, close_code);
    cho_json_key(&w, "text"), cho_json_write_text(&w, text);
    end(ia, &w);
}

void cho_ia_tape_open(cho_ia_link *ia)
{
    write_plain(ia, CHO_RECORDING_OPEN);
}

void cho_ia_tape_resync(cho_ia_link *ia)
{
    write_plain(ia, CHO_RECORDING_RESYNC);
}

void cho_ia_tape_close(cho_ia_link *ia)
{
    write_plain(ia, CHO_RECORDING_CLOSE);
}
