/*
 * command.h - what travels from the game thread to the network thread.
 * Layer    core. May include base/ only.
 * Thread   filled on the game thread, read and freed on the network thread.
 * Memory   one heap block per command: this header, then the module's fields and bytes.
 * Trust    the game's own values; a module has checked them before it queues them.
 */
#ifndef CHO_CORE_COMMAND_H
#define CHO_CORE_COMMAND_H

#include <stdint.h>

enum {
    CHO_COMMAND_OPEN   = 1, /* core: cho_command_open */
    CHO_COMMAND_CLOSE  = 2, /* core                   */
    CHO_COMMAND_MODULE = 64 /* a module's own begin here */
};

typedef struct cho_command {
    uint32_t session;
    uint16_t type;
} cho_command;

#endif
