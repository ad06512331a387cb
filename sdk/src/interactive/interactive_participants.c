#include "interactive/interactive_participants.h"

#include "base/alloc.h"
#include "base/hash.h"

#include <assert.h>
#include <chorus/interactive.h>

enum { UUID_TEXT_LEN = CHO_UUID_TEXT_SIZE - 1 };

static_assert(sizeof(cho_ia_person) == 64, "a participant is one cache line");

static uint32_t hash_of(const void *context, uint32_t handle)
{
    const cho_ia_people *people = context;
    return cho_ia_people_at(people, handle)->link.hash;
}

void cho_ia_people_init(cho_ia_people *people, const chorus_allocator *heap)
{
    *people = (cho_ia_people){ 0 };
    cho_slots_init(&people->slots, heap, sizeof(cho_ia_person), CHORUS_RESOURCE_PARTICIPANT);
    cho_index_init(&people->index, heap, hash_of, people);
}

void cho_ia_people_deinit(cho_ia_people *people)
{
    cho_ia_person *person;
    for (uint32_t it = 0; (person = cho_slots_next(&people->slots, &it)) != NULL;)
        cho_release(people->slots.heap, person->text);
    cho_index_deinit(&people->index);
    cho_slots_deinit(&people->slots);
}

void cho_ia_people_sweep(cho_ia_people *people)
{
    while (people->first_gone != 0) {
        uint32_t       handle = people->first_gone;
        cho_ia_person *person = cho_ia_people_get(people, handle);
        people->first_gone    = person->link.next_gone;
        cho_release(people->slots.heap, person->text);
        cho_slots_remove(&people->slots, handle);
    }
}

/* ---- finding ---- */

static bool is_uuid(const cho_ia_person *person)
{
    return (person->flags & CHO_IA_IS_UUID) != 0;
}

static bool has_id(const cho_ia_person *person, cho_span id)
{
    char uuid[CHO_UUID_TEXT_SIZE];
    if (!is_uuid(person))
        return person->id.len == id.len && memcmp(person->text, id.ptr, id.len) == 0;
    if (id.len != UUID_TEXT_LEN)
        return false;
    cho_uuid_format(person->id.uuid, uuid);
    return memcmp(uuid, id.ptr, UUID_TEXT_LEN) == 0;
}

static bool matches(const void *context, uint32_t handle, const void *key)
{
    const cho_ia_people *people = context;
    const cho_ia_person *person = cho_ia_people_at(people, handle);
    const cho_ia_key    *wanted = key;
    return person->link.hash == wanted->hash && has_id(person, wanted->id);
}

cho_ia_key cho_ia_people_key(const cho_ia_people *people, cho_span id)
{
    return (cho_ia_key){ id, cho_hash(people->hash_seed, id.ptr, id.len) };
}

uint32_t cho_ia_people_find_key(const cho_ia_people *people, cho_ia_key key)
{
    return cho_index_find(&people->index, key.hash, matches, people, &key);
}

uint32_t cho_ia_people_find(const cho_ia_people *people, cho_span id)
{
    return cho_ia_people_find_key(people, cho_ia_people_key(people, id));
}

cho_ia_person *cho_ia_people_next(const cho_ia_people *people, uint32_t *it)
{
    cho_ia_person *person;
    do
        person = cho_slots_next(&people->slots, it);
    while (person != NULL && (person->flags & CHO_IA_IS_GONE) != 0);
    return person;
}

/* ---- changing ---- */

/* An empty id is not written: it is kept as bytes. */
static char *make_text(const cho_ia_people *people, cho_span id, cho_span name, cho_span custom)
{
    size_t id_size = id.len > 0 ? id.len + 1 : 0;
    char  *text    = cho_alloc(people->slots.heap, id_size + name.len + custom.len + 2);
    if (text == NULL)
        return NULL;
    char *at = id.len > 0 ? cho_span_put(text, id) : text;
    cho_span_put(cho_span_put(at, name), custom);
    return text;
}

static cho_ia_person *add_slot(cho_ia_people *people, uint32_t *handle)
{
    if (!cho_index_reserve(&people->index, people->index.count + 1))
        return NULL;
    return cho_slots_add(&people->slots, handle);
}

cho_ia_person *cho_ia_people_add(cho_ia_people *people, cho_ia_key key, cho_span name, cho_span custom,
                                 uint32_t *handle)
{
    cho_span      id   = key.id;
    cho_ia_person made = { .link.hash = key.hash, .name_len = (uint32_t)name.len };
    if (cho_uuid_parse(id, made.id.uuid))
        made.flags = CHO_IA_IS_UUID;
    else
        made.id.len = (uint32_t)id.len;
    made.text = make_text(people, is_uuid(&made) ? (cho_span){ NULL, 0 } : id, name, custom);
    if (made.text == NULL)
        return NULL;
    cho_ia_person *person = add_slot(people, handle);
    if (person == NULL) {
        cho_release(people->slots.heap, made.text);
        return NULL;
    }
    *person = made;
    cho_index_put(&people->index, made.link.hash, *handle);
    return person;
}

char *cho_ia_person_make_text(const cho_ia_people *people, const cho_ia_person *person, cho_span name,
                              cho_span custom)
{
    cho_span id = { person->text, is_uuid(person) ? 0 : person->id.len };
    return make_text(people, id, name, custom);
}

void cho_ia_people_bury(cho_ia_people *people, uint32_t handle)
{
    cho_ia_person *person = cho_ia_people_get(people, handle);
    cho_index_remove(&people->index, person->link.hash, handle);
    person->flags |= CHO_IA_IS_GONE;
    person->link.next_gone = people->first_gone;
    people->first_gone     = handle;
}

/* ---- reading ---- */

static const char *name_at(const cho_ia_person *person)
{
    return is_uuid(person) ? person->text : person->text + person->id.len + 1;
}

chorus_str cho_ia_person_id(const cho_ia_person *person, char out[CHO_UUID_TEXT_SIZE])
{
    if (!is_uuid(person))
        return (chorus_str){ person->text, person->id.len };
    cho_uuid_format(person->id.uuid, out);
    return (chorus_str){ out, UUID_TEXT_LEN };
}

chorus_str cho_ia_person_name(const cho_ia_person *person)
{
    return (chorus_str){ name_at(person), person->name_len };
}

cho_span cho_ia_person_custom(const cho_ia_person *person)
{
    return cho_span_of(name_at(person) + person->name_len + 1);
}
