/*
 * host_health.h - is it alive, is it ready, how is it doing: answers for whoever runs a host.
 * Layer    host. A file of the service.
 * Thread   network thread.
 * Memory   none of its own.
 * Trust    everybody may ask for the first two. Figures are told to this machine, or to whoever has the token.
 */
#ifndef CHO_HOST_HEALTH_H
#define CHO_HOST_HEALTH_H

#include "host/service/host_http.h"

void cho_host_answer_health(cho_host_request *r);
void cho_host_answer_ready(cho_host_request *r);
void cho_host_answer_metrics(cho_host_request *r);

#endif
