#include "base/utf8.h"
#include "interactive/interactive_describe.h"

#include <stdio.h>

/* What a game asks of the service beside its resources: each is one packet. */

static chorus_result check_connected(const cho_interactive *s)
{
    return cho_interactive_is_connected(s) ? CHORUS_OK : CHORUS_E_STATE;
}

static void begin_params(cho_ia_draft *d, cho_interactive *s, const char *method)
{
    cho_ia_draft_init(d, s);
    cho_ia_begin_packet(d, cho_span_of(method));
    cho_json_begin_object(&d->w);
}

static chorus_result end_params(cho_ia_draft *d, chorus_request *request)
{
    cho_json_end_object(&d->w);
    return cho_ia_send_draft(d, request);
}

/* ---- one text ---- */

static chorus_result send_text(chorus_runtime *rt, chorus_session session, const char *method, const char *key,
                               const char *text, chorus_request *request)
{
    cho_interactive *s;
    cho_ia_draft     draft;
    chorus_result    r = cho_interactive_find(rt, session, &s);
    if (r == CHORUS_OK)
        r = cho_ia_check_id(&(cho_ia_place){ s, method, NULL, 0 }, key, text);
    if (r == CHORUS_OK)
        r = check_connected(s);
    if (r != CHORUS_OK)
        return r;
    begin_params(&draft, s, method);
    cho_json_key(&draft.w, key), cho_json_write_text(&draft.w, text);
    return end_params(&draft, request);
}

chorus_result chorus_interactive_capture(chorus_runtime *rt, chorus_session session, const char *transaction,
                                         chorus_request *request)
{
    return send_text(rt, session, "capture", "transactionID", transaction, request);
}

chorus_result chorus_interactive_delete_file(chorus_runtime *rt, chorus_session session, const char *path,
                                             chorus_request *request)
{
    return send_text(rt, session, "deleteFile", "path", path, request);
}

/* ---- broadcasts ---- */

static chorus_result check_scopes(cho_interactive *s, const char *const *scopes, uint32_t count)
{
    cho_ia_place  place = { s, "broadcast", "scopes", 0 };
    chorus_result r     = CHORUS_OK;
    if (scopes == NULL && count > 0)
        return cho_ia_refuse(&(cho_ia_place){ s, "broadcast", NULL, 0 }, "there are no scopes");
    for (; r == CHORUS_OK && place.at < count; place.at++)
        r = cho_ia_check_id(&place, "the scope", scopes[place.at]);
    return r;
}

static chorus_result check_data(cho_interactive *s, const char *json)
{
    char           text[160];
    cho_ia_place   place = { s, "broadcast", NULL, 0 };
    cho_json_error error;
    if (json == NULL)
        return cho_ia_refuse(&place, "there is no JSON");
    if (cho_json_check(cho_span_of(json), CHO_IA_PATCH_DEPTH, &error))
        return CHORUS_OK;
    snprintf(text, sizeof text, "%s at byte %zu", error.reason, error.offset);
    return cho_ia_refuse(&place, text);
}

chorus_result chorus_interactive_broadcast(chorus_runtime *rt, chorus_session session, const char *const *scopes,
                                           uint32_t count, const char *json, chorus_request *request)
{
    cho_interactive *s;
    cho_ia_draft     draft;
    chorus_result    r = cho_interactive_find(rt, session, &s);
    if (r == CHORUS_OK)
        r = check_scopes(s, scopes, count);
    if (r == CHORUS_OK)
        r = check_data(s, json);
    if (r == CHORUS_OK)
        r = check_connected(s);
    if (r != CHORUS_OK)
        return r;
    begin_params(&draft, s, "broadcastEvent");
    cho_json_key(&draft.w, "scope");
    cho_json_begin_array(&draft.w);
    for (uint32_t i = 0; i < count; i++)
        cho_json_write_text(&draft.w, scopes[i]);
    cho_json_end_array(&draft.w);
    cho_json_key(&draft.w, "data"), cho_json_write_raw(&draft.w, cho_span_of(json));
    return end_params(&draft, request);
}

static const char *scope_prefix(chorus_resource_kind kind)
{
    switch (kind) {
    case CHORUS_RESOURCE_SCENE:       return "scene:";
    case CHORUS_RESOURCE_GROUP:       return "group:";
    case CHORUS_RESOURCE_PARTICIPANT: return "participant:";
    default:                          return NULL;
    }
}

chorus_result chorus_interactive_get_scope(chorus_runtime *rt, chorus_session session, chorus_resource resource,
                                           chorus_str *out)
{
    cho_interactive *s;
    char             uuid[CHO_UUID_TEXT_SIZE];
    chorus_result    r = cho_interactive_find(rt, session, &s);
    if (r != CHORUS_OK)
        return r;
    if (out == NULL)
        return CHORUS_E_INVALID;
    cho_ia_target target = cho_interactive_resolve(s, resource);
    const char   *prefix = target.kind == CHORUS_RESOURCE_WORLD ? "everyone" : scope_prefix(target.kind);
    if (prefix == NULL)
        return CHORUS_E_NOT_FOUND;
    cho_span id   = { "", 0 };
    if (target.kind != CHORUS_RESOURCE_WORLD)
        id = cho_interactive_id(&target, uuid);
    size_t   len  = strlen(prefix) + id.len;
    char    *text = cho_arena_alloc(cho_session_arena(&s->base), len + 1);
    if (text == NULL)
        return CHORUS_E_MEMORY;
    cho_span_put(text, cho_span_of(prefix));
    cho_span_put(text + strlen(prefix), id);
    *out = (chorus_str){ text, len };
    return CHORUS_OK;
}

/* ---- throttles ---- */

static chorus_result check_throttles(cho_interactive *s, const chorus_throttle *rules, uint32_t count)
{
    cho_ia_place  place = { s, "set_bandwidth_throttle", "rules", 0 };
    chorus_result r     = CHORUS_OK;
    if (rules == NULL || count == 0)
        return cho_ia_refuse(&(cho_ia_place){ s, place.call, NULL, 0 }, "there are no rules");
    for (; r == CHORUS_OK && place.at < count; place.at++)
        r = cho_ia_check_id(&place, "the method", rules[place.at].method);
    return r;
}

static void write_throttle(cho_json_writer *w, const chorus_throttle *rule)
{
    cho_json_key(w, rule->method);
    if (rule->is_removed) {
        cho_json_write_null(w);
        return;
    }
    cho_json_begin_object(w);
    cho_json_key(w, "capacity"), cho_json_write_uint64(w, rule->capacity_bytes);
    cho_json_key(w, "drainRate"), cho_json_write_uint64(w, rule->drain_bytes_per_s);
    cho_json_end_object(w);
}

chorus_result chorus_interactive_set_bandwidth_throttle(chorus_runtime *rt, chorus_session session,
                                                        const chorus_throttle *rules, uint32_t count,
                                                        chorus_request *request)
{
    cho_interactive *s;
    cho_ia_draft     draft;
    chorus_result    r = cho_interactive_find(rt, session, &s);
    if (r == CHORUS_OK)
        r = check_throttles(s, rules, count);
    if (r == CHORUS_OK && !cho_ia_may_change(s, request))
        r = CHORUS_E_STATE;
    if (r != CHORUS_OK)
        return r;
    begin_params(&draft, s, "setBandwidthThrottle");
    for (uint32_t i = 0; i < count; i++)
        write_throttle(&draft.w, &rules[i]);
    return end_params(&draft, request);
}
