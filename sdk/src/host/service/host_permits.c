#include "host/service/host_permits.h"

#include "host/service/oauth/host_oauth.h"

bool cho_host_permits_note(cho_host_visitor *visitor)
{
    cho_host_service *service = visitor->service;
    if (visitor->who.link == 0)
        return true;
    if (cho_host_table_get(&service->oauth->links.links, visitor->who.link) == NULL)
        return false;
    visitor->permit_next = service->permitted;
    visitor->permit_at   = &service->permitted;
    if (visitor->permit_next != NULL)
        visitor->permit_next->permit_at = &visitor->permit_next;
    service->permitted = visitor;
    return true;
}

void cho_host_permits_forget(cho_host_visitor *visitor)
{
    if (visitor->permit_at == NULL)
        return;
    *visitor->permit_at = visitor->permit_next;
    if (visitor->permit_next != NULL)
        visitor->permit_next->permit_at = visitor->permit_at;
    visitor->permit_at = NULL;
}

void cho_host_permits_end(cho_host_service *service, cho_auth_link *link)
{
    cho_host_visitor *next;
    for (cho_host_visitor *v = service->permitted; v != NULL; v = next) {
        next = v->permit_next;
        if (v->who.link == link->node.handle && v->verdict == 0)
            cho_host_visitor_refuse(v, CHO_HOST_CLOSE_UNAUTHORISED);
    }
    cho_host_metrics_oauth(&service->metrics, CHO_HOST_OAUTH_TOKEN_REVOKED);
    cho_auth_links_remove(&service->oauth->links, link);
}
