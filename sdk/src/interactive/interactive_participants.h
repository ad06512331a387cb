/*
 * interactive_participants.h - the table of participants: small, because there may be a hundred
 * thousand, and quick to search, because every input asks it once.
 * Layer    interactive. May include base/.
 * Thread   game thread.
 * Memory   64 bytes and one heap block of text for each, and 4 bytes of handle in two indexed tables.
 *          The usual id, a lower-case UUID, is kept as its 16 bytes; any other one as text.
 * Trust    ids come from the service: they are hashed with a secret seed.
 */
#ifndef CHO_INTERACTIVE_PARTICIPANTS_H
#define CHO_INTERACTIVE_PARTICIPANTS_H

#include "base/index.h"
#include "base/slots.h"
#include "base/span.h"
#include "base/uuid.h"

/* Bits of cho_ia_person.flags. */
enum {
    CHO_IA_IS_UUID      = 1, /* the id is kept as bytes */
    CHO_IA_IS_DISABLED  = 2,
    CHO_IA_IS_ANONYMOUS = 4,
    CHO_IA_IS_GONE      = 8,
    CHO_IA_IS_SEEN      = 16, /* told since the last SYNC_BEGIN */
    CHO_IA_IS_DOOMED    = 32  /* about to be removed */
};

static inline cho_span cho_ia_span(chorus_str text)
{
    return (cho_span){ text.ptr, text.len };
}

/* What an input looks at stands together in front. */
typedef struct cho_ia_person {
    union {
        uint8_t  uuid[CHO_UUID_BYTES];
        uint32_t len; /* of the id in the text */
    } id;
    union {
        uint32_t hash;      /* of the id as text */
        uint32_t next_gone; /* once it is gone   */
    } link;
    uint32_t flags;
    int64_t  last_input_at_ms;
    char    *text; /* id if it is no UUID, name and custom JSON, each with a NUL; the JSON may be empty */
    int64_t  connected_at_ms;
    uint32_t user_id, level;
    uint32_t group; /* handle */
    uint32_t name_len;
} cho_ia_person;

typedef struct cho_ia_people {
    uint64_t  hash_seed;
    cho_slots slots;
    cho_index index;      /* of those who are here */
    uint32_t  first_gone; /* handle; chained by link.next_gone */
} cho_ia_people;

void cho_ia_people_init(cho_ia_people *people, const chorus_allocator *heap);
void cho_ia_people_deinit(cho_ia_people *people);

/* Frees those who are gone. */
void cho_ia_people_sweep(cho_ia_people *people);

/* NULL for a stale handle. */
static inline cho_ia_person *cho_ia_people_get(const cho_ia_people *people, uint32_t handle)
{
    return cho_slots_get(&people->slots, handle);
}

/* For a handle that was found in the index. */
static inline cho_ia_person *cho_ia_people_at(const cho_ia_people *people, uint32_t handle)
{
    return cho_slots_at(&people->slots, handle);
}

/* An id and its hash: whoever joins is looked for, then added. */
typedef struct cho_ia_key {
    cho_span id;
    uint32_t hash;
} cho_ia_key;

cho_ia_key cho_ia_people_key(const cho_ia_people *people, cho_span id);

/* The handle of the one with this id, or CHO_INDEX_NONE. */
uint32_t cho_ia_people_find(const cho_ia_people *people, cho_span id);
uint32_t cho_ia_people_find_key(const cho_ia_people *people, cho_ia_key key);

/* Walks over all who are not gone, as cho_slots_next() does. */
cho_ia_person *cho_ia_people_next(const cho_ia_people *people, uint32_t *it);

/* A new participant. NULL: no memory. */
cho_ia_person *cho_ia_people_add(cho_ia_people *people, cho_ia_key key, cho_span name, cho_span custom,
                                 uint32_t *handle);

/* What takes the place of a participant's text when its name or custom JSON changes. NULL: no memory. */
char *cho_ia_person_make_text(const cho_ia_people *people, const cho_ia_person *person, cho_span name,
                              cho_span custom);

/* Takes it out of the index; it stays readable until the sweep. */
void cho_ia_people_bury(cho_ia_people *people, uint32_t handle);

/* The id as text, written to `out` if it is a UUID. */
chorus_str cho_ia_person_id(const cho_ia_person *person, char out[CHO_UUID_TEXT_SIZE]);
chorus_str cho_ia_person_name(const cho_ia_person *person);
/* Empty: nothing custom. */
cho_span cho_ia_person_custom(const cho_ia_person *person);

#endif
