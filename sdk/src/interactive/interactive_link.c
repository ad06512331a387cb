#include "base/alloc.h"
#include "interactive/interactive_schemes.h"
#include "interactive/interactive_wire.h"

enum {
    DEFAULT_CALL_TIMEOUT_MS = 10 * 1000,
    DEFAULT_PING_AFTER_MS   = 30 * 1000,
    BACKOFF_BASE_MS         = 500
};

static cho_ia_link *ia_of(cho_link *link)
{
    return (cho_ia_link *)link;
}

void cho_ia_enter(cho_ia_link *ia, chorus_session_state state, const cho_cause *cause)
{
    static const cho_cause fine = { .result = CHORUS_OK };
    if (ia->state == state && state != CHORUS_STATE_RECONNECTING)
        return;
    ia->state = state;
    if (cause == NULL)
        cause = &fine;
    if (state != CHORUS_STATE_STAGING && state != CHORUS_STATE_READY) /* these follow from what was said */
        cho_ia_tape_state(ia, state, cause);
    cho_link_state(&ia->base, state, cause);
}

void cho_ia_end(cho_ia_link *ia, chorus_result result, int32_t close_code, const char *text)
{
    if (result != CHORUS_OK)
        cho_link_log(&ia->base, CHORUS_LOG_ERROR, "the session has ended: %s", text);
    cho_ia_tape_end(ia, close_code, text);
    cho_ia_fail_calls(ia, text);
    cho_ia_disconnect(ia);
    cho_link_end(&ia->base, result, close_code, text);
}

static void start(cho_link *link)
{
    cho_ia_link *ia = ia_of(link);
    cho_ia_wishes_set_seed(&ia->restore.wishes, cho_link_hash_seed(link));
    cho_ia_tape_begin(ia);
    if (ia->replay != NULL) {
        cho_ia_replay_start(ia);
    } else {
        cho_ia_start_pulse(ia);
        cho_ia_connect(ia);
    }
    cho_link_publish_records(link);
}

void cho_ia_set_ready(cho_ia_link *ia, bool is_ready)
{
    cho_ia_tape_ready(ia, is_ready);
    ia->wants_ready = is_ready;
    if (ia->bootstrap.is_synced)
        cho_ia_send_ready(ia);
}

static void command(cho_link *link, cho_command *cmd)
{
    if (ia_of(link)->replay != NULL)
        return; /* whatever became of it is in the recording */
    if (cmd->type == CHO_IA_CALL)
        cho_ia_call_for_game(ia_of(link), (const cho_ia_call *)cmd);
    else if (cmd->type == CHO_IA_UPLOAD_ORDER)
        cho_ia_upload_for_game(ia_of(link), (const cho_ia_upload_order *)cmd);
    else if (cmd->type == CHO_IA_READY)
        cho_ia_set_ready(ia_of(link), ((const cho_ia_ready *)cmd)->is_ready);
    else if (cmd->type == CHO_IA_SET_TOKEN)
        cho_ia_set_token(ia_of(link), (const cho_ia_set_token_command *)cmd);
    else if (cmd->type == CHO_IA_SUSPEND)
        cho_ia_suspend(ia_of(link));
    else if (cmd->type == CHO_IA_RESUME)
        cho_ia_resume(ia_of(link));
    else if (cmd->type == CHO_IA_RAW)
        cho_ia_send_raw(ia_of(link), (const cho_ia_raw *)cmd);
    else if (cmd->type == CHO_IA_ANSWER)
        cho_ia_send_answer(ia_of(link), (const cho_ia_answer *)cmd);
    cho_link_publish_records(link);
}

static void close_session(cho_link *link)
{
    cho_ia_link *ia = ia_of(link);
    cho_ia_enter(ia, CHORUS_STATE_CLOSING, NULL);
    if (ia->ws != NULL)
        cho_ws_close(ia->ws, CHO_WS_NORMAL, NULL); /* its on_close ends the session */
    else
        cho_ia_end(ia, CHORUS_OK, 0, "closed by the game");
    cho_link_publish_records(link);
}

static void resync(cho_link *link)
{
    cho_ia_link *ia = ia_of(link);
    cho_link_log(link, CHORUS_LOG_WARNING, "the game did not pump for long: fetching the whole state again");
    if (ia->bootstrap.has_hello) {
        cho_ia_tape_resync(ia);
        cho_ia_fetch_all(ia);
    }
    cho_link_publish_records(link);
}

static void free_link(cho_link *link)
{
    cho_ia_link *ia = ia_of(link);
    cho_ia_stop_timers(ia);
    cho_timer_cancel(&ia->pulse.timer);
    cho_ia_replay_stop(ia);
    cho_ia_replay_free(ia->replay);
    cho_ia_tape_free(ia->tape);
    cho_ia_gauge_drop(ia->gauge);
    cho_ia_free_calls(ia);
    cho_ia_free_uploads(ia);
    cho_ia_forget_addresses(ia);
    cho_release(ia->heap, ia->address);
    cho_release(ia->heap, ia->discovery_url);
    cho_ia_auth_deinit(&ia->auth, ia->heap);
    cho_release(ia->heap, ia->share_code);
    cho_release(ia->heap, ia->tls_pins);
    cho_ia_restore_deinit(&ia->restore);
    cho_stream_deinit(&ia->coding.stream);
    cho_buf_deinit(&ia->coding.frame);
    cho_buf_deinit(&ia->coding.text);
    cho_buf_deinit(&ia->coding.wanted);
    cho_buf_deinit(&ia->out);
    cho_buf_deinit(&ia->scratch);
    cho_release(ia->heap, ia);
}

static const cho_link_ops link_ops = { .start     = start,
                                       .command   = command,
                                       .close     = close_session,
                                       .resync    = resync,
                                       .free_link = free_link,
                                       .name      = "interactive",
                                       .hear      = cho_ia_hear };

static void init_coding(cho_ia_coding *coding, const chorus_allocator *heap, const char *schemes)
{
    cho_stream_init(&coding->stream, heap);
    cho_buf_init(&coding->frame, heap);
    cho_buf_init(&coding->text, heap);
    cho_buf_init(&coding->wanted, heap);
    if (schemes != NULL && *schemes != '\0')
        cho_ia_write_scheme_list(&coding->wanted, schemes);
}

static bool create_tape_and_replay(cho_ia_link *ia, const chorus_interactive_options *options)
{
    if (options->record_file != NULL)
        ia->tape = cho_ia_tape_create(ia->heap, options->record_file, options->record_masked);
    if (options->replay_file != NULL)
        ia->replay = cho_ia_replay_create(ia->heap, options->replay_file, options->replay_speed);
    return (options->record_file == NULL || ia->tape != NULL) && (options->replay_file == NULL || ia->replay != NULL);
}

cho_link *cho_interactive_link_create(const chorus_allocator *heap, const chorus_interactive_options *options)
{
    cho_ia_link *ia = cho_alloc_zero(heap, sizeof *ia);
    if (ia == NULL)
        return NULL;
    bool failed         = false;
    ia->base.ops        = &link_ops;
    ia->heap            = heap;
    ia->address         = cho_ia_copy_text(heap, options->address, &failed);
    ia->discovery_url   = cho_ia_copy_text(heap, options->discovery_url, &failed);
    ia->share_code      = cho_ia_copy_text(heap, options->share_code, &failed);
    ia->tls_pins        = cho_ia_copy_text(heap, options->tls_pins, &failed);
    failed |= !cho_ia_auth_init(&ia->auth, heap, options);
    ia->host            = options->host.id;
    ia->login           = options->login.id;
    ia->version_id      = options->version_id;
    ia->wants_ready     = !options->start_in_staging;
    ia->state           = CHORUS_STATE_OPENING;
    ia->call_timeout_ms = options->call_timeout_ms == 0 ? DEFAULT_CALL_TIMEOUT_MS : options->call_timeout_ms;
    ia->ping_after_ms   = options->ping_after_ms == 0 ? DEFAULT_PING_AFTER_MS : options->ping_after_ms;
    ia->uses_query      = options->use_query_handshake;
    ia->retry_max_ms    = options->retry_max_ms == 0 ? UINT32_MAX : options->retry_max_ms;
    cho_backoff_init(&ia->backoff, BACKOFF_BASE_MS, BACKOFF_BASE_MS, NULL, NULL);
    cho_ia_restore_init(&ia->restore, heap, options->forget_on_reconnect);
    cho_buf_init(&ia->out, heap);
    cho_buf_init(&ia->scratch, heap);
    init_coding(&ia->coding, heap, options->compression);
    ia->tells_packets = options->packet_events;
    ia->gauge         = cho_ia_gauge_create(heap);
    if (failed || ia->coding.wanted.failed || ia->gauge == NULL || !create_tape_and_replay(ia, options)) {
        free_link(&ia->base);
        return NULL;
    }
    return &ia->base;
}

cho_ia_gauge *cho_interactive_link_gauge(cho_link *link)
{
    return ia_of(link)->gauge;
}

void cho_interactive_link_free(cho_link *link)
{
    free_link(link);
}
