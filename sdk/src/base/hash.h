/*
 * hash.h - a keyed hash for tables whose keys come from strangers.
 * Layer    base.
 * Thread   any.
 * Memory   none.
 * Trust    who does not know the seed cannot make keys collide: it is SipHash-1-3. Take the seed
 *          from cho_random_bytes and keep it.
 */
#ifndef CHO_BASE_HASH_H
#define CHO_BASE_HASH_H

#include <chorus/base.h>

/* SipHash-1-3 under a key of 128 bits, little-endian halves first and second. */
uint64_t cho_hash_sip13(uint64_t key0, uint64_t key1, const void *bytes, size_t len);

/* The low half of SipHash-1-3 under a key made from `seed`: the number to give to an index. */
uint32_t cho_hash(uint64_t seed, const void *bytes, size_t len);

#endif
