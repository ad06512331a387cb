/*
 * listen.h - a listening socket, and in words why there is none.
 * Layer    net, private to it.
 * Thread   any.
 * Memory   the descriptor belongs to the caller.
 * Trust    the game's address and port: what is wrong with them is said in words.
 */
#ifndef CHO_NET_LISTEN_H
#define CHO_NET_LISTEN_H

#include <chorus/base.h>

/*
 * address: numeric, or NULL for all interfaces, IPv6 and IPv4 on one socket where the system can.
 * port: 0 for a free one. OK: *fd does not block, *bound is the port. Else E_INVALID (address) or
 * E_NETWORK, and error says why in a sentence that names the port.
 */
chorus_result cho_listen(const char *address, uint16_t port, int *fd, uint16_t *bound, char *error,
                         size_t error_len);
#endif
