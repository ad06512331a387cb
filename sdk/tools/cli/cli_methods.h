/*
 * cli_methods.h - commands that call one typed method of the library each.
 */
#ifndef CLI_METHODS_H
#define CLI_METHODS_H

#include "cli_outcome.h"

cli_outcome cli_move(cli_game *game, const json_object *line);
cli_outcome cli_fetch(cli_game *game, const json_object *line);
cli_outcome cli_upload(cli_game *game, const json_object *line);
cli_outcome cli_delete_file(cli_game *game, const json_object *line);
cli_outcome cli_compression(cli_game *game, const json_object *line);
cli_outcome cli_suspend(cli_game *game, const json_object *line);
cli_outcome cli_resume(cli_game *game, const json_object *line);
cli_outcome cli_ready(cli_game *game, const json_object *line);
cli_outcome cli_priority(cli_game *game, const json_object *line);
cli_outcome cli_token(cli_game *game, const json_object *line);

#endif
