/*
 * cli_names.h - whether a word that a line waits for is the name of anything.
 */
#ifndef CLI_NAMES_H
#define CLI_NAMES_H

#include <stdbool.h>

bool cli_names_event(const char *word);
bool cli_names_state(const char *word);

#endif
