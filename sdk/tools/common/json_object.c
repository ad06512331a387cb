#include "json_object.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef struct scan {
    char        *start, *at;
    char        *out; /* where the next meaning goes */
    json_object *object;
    int          depth;
} scan;

static bool fail(scan *s, const char *reason)
{
    if (s->object->error == NULL) {
        s->object->error = reason;
        s->object->at    = (size_t)(s->at - s->start);
    }
    return false;
}

static void skip_space(scan *s)
{
    while (*s->at == ' ' || *s->at == '\t' || *s->at == '\r' || *s->at == '\n')
        s->at++;
}

static bool take(scan *s, char c)
{
    skip_space(s);
    if (*s->at != c)
        return false;
    s->at++;
    return true;
}

/* ---- strings ---- */

static bool read_hex4(const char *at, uint32_t *out)
{
    uint32_t value = 0;
    for (int i = 0; i < 4; i++) {
        static const char digits[] = "0123456789abcdefABCDEF";
        const char       *digit    = at[i] == '\0' ? NULL : strchr(digits, at[i]);
        if (digit == NULL)
            return false;
        uint32_t worth = (uint32_t)(digit - digits);
        value          = value * 16 + (worth > 15 ? worth - 6 : worth);
    }
    *out = value;
    return true;
}

static char *put_utf8(char *out, uint32_t c)
{
    if (c < 0x80) {
        *out++ = (char)c;
        return out;
    }
    int tail = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    static const unsigned char lead[] = { 0, 0xc0, 0xe0, 0xf0 };
    *out++ = (char)(lead[tail] | c >> 6 * tail);
    while (tail-- > 0)
        *out++ = (char)(0x80 | (c >> 6 * tail & 0x3f));
    return out;
}

/* Behind "\u"; two halves make one character. */
static bool take_unicode(scan *s, uint32_t *out)
{
    uint32_t low;
    if (!read_hex4(s->at, out))
        return fail(s, "bad escape");
    s->at += 4;
    if (*out == 0)
        return fail(s, "a NUL in a string");
    if (*out < 0xd800 || *out > 0xdfff)
        return true;
    if (*out > 0xdbff || s->at[0] != '\\' || s->at[1] != 'u' || !read_hex4(s->at + 2, &low) || low < 0xdc00 ||
        low > 0xdfff)
        return fail(s, "half a character");
    s->at += 6;
    *out = 0x10000 + ((*out - 0xd800) << 10) + (low - 0xdc00);
    return true;
}

static bool take_escape(scan *s)
{
    static const char names[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
    char              name    = *s->at++;
    const char       *found   = name == '\0' ? NULL : strchr(names, name);
    uint32_t          c;
    if (found != NULL) {
        *s->out++ = meanings[found - names];
        return true;
    }
    if (name != 'u') {
        s->at--;
        return fail(s, "bad escape");
    }
    if (!take_unicode(s, &c))
        return false;
    s->out = put_utf8(s->out, c);
    return true;
}

/* What it means is never longer than what is written, so the buffer is long enough for all of them. */
static bool take_string(scan *s)
{
    while (*s->at != '"') {
        if ((unsigned char)*s->at < 0x20)
            return fail(s, *s->at == '\0' ? "ends early" : "control character in a string");
        if (*s->at != '\\')
            *s->out++ = *s->at++;
        else if (s->at++, !take_escape(s))
            return false;
    }
    s->at++;
    *s->out++ = '\0';
    return true;
}

/* ---- values ---- */

static bool skip_value(scan *s);

static bool take_key(scan *s)
{
    if (!take(s, '"'))
        return fail(s, "a key must be a string");
    return take_string(s) && (take(s, ':') || fail(s, "missing colon"));
}

static bool skip_container(scan *s, char end)
{
    if (take(s, end))
        return true;
    do {
        if ((end == '}' && !take_key(s)) || !skip_value(s))
            return false;
    } while (take(s, ','));
    return take(s, end) || fail(s, *s->at == '\0' ? "ends early" : "missing comma");
}

static bool skip_number(scan *s)
{
    char *begin = s->at;
    s->at += strspn(s->at, "+-.0123456789eE");
    return s->at > begin || fail(s, *s->at == '\0' ? "ends early" : "not a value");
}

static bool skip_word(scan *s, const char *word)
{
    size_t len = strlen(word);
    if (strncmp(s->at, word, len) != 0)
        return fail(s, "not a value");
    s->at += len;
    return true;
}

static bool skip_nested(scan *s)
{
    if (s->depth == JSON_OBJECT_DEPTH)
        return fail(s, "nested too deep");
    s->depth++;
    char open = *s->at++;
    bool ok   = skip_container(s, open == '{' ? '}' : ']');
    s->depth--;
    return ok;
}

static bool skip_value(scan *s)
{
    skip_space(s);
    switch (*s->at) {
    case '{':
    case '[': return skip_nested(s);
    case '"': s->at++; return take_string(s);
    case 't': return skip_word(s, "true");
    case 'f': return skip_word(s, "false");
    case 'n': return skip_word(s, "null");
    default:  return skip_number(s);
    }
}

/* ---- the object ---- */

static char type_of(char first)
{
    return strchr("\"{[tfn", first) == NULL ? '0' : first;
}

static bool take_member(scan *s, json_member *member)
{
    member->key = s->out;
    if (!take_key(s))
        return false;
    skip_space(s);
    member->type = type_of(*s->at);
    member->json = s->at;
    member->text = *s->at == '"' ? s->out : NULL;
    return skip_value(s);
}

/* A value ends where the comma or bracket stands that was just read. */
static bool take_members(scan *s)
{
    char next;
    do {
        if (s->object->count == JSON_OBJECT_MEMBERS)
            return fail(s, "too many members");
        json_member *member = &s->object->members[s->object->count++];
        if (!take_member(s, member))
            return false;
        char *end = s->at;
        skip_space(s);
        next = *s->at;
        if (next != ',' && next != '}')
            return fail(s, next == '\0' ? "ends early" : "missing comma");
        s->at++;
        *end = '\0';
    } while (next == ',');
    return true;
}

bool json_object_read(json_object *object, char *text, size_t len)
{
    object->count    = 0;
    object->error    = NULL;
    object->at       = 0;
    object->meanings = malloc(len + 1);
    scan s         = { text, text, object->meanings, object, 1 };
    if (object->meanings == NULL)
        return fail(&s, "no memory");
    if (!take(&s, '{'))
        return fail(&s, "not an object");
    if (!take(&s, '}') && !take_members(&s))
        return false;
    skip_space(&s);
    return s.at == text + len || fail(&s, "something follows the object");
}

void json_object_free(json_object *object)
{
    free(object->meanings);
}

const json_member *json_object_find(const json_object *object, const char *key)
{
    for (size_t i = object->count; i-- > 0;)
        if (strcmp(object->members[i].key, key) == 0)
            return &object->members[i];
    return NULL;
}

const char *json_object_json(const json_object *object, const char *key, char type)
{
    const json_member *member = json_object_find(object, key);
    return member == NULL || member->type != type ? NULL : member->json;
}

const char *json_object_string(const json_object *object, const char *key)
{
    const json_member *member = json_object_find(object, key);
    return member == NULL ? NULL : member->text;
}

bool json_object_count(const json_object *object, const char *key, unsigned long long max, unsigned long long *out)
{
    const char *text = json_object_json(object, key, '0');
    char       *end;
    if (text == NULL || *text < '0' || *text > '9' || strlen(text) > 18)
        return false;
    *out = strtoull(text, &end, 10);
    return *end == '\0' && *out <= max;
}

bool json_object_is_true(const json_object *object, const char *key)
{
    return json_object_json(object, key, 't') != NULL;
}
