#include "host/room/host_throttle.h"

#include "base/alloc.h"

/* ---- one bucket ---- */

static void reset(cho_host_rule *rule, int64_t now_ms)
{
    rule->level    = 0;
    rule->seen_ms  = now_ms;
    rule->inserted = rule->rejected = 0;
    rule->is_full  = false;
}

/* So many bytes a second are as many thousandths in a millisecond. */
static void drain(cho_host_rule *rule, int64_t now_ms)
{
    uint64_t passed_ms = now_ms > rule->seen_ms ? (uint64_t)(now_ms - rule->seen_ms) : 0;
    rule->seen_ms      = now_ms;
    if (rule->drain_bytes_per_s == 0 || passed_ms == 0)
        return;
    if (passed_ms > rule->level / rule->drain_bytes_per_s)
        rule->level = 0;
    else
        rule->level -= passed_ms * rule->drain_bytes_per_s;
}

/* Nobody sends so much that this overflows: 2^54 bytes. */
static uint64_t in_thousandths(uint64_t bytes)
{
    return bytes > UINT64_MAX / 1000 ? UINT64_MAX : bytes * 1000;
}

/* When that many bytes fit; now_ms: at once; INT64_MAX: never. */
static int64_t fits_at_ms(cho_host_rule *rule, uint64_t bytes, int64_t now_ms)
{
    drain(rule, now_ms);
    if (bytes > rule->capacity_bytes)
        return INT64_MAX;
    uint64_t most = in_thousandths(rule->capacity_bytes - bytes);
    if (rule->level <= most)
        return now_ms;
    if (rule->drain_bytes_per_s == 0)
        return INT64_MAX;
    uint64_t wait_ms = (rule->level - most - 1) / rule->drain_bytes_per_s + 1;
    return wait_ms < (uint64_t)(INT64_MAX - now_ms) ? now_ms + (int64_t)wait_ms : INT64_MAX;
}

/* ---- the rules ---- */

void cho_host_throttle_init(cho_host_throttle *t, const chorus_allocator *heap, uint64_t bytes_per_s, int64_t now_ms)
{
    *t = (cho_host_throttle){ .heap = heap, .has_all = true };
    t->all.name              = cho_span_of("*");
    t->all.capacity_bytes    = 3 * bytes_per_s;
    t->all.drain_bytes_per_s = bytes_per_s;
    reset(&t->all, now_ms);
}

void cho_host_throttle_deinit(cho_host_throttle *t)
{
    while (t->rules != NULL) {
        cho_host_rule *rule = t->rules;
        t->rules            = rule->next;
        cho_release(t->heap, rule);
    }
    t->rule_count = 0;
}

cho_host_rule *cho_host_rule_create(const chorus_allocator *heap, cho_span name)
{
    cho_host_rule *rule = cho_alloc_zero(heap, sizeof *rule + name.len + 1);
    if (rule == NULL)
        return NULL;
    cho_span_put((char *)(rule + 1), name);
    rule->name = (cho_span){ (char *)(rule + 1), name.len };
    return rule;
}

/* The link that leads to the rule of that name, or to the end. */
static cho_host_rule **link_of(cho_host_throttle *t, cho_span name)
{
    cho_host_rule **link = &t->rules;
    while (*link != NULL && !cho_span_equal((*link)->name, name))
        link = &(*link)->next;
    return link;
}

static void drop_rule(cho_host_throttle *t, cho_span name)
{
    cho_host_rule **link = link_of(t, name), *rule = *link;
    if (rule == NULL)
        return;
    *link = rule->next;
    t->rule_count--;
    cho_release(t->heap, rule);
}

static void set_all(cho_host_throttle *t, const cho_host_rule *rule, int64_t now_ms)
{
    t->all.capacity_bytes    = rule->capacity_bytes;
    t->all.drain_bytes_per_s = rule->drain_bytes_per_s;
    t->has_all               = !rule->is_removal;
    reset(&t->all, now_ms);
}

void cho_host_throttle_set(cho_host_throttle *t, cho_host_rule *rule, int64_t now_ms)
{
    if (cho_span_is(rule->name, "*")) {
        set_all(t, rule, now_ms);
        cho_release(t->heap, rule);
        return;
    }
    drop_rule(t, rule->name);
    if (rule->is_removal) {
        cho_release(t->heap, rule);
        return;
    }
    reset(rule, now_ms);
    rule->next = t->rules;
    t->rules   = rule;
    t->rule_count++;
}

bool cho_host_throttle_has(const cho_host_throttle *t, cho_span name)
{
    const cho_host_rule *rule = t->rules;
    while (rule != NULL && !cho_span_equal(rule->name, name))
        rule = rule->next;
    return rule != NULL || cho_span_is(name, "*");
}

/* ---- weighing ---- */

static cho_host_rule *rule_of(const cho_host_throttle *t, const char *method)
{
    cho_host_rule *rule = t->rules;
    while (rule != NULL && !cho_span_is(rule->name, method))
        rule = rule->next;
    return rule;
}

/* One of the rules has no room. Only the first that has none counts it. */
static cho_host_verdict reject(cho_host_rule *rule, bool is_again, int64_t fits_ms, int64_t *due_ms,
                               cho_host_verdict verdict)
{
    if (!is_again)
        rule->rejected++;
    *due_ms = fits_ms;
    if (fits_ms == INT64_MAX)
        return CHO_HOST_NEVER;
    rule->is_full = true;
    return verdict;
}

static void insert(cho_host_rule *rule, size_t bytes)
{
    rule->level += in_thousandths(bytes);
    rule->inserted++;
}

cho_host_verdict cho_host_throttle_weigh(cho_host_throttle *t, const char *method, size_t bytes, bool is_again,
                                         int64_t now_ms, int64_t *due_ms)
{
    cho_host_rule *rule = rule_of(t, method), *all = t->has_all ? &t->all : NULL;
    int64_t        fits_ms;
    if (rule != NULL && (fits_ms = fits_at_ms(rule, bytes, now_ms)) > now_ms)
        return reject(rule, is_again, fits_ms, due_ms, CHO_HOST_WAITS);
    if (all != NULL && (fits_ms = fits_at_ms(all, bytes, now_ms)) > now_ms)
        return reject(all, is_again, fits_ms, due_ms, CHO_HOST_WAITS_LONG);
    if (rule != NULL)
        insert(rule, bytes);
    if (all != NULL)
        insert(all, bytes);
    return CHO_HOST_PASSES;
}

void cho_host_throttle_reject(cho_host_throttle *t, const char *method)
{
    cho_host_rule *rule = rule_of(t, method);
    if (rule == NULL)
        rule = &t->all;
    rule->rejected++;
}

void cho_host_throttle_begin_round(cho_host_throttle *t)
{
    for (cho_host_rule *rule = t->rules; rule != NULL; rule = rule->next)
        rule->is_full = false;
}

bool cho_host_throttle_is_full(const cho_host_throttle *t, const char *method)
{
    const cho_host_rule *rule = rule_of(t, method);
    return rule != NULL && rule->is_full;
}
