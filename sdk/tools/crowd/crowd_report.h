/*
 * crowd_report.h - what became of the crowd, as one object of JSON; docs/load.md explains the figures.
 */
#ifndef CROWD_REPORT_H
#define CROWD_REPORT_H

#include "crowd.h"

#include <stdio.h>

void crowd_report_write(const crowd *c, FILE *out);
#endif
