/*
 * interactive_wishes.h - what the game wants to exist, so that it can be made again after a reconnect.
 * Layer    interactive. May include base/ and codec/.
 * Thread   network thread.
 * Memory   a slot and a block of text for each thing the game has created, changed or deleted, and a
 *          second one with the text before the last call that may still be refused. Pointers hold
 *          until the wish is put again or forgotten.
 * Trust    the game's own texts: sound JSON, of any shape. Ids are compared with those a service
 *          sends, so they are hashed with a secret seed.
 *
 * Who creates something wishes all of its JSON; who changes something of somebody else's wishes a merge
 * patch; who deletes something wishes that it is not there.
 */
#ifndef CHO_INTERACTIVE_WISHES_H
#define CHO_INTERACTIVE_WISHES_H

#include "base/buf.h"
#include "base/index.h"
#include "base/slots.h"
#include "base/span.h"

/* In the order in which things are made: each before what points at it. */
typedef enum cho_ia_wish_kind {
    CHO_IA_WISH_SCENE,
    CHO_IA_WISH_GROUP,
    CHO_IA_WISH_CONTROL,
    CHO_IA_WISH_PARTICIPANT,
    CHO_IA_WISH_WORLD,   /* id and scene empty */
    CHO_IA_WISH_THROTTLE /* id and scene empty */
} cho_ia_wish_kind;

/* What a wish is about. `scene` is empty but for controls. */
typedef struct cho_ia_wish_key {
    cho_ia_wish_kind kind;
    cho_span         scene, id;
} cho_ia_wish_key;

/* What was asked of the service last. */
typedef enum cho_ia_asked {
    CHO_IA_ASKED_NOTHING,
    CHO_IA_ASKED_CREATE,
    CHO_IA_ASKED_UPDATE,
    CHO_IA_ASKED_DELETE
} cho_ia_asked;

typedef struct cho_ia_wish {
    char            *block; /* scene, id and JSON one behind the other, each with a NUL */
    uint32_t         scene_len, id_len, json_len;
    uint32_t         handle, hash;
    cho_ia_wish_kind kind;
    uint32_t         deletes_due;   /* deletions the service has yet to confirm */
    bool             is_made;       /* the game created it: the JSON is all of it, else a merge patch */
    bool             is_unwanted;   /* the game deleted it                                            */
    uint32_t         orphaned_by;   /* the call that deletes the scene it is in; 0: none */
    /* the last call that changed it, and how it was before */
    uint32_t changed_by;      /* 0: none that can be taken back */
    char    *before;          /* a block; NULL: it was not there */
    uint32_t before_json_len;
    bool     was_made, was_unwanted;
    /* while everything is made again */
    uint32_t     call;              /* the call that asks for it */
    cho_ia_asked asked;
    bool         is_there, is_met;
    bool         is_alone;          /* refused together with others: to be asked for by itself */
} cho_ia_wish;

typedef struct cho_ia_wishes {
    const chorus_allocator *heap;
    uint64_t                hash_seed;
    cho_slots               slots;
    cho_index               index;
    cho_buf                 joined; /* for one call at a time */
} cho_ia_wishes;

void cho_ia_wishes_init(cho_ia_wishes *w, const chorus_allocator *heap);
void cho_ia_wishes_deinit(cho_ia_wishes *w);
/* Before the first wish: a number that nobody outside can know. */
void cho_ia_wishes_set_seed(cho_ia_wishes *w, uint64_t hash_seed);

/* NULL: there is none. */
cho_ia_wish *cho_ia_wishes_find(const cho_ia_wishes *w, const cho_ia_wish_key *key);
/* Walks over all, as cho_slots_next() does; the one just visited may be forgotten on the way. */
cho_ia_wish *cho_ia_wishes_next(const cho_ia_wishes *w, uint32_t *it);

cho_ia_wish_key cho_ia_wish_key_of(const cho_ia_wish *wish);
cho_span        cho_ia_wish_json(const cho_ia_wish *wish);

/* `call`: its number, to take it back by; 0: it will not be. False: no memory. */

/* It shall exist like this. One that the game has created already stays as it is. */
bool cho_ia_wishes_create(cho_ia_wishes *w, const cho_ia_wish_key *key, cho_span json, uint32_t call);
/* It shall have these properties. */
bool cho_ia_wishes_update(cho_ia_wishes *w, const cho_ia_wish_key *key, cho_span patch, uint32_t call);
/* It shall not exist. `json` is kept with it. */
bool cho_ia_wishes_delete(cho_ia_wishes *w, const cho_ia_wish_key *key, cho_span json, uint32_t call);

/* Everything is as before this call. */
void cho_ia_wishes_take_back(cho_ia_wishes *w, uint32_t call);
/* What was done cannot be taken back any more. */
void cho_ia_wishes_settle(cho_ia_wishes *w);

/* Puts another text in the place of its JSON. False: no memory. */
bool cho_ia_wishes_replace(cho_ia_wishes *w, cho_ia_wish *wish, cho_span json);
void cho_ia_wishes_forget(cho_ia_wishes *w, cho_ia_wish *wish);

#endif
