#include "interactive/interactive_text.h"
#include "interactive/interactive_wire.h"

void cho_ia_push_resource(cho_ia_link *ia, uint16_t type, const cho_json_value *id, cho_span json)
{
    if (json.len == 0)
        return;
    uint32_t         len = (uint32_t)(sizeof(cho_ia_resource) + id->raw.len + json.len + 2);
    cho_ia_resource *r   = cho_link_record(&ia->base, type, len, CHO_WORTH_STATE, 0);
    if (r == NULL)
        return;
    cho_ia_text at = cho_ia_text_behind(r + 1);
    r->id_len      = cho_ia_put_value(&at, id);
    r->json_len    = cho_ia_put_span(&at, json);
    cho_link_commit(&ia->base, (uint32_t)(at.at - (char *)r));
}

void cho_ia_push_control(cho_ia_link *ia, uint16_t type, const cho_json_value *scene, const cho_json_value *id,
                         cho_span json)
{
    if (type == CHO_IA_CONTROL && json.len == 0)
        return;
    uint32_t        len = (uint32_t)(sizeof(cho_ia_control) + scene->raw.len + id->raw.len + json.len + 3);
    cho_ia_control *r   = cho_link_record(&ia->base, type, len, CHO_WORTH_STATE, 0);
    if (r == NULL)
        return;
    cho_ia_text at = cho_ia_text_behind(r + 1);
    r->scene_len   = cho_ia_put_value(&at, scene);
    r->id_len      = cho_ia_put_value(&at, id);
    r->json_len    = cho_ia_put_span(&at, json);
    cho_link_commit(&ia->base, (uint32_t)(at.at - (char *)r));
}

void cho_ia_push_gone(cho_ia_link *ia, uint16_t type, const cho_json_value *id, const cho_json_value *reassign)
{
    uint32_t     len = (uint32_t)(sizeof(cho_ia_gone) + id->raw.len + reassign->raw.len + 2);
    cho_ia_gone *r   = cho_link_record(&ia->base, type, len, CHO_WORTH_STATE, 0);
    if (r == NULL)
        return;
    cho_ia_text at  = cho_ia_text_behind(r + 1);
    r->id_len       = cho_ia_put_value(&at, id);
    r->reassign_len = cho_ia_put_value(&at, reassign);
    cho_link_commit(&ia->base, (uint32_t)(at.at - (char *)r));
}
