/* The methods by which a game says how many bytes it wants to hear. */
#include "base/alloc.h"
#include "codec/json_reader.h"
#include "host/room/host_methods.h"
#include "host/room/host_owed.h"

/* ---- set ---- */

/* What one call sets and removes, in its order, until all of it is known to be sound. */
typedef struct settings {
    cho_host_rule  *rules;
    cho_host_rule **end;
    uint32_t        count, new_count;
} settings;

/* The path of a fault is the name of its rule. */
static bool refuse_rule(cho_host_call *call, const cho_host_rule *rule, const char *message)
{
    return cho_host_refuse(call, CHO_HOST_BAD_ARGUMENT, rule->name.ptr, message);
}

static bool read_bytes(cho_span object, const char *name, uint64_t *out)
{
    cho_json_value value;
    return cho_host_member(object, name, &value) && value.type == CHO_JSON_NUMBER && cho_json_to_uint64(&value, out);
}

static bool read_name(cho_host_call *call, const cho_json_value *key, cho_span *name)
{
    if (cho_host_take_id(call, key, name) && name->len <= CHO_HOST_RULE_NAME_MAX)
        return true;
    return call->code == 0 && cho_host_refuse(call, CHO_HOST_BAD_ARGUMENT, NULL, "not the name of a method");
}

static bool read_rule(cho_host_call *call, const cho_json_value *value, cho_host_rule *rule)
{
    rule->is_removal = value->type == CHO_JSON_NULL;
    if (rule->is_removal)
        return true;
    if (value->type != CHO_JSON_OBJECT)
        return refuse_rule(call, rule, "neither a rule nor null");
    if (!read_bytes(value->raw, "capacity", &rule->capacity_bytes))
        return refuse_rule(call, rule, "capacity is not a whole number of bytes");
    if (!read_bytes(value->raw, "drainRate", &rule->drain_bytes_per_s))
        return refuse_rule(call, rule, "drainRate is not a whole number of bytes");
    return true;
}

static bool add_rule(cho_host_call *call, settings *s, const cho_json_value *key, const cho_json_value *value)
{
    const cho_host_throttle *throttle = &call->room->throttle;
    uint32_t                 most     = call->room->options.limits->throttle_rules;
    cho_span                 name;
    if (!read_name(call, key, &name))
        return false;
    cho_host_rule *rule = cho_host_rule_create(call->room->heap, name);
    if (rule == NULL)
        return cho_host_refuse_memory(call);
    *s->end = rule;
    s->end  = &rule->next;
    if (!read_rule(call, value, rule))
        return false;
    s->new_count += !rule->is_removal && !cho_host_throttle_has(throttle, name);
    return (++s->count <= most && throttle->rule_count + s->new_count <= most)
           || refuse_rule(call, rule, "more rules than this host allows");
}

static bool read_settings(cho_host_call *call, settings *s)
{
    cho_json_reader r;
    cho_json_value  key, value;
    cho_json_reader_init(&r, call->params, CHO_PACKET_DEPTH);
    cho_json_enter_object(&r);
    while (cho_json_next_member(&r, &key) && cho_json_read(&r, &value)) {
        if (!add_rule(call, s, &key, &value))
            return false;
    }
    return true;
}

bool cho_host_set_bandwidth_throttle(cho_host_call *call)
{
    cho_host_room *room = call->room;
    settings       s    = { .rules = NULL };
    s.end               = &s.rules;
    bool is_sound       = read_settings(call, &s);
    while (s.rules != NULL) {
        cho_host_rule *rule = s.rules;
        s.rules             = rule->next;
        if (is_sound)
            cho_host_throttle_set(&room->throttle, rule, room->now_ms);
        else
            cho_release(room->heap, rule);
    }
    if (is_sound)
        cho_host_reconsider_owed(room);
    return is_sound;
}

/* ---- get ---- */

static void write_state(cho_json_writer *w, const cho_host_rule *rule)
{
    cho_json_key_span(w, rule->name), cho_json_begin_object(w);
    cho_json_key(w, "inserted"), cho_json_write_uint64(w, rule->inserted);
    cho_json_key(w, "rejected"), cho_json_write_uint64(w, rule->rejected);
    cho_json_end_object(w);
}

bool cho_host_get_throttle_state(cho_host_call *call)
{
    const cho_host_throttle *throttle = &call->room->throttle;
    cho_json_writer          w        = cho_json_writer_on(&call->room->result);
    cho_json_begin_object(&w);
    for (const cho_host_rule *rule = throttle->rules; rule != NULL; rule = rule->next)
        write_state(&w, rule);
    if (throttle->has_all)
        write_state(&w, &throttle->all);
    cho_json_end_object(&w);
    return true;
}
