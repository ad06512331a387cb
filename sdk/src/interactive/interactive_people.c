#include "codec/json_find.h"
#include "codec/packet_body.h"
#include "interactive/interactive_text.h"
#include "interactive/interactive_wire.h"

/* ---- one participant ---- */

/* What a participant has beside the fields of the record. Most have nothing but their channel groups. */
static cho_span custom_of(cho_ia_link *ia, const cho_packet_participant *p)
{
    static const char *const fields[] = { "sessionID",   "userID",   "username", "level",     "lastInputAt",
                                          "connectedAt", "disabled", "groupID",  "anonymous", "etag" };
    if (p->has_custom || (p->present & CHO_PARTICIPANT_SPARKS) != 0)
        return cho_ia_without(ia, p->raw, fields, sizeof fields / sizeof *fields);
    if (p->channel_groups.type != CHO_JSON_ARRAY || p->channel_groups.raw.len <= 2)
        return (cho_span){ "", 0 };
    cho_buf_clear(&ia->scratch);
    cho_buf_text(&ia->scratch, "{\"channelGroups\":");
    cho_buf_append(&ia->scratch, p->channel_groups.raw.ptr, p->channel_groups.raw.len);
    cho_buf_text(&ia->scratch, "}");
    return (cho_span){ ia->scratch.data, ia->scratch.failed ? 0 : ia->scratch.len };
}

static uint32_t fields_of(const cho_packet_participant *p)
{
    static const struct {
        uint32_t in_packet, in_record;
    } bits[] = {
        { CHO_PARTICIPANT_USER_ID, CHO_IA_HAS_USER_ID },       { CHO_PARTICIPANT_LEVEL, CHO_IA_HAS_LEVEL },
        { CHO_PARTICIPANT_LAST_INPUT, CHO_IA_HAS_LAST_INPUT }, { CHO_PARTICIPANT_CONNECTED, CHO_IA_HAS_CONNECTED },
        { CHO_PARTICIPANT_DISABLED, CHO_IA_HAS_DISABLED },     { CHO_PARTICIPANT_ANONYMOUS, CHO_IA_HAS_ANONYMOUS },
    };
    uint32_t has = 0;
    for (size_t i = 0; i < sizeof bits / sizeof *bits; i++) {
        if ((p->present & bits[i].in_packet) != 0)
            has |= bits[i].in_record;
    }
    if (p->username.type == CHO_JSON_STRING)
        has |= CHO_IA_HAS_NAME;
    if (cho_ia_is_id(&p->group_id))
        has |= CHO_IA_HAS_GROUP;
    return has;
}

static void push_participant(cho_ia_link *ia, const cho_packet_participant *p)
{
    const cho_json_value  nobody = { { "", 0 }, CHO_JSON_NULL, false };
    const cho_json_value *group  = cho_ia_is_id(&p->group_id) ? &p->group_id : &nobody;
    cho_span              custom = custom_of(ia, p);
    size_t                capacity =
        sizeof(cho_ia_participant) + p->session_id.raw.len + p->username.raw.len + group->raw.len + custom.len + 4;
    cho_ia_participant *r = cho_link_record(&ia->base, CHO_IA_PARTICIPANT, (uint32_t)capacity, CHO_WORTH_STATE, 0);
    if (r == NULL)
        return;
    r->connected_at_ms  = p->connected_ms;
    r->last_input_at_ms = p->last_input_ms;
    r->user_id          = p->user_id;
    r->level            = p->level;
    r->has              = fields_of(p);
    r->is_disabled      = p->disabled;
    r->is_anonymous     = p->anonymous;
    cho_ia_text at      = cho_ia_text_behind(r + 1);
    r->id_len           = cho_ia_put_value(&at, &p->session_id);
    r->name_len         = cho_ia_put_value(&at, &p->username);
    r->group_len        = cho_ia_put_value(&at, group);
    r->custom_len       = cho_ia_put_span(&at, custom);
    cho_link_commit(&ia->base, (uint32_t)(at.at - (char *)r));
}

/* While the state is restored, a participant is read again as it will be. */
static void expect_participant(cho_ia_link *ia, cho_packet_participant *p)
{
    cho_json_reader r;
    cho_json_value  id       = p->session_id;
    cho_span        expected = cho_ia_expect(ia, CHO_IA_WISH_PARTICIPANT, NULL, &id, p->raw);
    if (expected.ptr != p->raw.ptr) {
        cho_json_reader_init(&r, expected, CHO_PACKET_DEPTH);
        if (cho_packet_read_participant(&r, p) != CHORUS_OK || !cho_ia_is_id(&p->session_id))
            return;
    }
    push_participant(ia, p);
}

/* ---- many ---- */

/* Straight from the text of the array: ten thousand join in a second. */
bool cho_ia_take_participants(cho_ia_link *ia, cho_span object)
{
    cho_json_reader        r;
    cho_packet_participant p;
    if (!cho_ia_enter_array(&r, object, "participants"))
        return false;
    while (cho_json_next_element(&r)) {
        if (cho_packet_read_participant(&r, &p) == CHORUS_OK && cho_ia_is_id(&p.session_id))
            expect_participant(ia, &p);
        else
            cho_link_bad_packet(&ia->base, "a participant without sessionID", (size_t)(r.at - r.start));
    }
    return true;
}

/* A map from ids to participants, null for those who are not here. */
static bool take_users(cho_ia_link *ia, cho_span object)
{
    cho_json_reader        r;
    cho_json_value         users, id;
    cho_packet_participant p;
    if (!cho_json_find_key(object, cho_span_of("users"), &users) || users.type != CHO_JSON_OBJECT)
        return false;
    cho_json_reader_init(&r, users.raw, CHO_PACKET_DEPTH);
    cho_json_enter_object(&r);
    while (cho_json_next_member(&r, &id)) {
        if (cho_packet_read_participant(&r, &p) == CHORUS_OK && cho_ia_is_id(&p.session_id))
            expect_participant(ia, &p);
    }
    return true;
}

/* ---- answers ---- */

/* A game that asks by itself sees in its mirror what it is answered. */
void cho_ia_learn(cho_ia_link *ia, const char *method, cho_span result)
{
    static const struct {
        const char *name;
        bool (*take)(cho_ia_link *ia, cho_span object);
    } answers[] = {
        { "getAllParticipants", cho_ia_take_participants },
        { "getActiveParticipants", cho_ia_take_participants },
        { "getParticipantsByMixerID", take_users },
        { "getParticipantsBySessionID", take_users },
        { "getScenes", cho_ia_take_scenes },
        { "getGroups", cho_ia_take_groups },
    };
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        if (strcmp(method, answers[i].name) == 0)
            answers[i].take(ia, result);
    }
}
