#include "support/failing_allocator.h"
#include "support/support.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "codec/unpack.h"

#include <stdlib.h>
#include <zlib.h>

enum { PLAIN = 100000 };

static char plain[PLAIN];

/* A whole gzip file. */
static void pack(cho_buf *out, const void *bytes, size_t len)
{
    z_stream z;
    memset(&z, 0, sizeof z);
    assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    size_t room = deflateBound(&z, len);
    assert_true(cho_buf_reserve(out, room));
    z.next_in   = (Bytef *)(uintptr_t)bytes;
    z.avail_in  = (uInt)len;
    z.next_out  = (Bytef *)out->data + out->len;
    z.avail_out = (uInt)room;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    out->len += room - z.avail_out;
    deflateEnd(&z);
}

static chorus_result collect(void *user, const void *bytes, size_t len)
{
    cho_buf *out = user;
    assert_true(len > 0 && len <= 16384);
    cho_buf_append(out, bytes, len);
    return out->failed ? CHORUS_E_MEMORY : CHORUS_OK;
}

static void fill(void)
{
    uint32_t x = 1;
    for (size_t i = 0; i < PLAIN; i++) {
        x        = x * 1664525u + 1013904223u;
        plain[i] = (char)(i % 1000 < 500 ? x >> 24 : 'a');
    }
}

static void test_a_file_comes_out_whatever_pieces_it_comes_in(void **state)
{
    static const size_t steps[] = { 1, 7, 1000, 65536, 1000000 };
    failing_allocator  *f       = *state;
    cho_buf             packed, out;
    fill();
    cho_buf_init(&packed, &f->hooks);
    cho_buf_init(&out, &f->hooks);
    pack(&packed, plain, PLAIN);
    for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
        cho_unpack *u = cho_unpack_create(&f->hooks, CHO_SCHEME_GZIP);
        assert_non_null(u);
        cho_buf_clear(&out);
        for (size_t at = 0; at < packed.len; at += steps[i]) {
            size_t left = packed.len - at;
            assert_false(cho_unpack_is_complete(u));
            assert_ok(cho_unpack_feed(u, (cho_span){ packed.data + at, left < steps[i] ? left : steps[i] }, collect, &out));
        }
        assert_true(cho_unpack_is_complete(u));
        assert_int_equal(out.len, PLAIN);
        assert_memory_equal(out.data, plain, PLAIN);
        cho_unpack_destroy(u);
    }
    cho_buf_deinit(&packed);
    cho_buf_deinit(&out);
}

static void test_what_stands_behind_the_end_is_refused(void **state)
{
    failing_allocator *f = *state;
    cho_buf            packed, out;
    cho_buf_init(&packed, &f->hooks);
    cho_buf_init(&out, &f->hooks);
    pack(&packed, "hello", 5);
    cho_unpack *u = cho_unpack_create(&f->hooks, CHO_SCHEME_GZIP);
    assert_ok(cho_unpack_feed(u, (cho_span){ packed.data, packed.len }, collect, &out));
    assert_result(CHORUS_E_PROTOCOL, cho_unpack_feed(u, cho_span_of("x"), collect, &out));
    cho_unpack_destroy(u);
    cho_buf_text(&packed, "x");
    u = cho_unpack_create(&f->hooks, CHO_SCHEME_GZIP);
    assert_result(CHORUS_E_PROTOCOL, cho_unpack_feed(u, (cho_span){ packed.data, packed.len }, collect, &out));
    cho_unpack_destroy(u);
    cho_buf_deinit(&packed);
    cho_buf_deinit(&out);
}

static void test_damage_is_found(void **state)
{
    failing_allocator *f = *state;
    cho_buf            packed, out;
    fill();
    cho_buf_init(&packed, &f->hooks);
    cho_buf_init(&out, &f->hooks);
    pack(&packed, plain, 2000);
    for (size_t i = 0; i < packed.len; i++) {
        cho_unpack *u = cho_unpack_create(&f->hooks, CHO_SCHEME_GZIP);
        packed.data[i] ^= 0x10;
        cho_buf_clear(&out);
        chorus_result r = cho_unpack_feed(u, (cho_span){ packed.data, packed.len }, collect, &out);
        bool is_same    = r == CHORUS_OK && cho_unpack_is_complete(u) && out.len == 2000 && memcmp(out.data, plain, 2000) == 0;
        assert_true(r == CHORUS_E_PROTOCOL || !cho_unpack_is_complete(u) || is_same); /* the time in the header */
        packed.data[i] ^= 0x10;
        cho_unpack_destroy(u);
    }
    cho_buf_deinit(&packed);
    cho_buf_deinit(&out);
}

static chorus_result take_little(void *user, const void *bytes, size_t len)
{
    size_t *left = user;
    (void)bytes;
    if (len > *left)
        return CHORUS_E_SIZE;
    *left -= len;
    return CHORUS_OK;
}

static void test_s45_a_bomb_is_stopped_by_who_receives_it(void **state)
{
    enum { BOMB = 20000000 };
    failing_allocator *f    = *state;
    char              *zero = calloc(1, BOMB);
    size_t             left = 100000;
    cho_buf            packed;
    assert_non_null(zero);
    cho_buf_init(&packed, &f->hooks);
    pack(&packed, zero, BOMB);
    free(zero);
    cho_unpack *u = cho_unpack_create(&f->hooks, CHO_SCHEME_GZIP);
    assert_result(CHORUS_E_SIZE, cho_unpack_feed(u, (cho_span){ packed.data, packed.len }, take_little, &left));
    cho_unpack_destroy(u);
    cho_buf_deinit(&packed);
}

/* "hello" in a frame of lz4, made by its own tool. */
static void test_lz4_comes_out_where_it_is_built(void **state)
{
    static const unsigned char frame[] = { 0x04, 0x22, 0x4d, 0x18, 0x40, 0x40, 0xc0, 0x05, 0x00, 0x00,
                                           0x80, 'h',  'e',  'l',  'l',  'o',  0x00, 0x00, 0x00, 0x00 };
    failing_allocator *f = *state;
    cho_unpack        *u = cho_unpack_create(&f->hooks, CHO_SCHEME_LZ4);
    cho_buf            out;
    assert_int_equal(u != NULL, cho_scheme_is_built(CHO_SCHEME_LZ4));
    if (u == NULL)
        return;
    cho_buf_init(&out, &f->hooks);
    for (size_t i = 0; i < sizeof frame; i++)
        assert_ok(cho_unpack_feed(u, (cho_span){ (const char *)frame + i, 1 }, collect, &out));
    assert_true(cho_unpack_is_complete(u));
    assert_true(cho_span_is((cho_span){ out.data, out.len }, "hello"));
    cho_unpack_destroy(u);
    u = cho_unpack_create(&f->hooks, CHO_SCHEME_LZ4);
    assert_result(CHORUS_E_PROTOCOL, cho_unpack_feed(u, cho_span_of("no frame of lz4"), collect, &out));
    cho_unpack_destroy(u);
    cho_buf_deinit(&out);
}

static void test_text_needs_no_unpacking(void **state)
{
    failing_allocator *f = *state;
    assert_null(cho_unpack_create(&f->hooks, CHO_SCHEME_TEXT));
    cho_unpack_destroy(NULL);
}

static void unpack_once(failing_allocator *f, const cho_buf *packed)
{
    cho_buf     out;
    cho_unpack *u = cho_unpack_create(&f->hooks, CHO_SCHEME_GZIP);
    cho_buf_init(&out, &f->hooks);
    chorus_result r =
        u == NULL ? CHORUS_E_MEMORY : cho_unpack_feed(u, (cho_span){ packed->data, packed->len }, collect, &out);
    assert_result(failing_allocator_has_failed(f) ? CHORUS_E_MEMORY : CHORUS_OK, r);
    cho_unpack_destroy(u);
    cho_buf_deinit(&out);
}

static void test_without_memory_nothing_is_left_over(void **state)
{
    failing_allocator *f = *state;
    chorus_allocator   heap;
    cho_buf            packed;
    cho_heap_init(&heap, NULL);
    cho_buf_init(&packed, &heap);
    pack(&packed, "hello hello hello", 17);
    EVERY_ALLOCATION_FAILS(f)
        unpack_once(f, &packed);
    cho_buf_deinit(&packed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEAP_TEST(test_a_file_comes_out_whatever_pieces_it_comes_in),
        HEAP_TEST(test_what_stands_behind_the_end_is_refused),
        HEAP_TEST(test_damage_is_found),
        HEAP_TEST(test_s45_a_bomb_is_stopped_by_who_receives_it),
        HEAP_TEST(test_lz4_comes_out_where_it_is_built),
        HEAP_TEST(test_text_needs_no_unpacking),
        HEAP_TEST(test_without_memory_nothing_is_left_over),
    };
    return cmocka_run_group_tests_name("codec/unpack", tests, NULL, NULL);
}
