#include "host/room/host_room.h"

#include "base/alloc.h"
#include "codec/json_reader.h"
#include "host/room/host_methods.h"
#include "host/room/host_muting.h"
#include "host/room/host_objects.h"
#include "host/room/host_owed.h"
#include "host/room/host_participants.h"
#include "host/room/host_payment.h"
#include "host/room/host_send.h"
#include "host/room/host_touch.h"

enum { SCRATCH_CHUNK_BYTES = 4096 };

static const chorus_host_limits *limits_of(const cho_host_room *room)
{
    return room->options.limits;
}

/* ---- the state of a new room ---- */

/* What every session begins with. False: no memory. */
static bool add_defaults(cho_host_room *room)
{
    static const char scene[] = "{\"sceneID\":\"default\"}";
    static const char group[] = "{\"groupID\":\"default\",\"sceneID\":\"default\"}";
    cho_span          id      = cho_span_of("default");
    cho_host_budget  *budget  = &room->state_budget;
    room->default_scene       = cho_host_scene_add(room, id);
    if (room->default_scene == NULL)
        return false;
    room->default_group = cho_host_group_add(room, id, room->default_scene);
    return room->default_group != NULL
           && cho_host_json_store(&room->default_scene->object.json, cho_span_of(scene), budget, room->heap)
                  == CHO_HOST_STORED
           && cho_host_json_store(&room->default_group->object.json, cho_span_of(group), budget, room->heap)
                  == CHO_HOST_STORED;
}

static void drop_state(cho_host_room *room)
{
    while (room->participants.last != NULL)
        cho_host_forget_participant(room, (cho_host_participant *)(void *)room->participants.last);
    while (room->groups.last != NULL)
        cho_host_group_remove(room, (cho_host_group *)(void *)room->groups.last);
    while (room->scenes.last != NULL)
        cho_host_scene_remove(room, (cho_host_scene *)(void *)room->scenes.last);
    cho_host_transactions_clear(&room->transactions);
    cho_host_payments_forget(room);
    cho_host_drop_text(room, &room->world, &room->state_budget);
    cho_host_store_clear(&room->store);
    room->world.tags = (cho_host_tags){ .inside = { 0 } };
    cho_host_forget_welcome(room);
    cho_host_forgive_all(room);
    room->default_scene = NULL;
    cho_host_forget_moderation(room);
    room->default_group = NULL;
    room->is_ready      = false;
}

/* A session that could not be begun for want of memory is begun when the next game comes. */
static bool has_defaults(cho_host_room *room)
{
    if (room->default_group != NULL)
        return true;
    if (add_defaults(room))
        return true;
    drop_state(room);
    return false;
}

/* ---- create and destroy ---- */

static void init_budgets(cho_host_room *room)
{
    room->memory_budget.limit = limits_of(room)->memory_limit_bytes;
    room->state_budget.limit  = CHO_HOST_STATE_MAX;
    room->state_budget.whole  = &room->memory_budget;
    room->moves_budget.limit  = limits_of(room)->moves_bytes;
}

static void init_throttle(cho_host_room *room)
{
    cho_host_throttle_init(&room->throttle, room->heap, limits_of(room)->game_bytes_per_s, room->now_ms);
}

static void init_tables(cho_host_room *room)
{
    const chorus_allocator *heap = room->heap;
    uint64_t                seed = room->options.hash_seed;
    cho_host_table_init(&room->scenes, heap, seed, sizeof(cho_host_scene));
    cho_host_table_init(&room->groups, heap, seed, sizeof(cho_host_group));
    cho_host_table_init(&room->participants, heap, seed, sizeof(cho_host_participant));
    cho_host_table_init(&room->moderation.muted, heap, seed, sizeof(cho_host_node));
    cho_host_bans_init(&room->bans, heap, seed, limits_of(room)->bans_per_channel);
    cho_host_transactions_init(&room->transactions, heap, seed, limits_of(room));
    cho_host_store_init(&room->store, heap, seed, limits_of(room));
    cho_index_init(&room->names, heap, cho_host_hash_of_name, room);
    init_budgets(room);
}

static void init_buffers(cho_host_room *room)
{
    cho_buf *buffers[] = { &room->files_url, &room->join_url, &room->params, &room->packet,
                           &room->result,    &room->patch,    &room->merged, &room->tags };
    for (size_t i = 0; i < sizeof buffers / sizeof buffers[0]; i++)
        cho_buf_init(buffers[i], room->heap);
    cho_arena_init(&room->scratch, room->heap, SCRATCH_CHUNK_BYTES);
}

static void deinit_buffers(cho_host_room *room)
{
    cho_buf *buffers[] = { &room->files_url, &room->join_url, &room->params, &room->packet,
                           &room->result,    &room->patch,    &room->merged, &room->tags };
    for (size_t i = 0; i < sizeof buffers / sizeof buffers[0]; i++)
        cho_buf_deinit(buffers[i]);
    cho_arena_deinit(&room->scratch);
}

chorus_result cho_host_room_create(const chorus_allocator *heap, const cho_host_room_options *options,
                                   const cho_host_outbox *outbox, cho_host_room **out)
{
    cho_host_room *room = cho_alloc_zero(heap, sizeof *room);
    if (room == NULL)
        return CHORUS_E_MEMORY;
    room->heap    = heap;
    room->options = *options;
    room->outbox  = *outbox;
    room->tally   = options->tally != NULL ? options->tally : &room->own_tally;
    init_tables(room);
    init_buffers(room);
    init_throttle(room);
    if (!has_defaults(room)) {
        cho_host_room_destroy(room);
        return CHORUS_E_MEMORY;
    }
    *out = room;
    return CHORUS_OK;
}

static size_t not_below(size_t limit, size_t used)
{
    return limit > used ? limit : used;
}

void cho_host_room_set_limits(cho_host_room *room, const cho_host_room_options *options)
{
    const chorus_host_limits *limits = options->limits;
    uint64_t                  seed   = room->options.hash_seed;
    room->options                    = *options;
    room->options.hash_seed          = seed;
    room->memory_budget.limit        = not_below(limits->memory_limit_bytes, room->memory_budget.used);
    room->moves_budget.limit         = not_below(limits->moves_bytes, room->moves_budget.used);
    room->bans.most                  = limits->bans_per_channel;
    room->transactions.limits        = limits;
    room->store.limits               = limits;
    cho_host_participants_set_rates(room);
}

void cho_host_room_destroy(cho_host_room *room)
{
    if (room == NULL)
        return;
    drop_state(room);
    cho_index_deinit(&room->names);
    cho_host_table_deinit(&room->moderation.muted);
    cho_host_bans_deinit(&room->bans);
    cho_host_transactions_deinit(&room->transactions);
    cho_host_store_deinit(&room->store);
    cho_host_table_deinit(&room->participants);
    cho_host_table_deinit(&room->groups);
    cho_host_table_deinit(&room->scenes);
    cho_host_throttle_deinit(&room->throttle);
    deinit_buffers(room);
    cho_release(room->heap, room->feed);
    cho_release(room->heap, room);
}

/* ---- the game comes and goes ---- */

/* A game begins with the standard throttle, and is told everything anew. */
static void reset_throttle(cho_host_room *room)
{
    cho_host_forgive_all(room);
    cho_host_throttle_deinit(&room->throttle);
    init_throttle(room);
}

static void replay_participants(cho_host_room *room)
{
    cho_host_participant *p = NULL;
    cho_host_roll         roll;
    cho_host_roll_begin(&roll, room, true, CHO_HOST_PAGE);
    while ((p = cho_host_table_next(&room->participants, p)) != NULL)
        cho_host_roll_add(&roll, p);
    cho_host_roll_flush(&roll);
}

/* In a session that goes on the numbers of the packets go on: what is known by them stays known. */
static void begin_game(cho_host_room *room, void *peer, uint32_t version_id)
{
    room->game = (cho_host_game){ .peer = peer, .version_id = version_id, .next_id = UINT32_MAX, .seq = room->game.seq };
    room->ends_at_ms = 0;
    reset_throttle(room);
    cho_buf_text(cho_host_params(room), "{}");
    cho_host_tell_game(room, "hello");
    replay_participants(room);
}

/* What is held down now would never be let go of: the next game has not seen it pressed. */
static void pause_session(cho_host_room *room)
{
    cho_host_participant *p = NULL;
    room->game.peer         = NULL;
    cho_host_payments_forget(room);
    cho_host_forgive_all(room);
    while ((p = cho_host_table_next(&room->participants, p)) != NULL)
        cho_host_drop_touches(room, p);
    if (!room->is_ready)
        return;
    room->is_ready = false;
    cho_host_tell_readiness(room);
}

static void end_session(cho_host_room *room)
{
    cho_host_participant *p = NULL;
    room->game              = (cho_host_game){ .peer = NULL };
    room->ends_at_ms        = 0;
    while ((p = cho_host_table_next(&room->participants, p)) != NULL)
        cho_host_close_participant(room, p, CHO_HOST_CLOSE_ENDED, "the game has ended");
    drop_state(room);
    has_defaults(room);
}

chorus_result cho_host_room_enter_game(cho_host_room *room, void *peer, uint32_t version_id, int64_t now_ms)
{
    if (room->game.peer != NULL)
        return CHORUS_E_STATE;
    room->now_ms = now_ms;
    if (cho_host_room_is_live(room) && room->game.version_id != version_id)
        end_session(room);
    if (!has_defaults(room))
        return CHORUS_E_MEMORY;
    begin_game(room, peer, version_id);
    return CHORUS_OK;
}

/* Of sound JSON. */
static chorus_result load_scenes(cho_host_room *room, cho_span scenes, cho_host_fault *fault)
{
    cho_host_call call    = { .room = room, .params = scenes };
    bool          is_done = cho_host_begin_with_scenes(&call);
    cho_arena_reset(&room->scratch);
    if (is_done)
        return CHORUS_OK;
    *fault = (cho_host_fault){ .code = call.code, .message = call.message };
    memcpy(fault->path, call.path, sizeof fault->path);
    drop_state(room);
    if (call.code == CHO_HOST_INTERNAL)
        return CHORUS_E_MEMORY;
    return call.is_over_budget ? CHORUS_E_SIZE : CHORUS_E_INVALID;
}

static chorus_result check_json(cho_span scenes, cho_host_fault *fault)
{
    cho_json_error error;
    if (cho_json_check(scenes, CHO_PACKET_DEPTH, &error))
        return CHORUS_OK;
    *fault = (cho_host_fault){ .code = CHO_HOST_NOT_JSON, .message = error.reason };
    return CHORUS_E_INVALID;
}

chorus_result cho_host_room_furnish(cho_host_room *room, uint32_t version_id, cho_span scenes, int64_t now_ms,
                                    cho_host_fault *fault)
{
    room->now_ms = now_ms;
    if (room->game.peer != NULL || (room->ends_at_ms != 0 && room->game.version_id == version_id))
        return CHORUS_OK;
    if (cho_host_room_is_live(room))
        end_session(room);
    drop_state(room);
    if (!has_defaults(room))
        return CHORUS_E_MEMORY;
    chorus_result r = check_json(scenes, fault);
    return r == CHORUS_OK ? load_scenes(room, scenes, fault) : r;
}

chorus_result cho_host_check_scenes(const chorus_allocator *heap, const chorus_host_limits *limits, cho_span scenes,
                                    cho_host_fault *fault)
{
    static const cho_host_outbox nobody;
    const cho_host_room_options  options = { .max_participants = 1, .limits = limits };
    cho_host_room               *room;
    chorus_result                r = cho_host_room_create(heap, &options, &nobody, &room);
    if (r != CHORUS_OK)
        return r;
    r = cho_host_room_furnish(room, 0, scenes, 0, fault);
    cho_host_room_destroy(room);
    return r;
}

chorus_result cho_host_room_take_over(cho_host_room *room, void *peer, uint32_t version_id, int64_t now_ms)
{
    cho_host_close_game(room, CHO_HOST_CLOSE_TERMINATED, "the game has connected anew");
    if (room->game.peer != NULL) {
        pause_session(room);
        room->ends_at_ms = now_ms;
    }
    return cho_host_room_enter_game(room, peer, version_id, now_ms);
}

void cho_host_room_leave_game(cho_host_room *room, const void *peer, int64_t now_ms)
{
    if (room->game.peer == NULL || room->game.peer != peer)
        return;
    room->now_ms = now_ms;
    if (limits_of(room)->grace_ms == 0) {
        end_session(room);
        return;
    }
    pause_session(room);
    room->ends_at_ms = now_ms + limits_of(room)->grace_ms;
}

void cho_host_room_end_game(cho_host_room *room, int64_t now_ms)
{
    room->now_ms = now_ms;
    if (!cho_host_room_is_live(room))
        return;
    cho_host_close_game(room, CHO_HOST_CLOSE_TERMINATED, "the host has ended the session");
    end_session(room);
}

/* ---- time ---- */

int64_t cho_host_room_due_ms(cho_host_room *room, int64_t now_ms)
{
    room->now_ms = now_ms;
    if (room->ends_at_ms != 0)
        return room->ends_at_ms;
    int64_t moves_ms = cho_host_moves_due_ms(room), owed_ms = cho_host_owed_due_ms(room);
    return moves_ms == 0 || (owed_ms != 0 && owed_ms < moves_ms) ? owed_ms : moves_ms;
}

void cho_host_room_tick(cho_host_room *room, int64_t now_ms)
{
    int64_t owed_ms = cho_host_owed_due_ms(room);
    room->now_ms    = now_ms;
    if (owed_ms != 0 && owed_ms <= now_ms)
        cho_host_pay_owed(room);
    cho_host_send_due_moves(room);
    if (room->ends_at_ms != 0 && now_ms >= room->ends_at_ms)
        end_session(room);
}

/* ---- addresses and files ---- */

static bool set_text(cho_buf *text, cho_span value)
{
    cho_buf_clear(text);
    cho_buf_append(text, value.ptr, value.len);
    return !text->failed;
}

bool cho_host_room_set_files_url(cho_host_room *room, cho_span url)
{
    return set_text(&room->files_url, url);
}

bool cho_host_room_set_join_url(cho_host_room *room, cho_span url)
{
    return set_text(&room->join_url, url);
}

cho_host_store *cho_host_room_store(cho_host_room *room)
{
    return &room->store;
}

/* ---- questions ---- */

void *cho_host_room_game(const cho_host_room *room)
{
    return room->game.peer;
}

bool cho_host_room_is_live(const cho_host_room *room)
{
    return room->game.peer != NULL || room->ends_at_ms != 0;
}

uint32_t cho_host_room_version_id(const cho_host_room *room)
{
    return room->game.version_id;
}

uint32_t cho_host_room_participant_count(const cho_host_room *room)
{
    return cho_host_table_count(&room->participants);
}

cho_host_counters cho_host_room_counters(const cho_host_room *room)
{
    return room->counters;
}

size_t cho_host_room_state_bytes(const cho_host_room *room)
{
    return room->state_budget.used;
}

uint64_t cho_host_room_memory_bytes(const cho_host_room *room)
{
    return room->memory_budget.used + room->moves_budget.used + room->store.used;
}
