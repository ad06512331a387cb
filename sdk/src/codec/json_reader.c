#include "codec/json_reader.h"

#include "base/utf8.h"
#include "codec/json_scan.h"
#include "codec/json_skim.h"

/* Keeps what seldom happens out of the way of what always does: a function that may have to do it
   inline spends its time saving registers. */
#if defined(__GNUC__)
#    define APART __attribute__((noinline))
#    define RARE  __attribute__((noinline, cold))
#else
#    define APART
#    define RARE
#endif

static const char ends_early[]    = "text ends early";
static const char bad_character[] = "unexpected character";
static const char bad_number[]    = "bad number";

/* A failed reader stands at the end of its text in no container, so every later call fails by
   itself. */
static RARE bool fail_at(cho_json_reader *r, const char *where, const char *reason)
{
    if (r->error.reason == NULL)
        r->error = (cho_json_error){ reason, (size_t)(where - r->start) };
    r->at      = r->end;
    r->depth   = 0;
    r->objects = 0;
    r->outer   = 0;
    r->waiting = false;
    return false;
}

/* The same for the scanners, which return a place in the text. Where the text is at its end, that
   is the reason. */
static RARE const char *stop_at(cho_json_reader *r, const char *where, const char *reason)
{
    fail_at(r, where, where == r->end ? ends_early : reason);
    return NULL;
}

static RARE const char *skip_some_space(const char *p, const char *end)
{
    while (p < end && (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t'))
        p++;
    return p;
}

static inline const char *skip_space(const char *p, const char *end)
{
    return p < end && (unsigned char)*p > ' ' ? p : skip_some_space(p, end);
}

static inline bool is_hex(char c)
{
    return cho_json_is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* ---- strings ---- */

/* Behind the four digits of a \u escape, or NULL. */
static const char *scan_hex4(cho_json_reader *r, const char *p)
{
    for (int i = 0; i < 4; i++, p++)
        if (p == r->end || !is_hex(*p))
            return stop_at(r, p, "bad escape");
    return p;
}

/* A surrogate is D800..DBFF, to be followed by an escape of DC00..DFFF. `hex` is at its digits. */
static bool is_first_surrogate(const char *hex)
{
    return (hex[0] == 'd' || hex[0] == 'D') && memchr("89abAB", hex[1], 6) != NULL;
}

static bool is_second_surrogate(const char *hex)
{
    return (hex[0] == 'd' || hex[0] == 'D') && memchr("cdefCDEF", hex[1], 8) != NULL;
}

static const char *scan_second_surrogate(cho_json_reader *r, const char *p, const char *first)
{
    if (p == r->end || (*p == '\\' && p + 1 == r->end))
        return stop_at(r, r->end, ends_early);
    if (p[0] != '\\' || p[1] != 'u')
        return stop_at(r, first, "lone surrogate");
    const char *hex = p + 2;
    p               = scan_hex4(r, hex);
    if (p != NULL && !is_second_surrogate(hex))
        return stop_at(r, first, "lone surrogate");
    return p;
}

static const char *scan_unicode_escape(cho_json_reader *r, const char *backslash)
{
    const char *hex = backslash + 2;
    const char *p   = scan_hex4(r, hex);
    if (p != NULL && is_second_surrogate(hex))
        return stop_at(r, backslash, "lone surrogate");
    if (p != NULL && is_first_surrogate(hex))
        return scan_second_surrogate(r, p, backslash);
    return p;
}

/* Behind the escape that begins at the backslash `p`, or NULL. */
static const char *scan_escape(cho_json_reader *r, const char *p)
{
    if (p + 1 == r->end)
        return stop_at(r, r->end, ends_early);
    if (p[1] == 'u')
        return scan_unicode_escape(r, p);
    if (memchr("\"\\/bfnrt", p[1], 8) == NULL)
        return stop_at(r, p, "bad escape");
    return p + 2;
}

static const char *skip_non_ascii(const char *p, const char *end)
{
    while (p < end && !cho_json_is_ascii(*p))
        p++;
    return p;
}

static const char *first_bad_byte(const char *p, const char *end)
{
    while (p < end) {
        size_t left = (size_t)(end - p), len = 1;
        while (len < 4 && len < left && !cho_utf8_valid(p, len))
            len++;
        if (!cho_utf8_valid(p, len))
            break;
        p += len;
    }
    return p;
}

/* Behind the closing quote of the string whose first byte is `begin`, or NULL. */
static RARE const char *scan_any_string(cho_json_reader *r, const char *begin, cho_json_value *out)
{
    const char *p        = begin;
    bool        escaped  = false;
    bool        is_ascii = true;
    while (p != NULL) {
        p = cho_json_skip_plain(p, r->end);
        if (p == r->end || (unsigned char)*p < 0x20)
            return stop_at(r, p, "raw control character");
        if (*p == '"')
            break;
        if (*p == '\\') {
            escaped = true;
            p       = scan_escape(r, p);
        } else {
            is_ascii = false;
            p        = skip_non_ascii(p, r->end);
        }
    }
    if (p == NULL)
        return NULL;
    if (!is_ascii && !cho_utf8_valid(begin, (size_t)(p - begin)))
        return stop_at(r, first_bad_byte(begin, p), "not UTF-8");
    *out = (cho_json_value){ { begin, (size_t)(p - begin) }, CHO_JSON_STRING, escaped };
    return p + 1;
}

static inline const char *scan_string(cho_json_reader *r, const char *begin, cho_json_value *out)
{
    const char *p = cho_json_skip_plain(begin, r->end);
    if (p == r->end || *p != '"')
        return scan_any_string(r, begin, out);
    *out = (cho_json_value){ { begin, (size_t)(p - begin) }, CHO_JSON_STRING, false };
    return p + 1;
}

/* ---- numbers and words ---- */

static inline const char *skip_digits(const char *p, const char *end)
{
    while (p < end && cho_json_is_digit(*p))
        p++;
    return p;
}

/* What may follow the digits of a number's whole part. */
static const char *scan_fraction(cho_json_reader *r, const char *p)
{
    const char *digits = ++p;
    p                  = skip_digits(p, r->end);
    return p == digits ? stop_at(r, p, bad_number) : p;
}

static const char *scan_exponent(cho_json_reader *r, const char *p)
{
    p++;
    if (p < r->end && (*p == '+' || *p == '-'))
        p++;
    const char *digits = p;
    p                  = skip_digits(p, r->end);
    return p == digits ? stop_at(r, p, bad_number) : p;
}

static const char *scan_number(cho_json_reader *r, const char *p)
{
    const char *digits = p + (*p == '-');
    p                  = skip_digits(digits, r->end);
    if (p == digits)
        return stop_at(r, p, bad_number);
    if (*digits == '0' && p - digits > 1)
        return stop_at(r, digits, bad_number);
    if (p < r->end && *p == '.')
        p = scan_fraction(r, p);
    if (p != NULL && p < r->end && (*p == 'e' || *p == 'E'))
        p = scan_exponent(r, p);
    return p;
}

/* Where a word that is not `word` differs from it. */
static RARE const char *stop_in_word(cho_json_reader *r, const char *p, const char *word)
{
    while (p < r->end && *p == *word)
        p++, word++;
    return stop_at(r, p, bad_character);
}

static const char *scan_word(cho_json_reader *r, const char *p, const char *word, size_t len)
{
    bool is_there = (size_t)(r->end - p) >= len && memcmp(p, word, len) == 0;
    return is_there ? p + len : stop_in_word(r, p, word);
}

/* Anything but strings and containers. */
static const char *scan_plain_scalar(cho_json_reader *r, const char *p, cho_json_type *type)
{
    char first = p < r->end ? *p : '\0';
    *type      = CHO_JSON_NUMBER;
    if (first == '-' || cho_json_is_digit(first))
        return scan_number(r, p);
    *type = CHO_JSON_BOOL;
    if (first == 't')
        return scan_word(r, p, "true", 4);
    if (first == 'f')
        return scan_word(r, p, "false", 5);
    *type = CHO_JSON_NULL;
    if (first == 'n')
        return scan_word(r, p, "null", 4);
    return stop_at(r, p, bad_character);
}

/* ---- containers ---- */

static inline bool is_in_object(const cho_json_reader *r)
{
    return (r->objects & 1) != 0;
}

static bool open_container(cho_json_reader *r, bool is_object)
{
    if (r->depth == r->max_depth)
        return fail_at(r, r->at, "nested too deeply");
    r->outer   = r->outer << 1 | r->objects >> 63;
    r->objects = r->objects << 1 | is_object;
    r->depth++;
    r->at++;
    r->waiting = false;
    return true;
}

static void close_container(cho_json_reader *r, const char *behind)
{
    r->at = behind;
    r->objects = r->objects >> 1 | r->outer << 63;
    r->outer >>= 1;
    r->depth--;
}

/* Where the next part of the innermost container begins. NULL: it was left, or an error. */
static inline const char *next_part(cho_json_reader *r, char opening, char closing)
{
    const char *p = skip_space(r->at, r->end);
    if (p < r->end && *p == ',' && r->at[-1] != opening)
        return skip_space(p + 1, r->end);
    if (p < r->end && *p == closing) {
        close_container(r, p + 1);
        return NULL;
    }
    if (r->at[-1] != opening)
        return stop_at(r, p, "comma or closing bracket expected");
    return p;
}

/* Behind the colon of the key at `p`, or NULL. */
static const char *scan_key(cho_json_reader *r, const char *p, cho_json_value *key)
{
    if (p == r->end || *p != '"')
        return stop_at(r, p, "key expected");
    p = scan_string(r, p + 1, key);
    if (p == NULL)
        return NULL;
    p = skip_space(p, r->end);
    if (p == r->end || *p != ':')
        return stop_at(r, p, "colon expected");
    return p + 1;
}

static inline void await_value(cho_json_reader *r, const char *p)
{
    r->at      = skip_space(p, r->end);
    r->waiting = true;
}

static inline bool is_at_container(const cho_json_reader *r)
{
    return r->at < r->end && (*r->at == '{' || *r->at == '[');
}

/* Walks until `depth` containers are left open. */
static bool walk_out(cho_json_reader *r, uint32_t depth)
{
    cho_json_value scratch;
    for (cho_json_skim(r, depth); r->depth > depth; cho_json_skim(r, depth)) {
        if (!(is_in_object(r) ? cho_json_next_member(r, &scratch) : cho_json_next_element(r)))
            continue;
        if (is_at_container(r))
            open_container(r, *r->at == '{');
        else
            cho_json_skip(r);
    }
    return !cho_json_failed(r);
}

static APART bool read_plain_scalar(cho_json_reader *r, cho_json_value *out)
{
    cho_json_type type;
    const char   *begin = r->at;
    const char   *p     = scan_plain_scalar(r, begin, &type);
    if (p == NULL)
        return false;
    *out       = (cho_json_value){ { begin, (size_t)(p - begin) }, type, false };
    r->at      = p;
    r->waiting = false;
    return true;
}

static inline bool read_string(cho_json_reader *r, cho_json_value *out)
{
    const char *p = scan_string(r, r->at + 1, out);
    if (p == NULL)
        return false;
    r->at      = p;
    r->waiting = false;
    return true;
}

static APART bool read_container(cho_json_reader *r, cho_json_value *out)
{
    const char *begin     = r->at;
    uint32_t    depth     = r->depth;
    bool        is_object = *begin == '{';
    if (!open_container(r, is_object) || !walk_out(r, depth))
        return false;
    out->raw     = (cho_span){ begin, (size_t)(r->at - begin) };
    out->type    = is_object ? CHO_JSON_OBJECT : CHO_JSON_ARRAY;
    out->escaped = false;
    return true;
}

/* ---- public ---- */

void cho_json_reader_init(cho_json_reader *r, cho_span text, uint32_t max_depth)
{
    *r       = (cho_json_reader){ 0 };
    r->start = text.len > 0 ? text.ptr : "";
    r->end   = r->start + text.len;
    if (max_depth == 0)
        max_depth = CHO_JSON_DEPTH_DEFAULT;
    r->max_depth = max_depth < CHO_JSON_DEPTH_LIMIT ? max_depth : CHO_JSON_DEPTH_LIMIT;
    await_value(r, r->start);
}

bool cho_json_enter_object(cho_json_reader *r)
{
    return r->waiting && r->at < r->end && *r->at == '{' && open_container(r, true);
}

bool cho_json_enter_array(cho_json_reader *r)
{
    return r->waiting && r->at < r->end && *r->at == '[' && open_container(r, false);
}

bool cho_json_next_member(cho_json_reader *r, cho_json_value *key)
{
    if (r->waiting && !cho_json_skip(r))
        return false;
    if (!is_in_object(r))
        return false;
    const char *p = next_part(r, '{', '}');
    if (p != NULL)
        p = scan_key(r, p, key);
    if (p == NULL)
        return false;
    await_value(r, p);
    return true;
}

bool cho_json_next_element(cho_json_reader *r)
{
    if (r->waiting && !cho_json_skip(r))
        return false;
    if (r->depth == 0 || is_in_object(r))
        return false;
    const char *p = next_part(r, '[', ']');
    if (p == NULL)
        return false;
    await_value(r, p);
    return true;
}

bool cho_json_read(cho_json_reader *r, cho_json_value *out)
{
    if (!r->waiting)
        return fail_at(r, r->at, "no value here");
    if (r->at < r->end && *r->at == '"')
        return read_string(r, out);
    return is_at_container(r) ? read_container(r, out) : read_plain_scalar(r, out);
}

bool cho_json_skip(cho_json_reader *r)
{
    cho_json_value scratch;
    return cho_json_read(r, &scratch);
}

bool cho_json_finish(cho_json_reader *r)
{
    if (r->waiting)
        cho_json_skip(r);
    walk_out(r, 0);
    const char *p = skip_space(r->at, r->end);
    if (p != r->end)
        fail_at(r, p, "trailing text");
    return !cho_json_failed(r);
}

void cho_json_fail(cho_json_reader *r, const char *reason)
{
    fail_at(r, r->at, reason);
}

bool cho_json_check(cho_span text, uint32_t max_depth, cho_json_error *error)
{
    cho_json_reader r;
    cho_json_reader_init(&r, text, max_depth);
    bool sound = cho_json_finish(&r);
    if (error != NULL)
        *error = r.error;
    return sound;
}
