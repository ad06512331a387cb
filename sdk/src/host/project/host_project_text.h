/*
 * host_project_text.h - a project version as somebody writes it down: proto/project.md.
 * Layer    host. May include host_projects.h and below.
 * Thread   one at a time; reads files.
 * Memory   what is read goes into the projects.
 * Trust    a mistaken author, not a hostile one; the text may be any bytes all the same.
 */
#ifndef CHO_HOST_PROJECT_TEXT_H
#define CHO_HOST_PROJECT_TEXT_H

#include "host/project/host_projects.h"

/* Adds the version that a JSON text describes, or one in the file of that name: a text begins with '{'. The bundle is
   looked for beside the file. OK; E_INVALID, E_NOT_FOUND, E_SIZE: `error` is a sentence that says where the fault is;
   E_MEMORY. A bundle that cannot be loaded is no failure, but `error` says so too; else it is empty. */
chorus_result cho_host_project_take(cho_host_projects *ps, const chorus_host_limits *limits, const char *text_or_file,
                                    bool with_bundles, char *error, size_t error_len);

#endif
