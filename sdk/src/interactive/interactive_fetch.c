#include "interactive/interactive_describe.h"

enum { IDS_MAX = 100 }; /* per call, protocol section 5.2 */

/* ---- asking without or with one number ---- */

static chorus_result ask(chorus_runtime *rt, chorus_session session, const char *method, const char *key, int64_t value,
                         chorus_request *request)
{
    cho_interactive *s;
    cho_ia_draft     draft;
    chorus_result    r = cho_interactive_find(rt, session, &s);
    if (r != CHORUS_OK)
        return r;
    if (!cho_interactive_is_connected(s))
        return CHORUS_E_STATE;
    cho_ia_draft_init(&draft, s);
    cho_ia_begin_packet(&draft, cho_span_of(method));
    cho_json_begin_object(&draft.w);
    if (key != NULL)
        cho_json_key(&draft.w, key), cho_json_write_int64(&draft.w, value);
    cho_json_end_object(&draft.w);
    return cho_ia_send_draft(&draft, request);
}

chorus_result chorus_interactive_fetch_time(chorus_runtime *rt, chorus_session session, chorus_request *request)
{
    return ask(rt, session, "getTime", NULL, 0, request);
}

chorus_result chorus_interactive_fetch_scenes(chorus_runtime *rt, chorus_session session, chorus_request *request)
{
    return ask(rt, session, "getScenes", NULL, 0, request);
}

chorus_result chorus_interactive_fetch_groups(chorus_runtime *rt, chorus_session session, chorus_request *request)
{
    return ask(rt, session, "getGroups", NULL, 0, request);
}

chorus_result chorus_interactive_fetch_throttle_state(chorus_runtime *rt, chorus_session session,
                                                      chorus_request *request)
{
    return ask(rt, session, "getThrottleState", NULL, 0, request);
}

chorus_result chorus_interactive_fetch_memory_stats(chorus_runtime *rt, chorus_session session, chorus_request *request)
{
    return ask(rt, session, "getMemoryStats", NULL, 0, request);
}

chorus_result chorus_interactive_fetch_join_url(chorus_runtime *rt, chorus_session session, chorus_request *request)
{
    return ask(rt, session, "getJoinUrl", NULL, 0, request);
}

chorus_result chorus_interactive_fetch_participants(chorus_runtime *rt, chorus_session session, int64_t from_ms,
                                                    chorus_request *request)
{
    return ask(rt, session, "getAllParticipants", "from", from_ms, request);
}

chorus_result chorus_interactive_fetch_active_participants(chorus_runtime *rt, chorus_session session,
                                                           int64_t threshold_ms, chorus_request *request)
{
    return ask(rt, session, "getActiveParticipants", "threshold", threshold_ms, request);
}

/* ---- asking for some ---- */

static chorus_result check_count(cho_interactive *s, const char *call, const void *ids, uint32_t count)
{
    cho_ia_place place = { s, call, NULL, 0 };
    if (ids == NULL || count == 0)
        return cho_ia_refuse(&place, "there are no ids");
    if (count <= IDS_MAX)
        return CHORUS_OK;
    cho_ia_refuse(&place, "more than 100 ids: ask several times");
    return CHORUS_E_SIZE;
}

static chorus_result begin_ids(cho_interactive *s, cho_ia_draft *d, const char *method, const char *key)
{
    if (!cho_interactive_is_connected(s))
        return CHORUS_E_STATE;
    cho_ia_draft_init(d, s);
    cho_ia_begin_packet(d, cho_span_of(method));
    cho_json_begin_object(&d->w);
    cho_json_key(&d->w, key);
    cho_json_begin_array(&d->w);
    return CHORUS_OK;
}

static chorus_result end_ids(cho_ia_draft *d, chorus_request *request)
{
    cho_json_end_array(&d->w);
    cho_json_end_object(&d->w);
    return cho_ia_send_draft(d, request);
}

chorus_result chorus_interactive_fetch_users(chorus_runtime *rt, chorus_session session, const uint32_t *user_ids,
                                             uint32_t count, chorus_request *request)
{
    cho_interactive *s;
    cho_ia_draft     draft;
    chorus_result    r = cho_interactive_find(rt, session, &s);
    if (r == CHORUS_OK)
        r = check_count(s, "fetch_users", user_ids, count);
    if (r == CHORUS_OK)
        r = begin_ids(s, &draft, "getParticipantsByMixerID", "userIDs");
    if (r != CHORUS_OK)
        return r;
    for (uint32_t i = 0; i < count; i++)
        cho_json_write_uint64(&draft.w, user_ids[i]);
    return end_ids(&draft, request);
}

static chorus_result check_ids(cho_interactive *s, const char *const *ids, uint32_t count)
{
    cho_ia_place  place = { s, "fetch_sessions", "ids", 0 };
    chorus_result r     = check_count(s, place.call, (const void *)ids, count);
    for (; r == CHORUS_OK && place.at < count; place.at++)
        r = cho_ia_check_id(&place, "the id", ids[place.at]);
    return r;
}

chorus_result chorus_interactive_fetch_sessions(chorus_runtime *rt, chorus_session session, const char *const *ids,
                                                uint32_t count, chorus_request *request)
{
    cho_interactive *s;
    cho_ia_draft     draft;
    chorus_result    r = cho_interactive_find(rt, session, &s);
    if (r == CHORUS_OK)
        r = check_ids(s, ids, count);
    if (r == CHORUS_OK)
        r = begin_ids(s, &draft, "getParticipantsBySessionID", "sessionIDs");
    if (r != CHORUS_OK)
        return r;
    for (uint32_t i = 0; i < count; i++)
        cho_json_write_text(&draft.w, ids[i]);
    return end_ids(&draft, request);
}
