#include "codec/json_number.h"

#include "codec/json_reader.h"
#include "codec/json_scan.h"

#include <float.h>
#include <stdio.h>
#include <stdlib.h>

/* No double needs more digits than these to be rounded rightly; one more stands for all that
   follow. */
enum { DIGITS_MAX = 800 };

/* Exponents beyond this make every number of a text that fits in memory zero or infinite. */
#define EXPONENT_MAX INT64_C(1000000000000000)

/* A number taken apart: digits before and after the point, and the power of ten. */
typedef struct number_parts {
    bool     negative;
    cho_span whole, fraction;
    int64_t  exponent;
} number_parts;

static cho_span digits_at(const char *p, const char *end)
{
    const char *begin = p;
    while (p < end && cho_json_is_digit(*p))
        p++;
    return (cho_span){ begin, (size_t)(p - begin) };
}

static int64_t read_exponent(const char *p, const char *end)
{
    bool negative = *p == '-';
    if (*p == '-' || *p == '+')
        p++;
    int64_t value = 0;
    for (; p < end; p++)
        if (value < EXPONENT_MAX)
            value = value * 10 + (*p - '0');
    return negative ? -value : value;
}

static number_parts take_apart(cho_span raw)
{
    const char  *p = raw.ptr, *end = p + raw.len;
    number_parts n = { 0 };
    n.negative     = *p == '-';
    n.whole        = digits_at(p + n.negative, end);
    p              = n.whole.ptr + n.whole.len;
    n.fraction     = (cho_span){ p, 0 };
    if (p < end && *p == '.') {
        n.fraction = digits_at(p + 1, end);
        p          = n.fraction.ptr + n.fraction.len;
    }
    if (p < end)
        n.exponent = read_exponent(p + 1, end);
    return n;
}

/* ---- short numbers, which nearly all are ---- */

enum { SHORT_DIGITS = 15 };

/* Digits without a point, and how many of them were behind it. */
typedef struct short_number {
    int64_t  digits;
    uint32_t places;
} short_number;

static inline const char *take_digits(const char *p, const char *end, int64_t *digits)
{
    for (; p < end && cho_json_is_digit(*p); p++)
        *digits = *digits * 10 + (*p - '0');
    return p;
}

/* Takes numbers without an exponent and with few enough digits for a double to hold exactly. */
static inline bool read_short(cho_span raw, short_number *out)
{
    if (raw.len > SHORT_DIGITS)
        return false;
    bool        negative = raw.ptr[0] == '-';
    const char *end      = raw.ptr + raw.len;
    int64_t     digits   = 0;
    const char *p        = take_digits(raw.ptr + negative, end, &digits);
    const char *point    = p;
    if (p < end && *p == '.')
        p = take_digits(p + 1, end, &digits);
    *out = (short_number){ negative ? -digits : digits, p > point ? (uint32_t)(p - point - 1) : 0 };
    return p == end;
}

/* ---- integers ---- */

static bool push_digit(uint64_t *value, uint32_t digit)
{
    if (*value > (UINT64_MAX - digit) / 10)
        return false;
    *value = *value * 10 + digit;
    return true;
}

/* Takes in digits whose first one counts 10^weight; those behind the point must be 0. */
static bool push_digits(uint64_t *value, cho_span digits, int64_t weight)
{
    for (size_t i = 0; i < digits.len; i++, weight--) {
        uint32_t digit = (uint32_t)(digits.ptr[i] - '0');
        if (weight < 0 ? digit != 0 : !push_digit(value, digit))
            return false;
    }
    return true;
}

static bool magnitude_of(const number_parts *n, uint64_t *out)
{
    uint64_t value  = 0;
    int64_t  weight = n->exponent - 1;
    if (!push_digits(&value, n->whole, weight + (int64_t)n->whole.len) ||
        !push_digits(&value, n->fraction, weight))
        return false;
    for (weight -= (int64_t)n->fraction.len; weight >= 0 && value != 0; weight--)
        if (!push_digit(&value, 0))
            return false;
    *out = value;
    return true;
}

bool cho_json_to_uint64(const cho_json_value *v, uint64_t *out)
{
    short_number few;
    if (v->type != CHO_JSON_NUMBER)
        return false;
    if (read_short(v->raw, &few) && few.places == 0 && few.digits >= 0) {
        *out = (uint64_t)few.digits;
        return true;
    }
    number_parts n = take_apart(v->raw);
    uint64_t     magnitude;
    if (!magnitude_of(&n, &magnitude) || (n.negative && magnitude != 0))
        return false;
    *out = magnitude;
    return true;
}

bool cho_json_to_int64(const cho_json_value *v, int64_t *out)
{
    short_number few;
    if (v->type != CHO_JSON_NUMBER)
        return false;
    if (read_short(v->raw, &few) && few.places == 0) {
        *out = few.digits;
        return true;
    }
    number_parts n = take_apart(v->raw);
    uint64_t     magnitude;
    if (!magnitude_of(&n, &magnitude) || magnitude > (uint64_t)INT64_MAX + n.negative)
        return false;
    if (n.negative)
        *out = magnitude == 0 ? 0 : -(int64_t)(magnitude - 1) - 1;
    else
        *out = (int64_t)magnitude;
    return true;
}

/* ---- doubles ---- */

/* The digits and a small power of ten are both exact as doubles, so one division is rounded once;
   but only where arithmetic is not done in a wider type. Division also keeps the sign of -0.0,
   which integers lose. */
static double read_short_decimal(const short_number *n, bool negative)
{
    static const double tens[] = { 1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                   1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15 };

    double value = (double)n->digits / tens[n->places];
    return negative && n->digits == 0 ? -0.0 : value;
}

/* Copies digits without leading zeros until DIGITS_MAX; counts those that did not fit. */
static void gather_digits(cho_span digits, char *out, size_t *len, int64_t *dropped)
{
    for (size_t i = 0; i < digits.len; i++) {
        char c = digits.ptr[i];
        if (*len == 0 && c == '0')
            continue;
        if (*len < DIGITS_MAX) {
            out[(*len)++] = c;
            continue;
        }
        ++*dropped;
        if (c != '0')
            out[DIGITS_MAX - 1] = '1'; /* the last place only has to say "a little more" */
    }
}

/* strtod wants the decimal point of the process's locale, so it gets digits and an exponent. */
static double read_long_decimal(cho_span raw)
{
    number_parts n                     = take_apart(raw);
    char         text[DIGITS_MAX + 32] = "0";
    size_t       len                   = 0;
    int64_t      dropped               = 0;
    gather_digits(n.whole, text, &len, &dropped);
    gather_digits(n.fraction, text, &len, &dropped);
    int64_t exponent = n.exponent - (int64_t)n.fraction.len + dropped;
    if (len > 0)
        snprintf(text + len, sizeof text - len, "e%lld", (long long)exponent);
    double value = strtod(text, NULL);
    if (value > DBL_MAX)
        value = DBL_MAX;
    return n.negative ? -value : value;
}

bool cho_json_to_double(const cho_json_value *v, double *out)
{
    short_number few;
    if (v->type != CHO_JSON_NUMBER)
        return false;
    if (FLT_EVAL_METHOD == 0 && read_short(v->raw, &few))
        *out = read_short_decimal(&few, v->raw.ptr[0] == '-');
    else
        *out = read_long_decimal(v->raw);
    return true;
}

bool cho_json_to_float(const cho_json_value *v, float *out)
{
    double value;
    if (!cho_json_to_double(v, &value))
        return false;
    if (value > FLT_MAX)
        value = FLT_MAX;
    if (value < -FLT_MAX)
        value = -FLT_MAX;
    *out = (float)value;
    return true;
}

/* ---- others ---- */

bool cho_json_to_bool(const cho_json_value *v, bool *out)
{
    if (v->type != CHO_JSON_BOOL)
        return false;
    *out = v->raw.ptr[0] == 't';
    return true;
}

bool cho_json_as_number(const cho_json_value *v, cho_json_value *out)
{
    if (v->type == CHO_JSON_NUMBER) {
        *out = *v;
        return true;
    }
    if (v->type != CHO_JSON_STRING || v->escaped)
        return false;
    cho_json_reader r;
    cho_json_value  inner;
    cho_json_reader_init(&r, v->raw, 1);
    if (!cho_json_read(&r, &inner) || !cho_json_finish(&r) || inner.type != CHO_JSON_NUMBER)
        return false;
    *out = inner;
    return true;
}
