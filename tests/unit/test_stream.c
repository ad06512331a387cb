#include "support/failing_allocator.h"
#include "support/sample_frames.h"
#include "support/support.h"

#include "codec/stream.h"

#include <stdio.h>

#include <zlib.h>

enum { LIMIT = 2000000 };

static const cho_scheme schemes[] = { CHO_SCHEME_GZIP, CHO_SCHEME_LZ4 };

/* One end of a connection, and room for what it makes. */
typedef struct end {
    cho_stream stream;
    cho_buf    frame, text;
} end;

static void open_end(end *e, failing_allocator *f, cho_scheme scheme)
{
    cho_stream_init(&e->stream, &f->hooks);
    cho_buf_init(&e->frame, &f->hooks);
    cho_buf_init(&e->text, &f->hooks);
    assert_true(cho_stream_choose(&e->stream, scheme));
}

static void close_end(end *e)
{
    cho_stream_deinit(&e->stream);
    cho_buf_deinit(&e->frame);
    cho_buf_deinit(&e->text);
}

/* Both ends of one. */
typedef struct pair {
    failing_allocator *heap;
    size_t             round; /* of EVERY_SCHEME */
    bool               is_open;
    cho_scheme         scheme;
    end                a, b;
} pair;

static void open_pair(pair *p, failing_allocator *f, cho_scheme scheme)
{
    p->scheme = scheme;
    open_end(&p->a, f, scheme);
    open_end(&p->b, f, scheme);
}

static void close_pair(pair *p)
{
    close_end(&p->a);
    close_end(&p->b);
}

static bool open_next(pair *p)
{
    if (p->is_open)
        close_pair(p);
    while (p->round < ARRAY_LEN(schemes) && !cho_scheme_is_built(schemes[p->round]))
        p->round++;
    p->is_open = p->round < ARRAY_LEN(schemes);
    if (p->is_open)
        open_pair(p, p->heap, schemes[p->round++]);
    return p->is_open;
}

/* Runs its block with a fresh pair of each scheme that is built. Leave the block by its end, not by break. */
#define EVERY_SCHEME(p, f) for (*(p) = (pair){ .heap = (f) }; open_next(p);)

static chorus_result read_bytes(end *e, const void *bytes, size_t len)
{
    return cho_stream_read(&e->stream, (cho_span){ bytes, len }, LIMIT, &e->text);
}

static chorus_result read_buf(end *e, const cho_buf *frame)
{
    return read_bytes(e, frame->data, frame->len);
}

static void expect_text(const end *e, cho_span text)
{
    assert_int_equal(text.len, e->text.len);
    assert_memory_equal(text.ptr, e->text.data, text.len);
    assert_int_equal('\0', e->text.data[text.len]);
}

static void carry(end *from, end *to, cho_span text)
{
    assert_true(cho_stream_write(&from->stream, text, &from->frame));
    assert_ok(read_buf(to, &from->frame));
    expect_text(to, text);
}

/* A text that says something else each time and still resembles the last. */
static cho_span text_of(char *room, size_t size, unsigned n)
{
    int len = snprintf(room, size,
                       "{\"id\":%u,\"type\":\"method\",\"method\":\"giveInput\",\"params\":{\"participantID\":"
                       "\"0b6c%04x-1111-4222-8333-00000000abcd\",\"input\":{\"controlID\":\"stick\",\"x\":0.%u}},"
                       "\"seq\":%u,\"discard\":true}",
                       n, n * 7919 & 0xffff, n * 104729, n);
    return (cho_span){ room, (size_t)len };
}

/* ---- names ---- */

static void test_names_of_schemes(void **state)
{
    cho_scheme scheme;
    (void)state;
    assert_true(cho_scheme_find(cho_span_of("gzip"), &scheme));
    assert_int_equal(CHO_SCHEME_GZIP, scheme);
    assert_true(cho_scheme_find(cho_span_of("lz4"), &scheme));
    assert_int_equal(CHO_SCHEME_LZ4, scheme);
    assert_true(cho_scheme_find(cho_span_of("none"), &scheme));
    assert_int_equal(CHO_SCHEME_TEXT, scheme);
    assert_true(cho_scheme_find(cho_span_of("text"), &scheme));
    assert_string_equal("text", cho_scheme_name(scheme));
    assert_false(cho_scheme_find(cho_span_of("GZIP"), &scheme));
    assert_false(cho_scheme_find(cho_span_of(""), &scheme));
}

/* ---- round trips ---- */

static void test_texts_arrive(void **state)
{
    failing_allocator *f = *state;
    pair               p;
    EVERY_SCHEME(&p, f) {
        char room[512];
        for (unsigned n = 0; n < 2000; n++) {
            carry(&p.a, &p.b, text_of(room, sizeof room, n));
            carry(&p.b, &p.a, cho_span_of("{}"));
        }
    }
}

static void test_long_texts_arrive(void **state)
{
    static char        text[LIMIT];
    failing_allocator *f    = *state;
    pair               p;
    uint32_t           dice = 1;
    for (size_t i = 0; i < sizeof text; i++) {
        dice    = dice * 1664525 + 1013904223;
        text[i] = (char)(i % 1000 < 500 ? dice >> 24 : 'x');
    }
    static const size_t lengths[] = { 1, 127, 128, 4096, 65535, 65536, 65537, 300000, LIMIT };
    EVERY_SCHEME(&p, f) {
        for (size_t k = 0; k < ARRAY_LEN(lengths); k++)
            carry(&p.a, &p.b, (cho_span){ text, lengths[k] });
    }
}

/* What was said before makes what comes shorter. */
static void test_the_window_is_kept(void **state)
{
    failing_allocator *f = *state;
    pair               p;
    EVERY_SCHEME(&p, f) {
        char   room[512];
        size_t first, second, text_len = text_of(room, sizeof room, 1).len;
        assert_true(cho_stream_write(&p.a.stream, text_of(room, sizeof room, 1), &p.a.frame));
        first = p.a.frame.len;
        for (unsigned n = 2; n < 10; n++)
            assert_true(cho_stream_write(&p.a.stream, text_of(room, sizeof room, n), &p.a.frame));
        second = p.a.frame.len;
        assert_true(second < first / 2);
        assert_true(second < text_len / 2);
    }
}

static void test_nothing_is_allocated_for_a_message(void **state)
{
    failing_allocator *f = *state;
    pair               p;
    EVERY_SCHEME(&p, f) {
        char room[512];
        for (unsigned n = 4000; n < 4003; n++) /* longer than what follows */
            carry(&p.a, &p.b, text_of(room, sizeof room, n));
        size_t before = f->call_count;
        for (unsigned n = 0; n < 500; n++)
            carry(&p.a, &p.b, text_of(room, sizeof room, n));
        assert_int_equal(before, f->call_count);
    }
}

/* ---- what others write ---- */

static void test_g34_sample_frames(void **state)
{
    failing_allocator  *f         = *state;
    static const size_t lengths[] = { 101, 74, 34 };
    end                 e;
    open_end(&e, f, CHO_SCHEME_GZIP);
    for (size_t i = 0; i < SAMPLE_FRAMES; i++) {
        assert_int_equal(lengths[i], sample_frames[i].len);
        assert_ok(read_bytes(&e, sample_frames[i].bytes, sample_frames[i].len));
        expect_text(&e, cho_span_of(sample_frames[i].text));
    }
    assert_true(cho_stream_choose(&e.stream, CHO_SCHEME_GZIP));
    assert_int_equal(51, sample_reply_frame.len);
    assert_ok(read_bytes(&e, sample_reply_frame.bytes, sample_reply_frame.len));
    expect_text(&e, cho_span_of(sample_reply_frame.text));
    close_end(&e);
}

static void test_g36_a_sample_frame_backwards_is_refused(void **state)
{
    failing_allocator *f = *state;
    char               bytes[64];
    end                e;
    for (size_t i = 0; i < sample_reply_frame.len; i++)
        bytes[i] = sample_reply_frame.bytes[sample_reply_frame.len - 1 - i];
    open_end(&e, f, CHO_SCHEME_GZIP);
    assert_result(CHORUS_E_PROTOCOL, read_bytes(&e, bytes, sample_reply_frame.len));
    assert_result(CHORUS_E_STATE, read_bytes(&e, sample_reply_frame.bytes, sample_reply_frame.len));
    close_end(&e);
}

/* The header's name, comment, extra field and checksum may be there. */
static void test_every_gzip_header_is_skipped(void **state)
{
    failing_allocator *f = *state;
    static const char  plain[]  = "\x07\x1f\x8b\x08\x00\xde\xad\xbe\xef\x00\xff\xaa\x56\x4a\x54\xb2\x32\xac\x05\x00\x00\x00\xff\xff";
    static const char  second[] = "\x07\xaa\x86\x50\x00\x00\x00\x00\xff\xff";
    static const char  full[]   = "\x07\x1f\x8b\x08\x1c\x00\x00\x00\x00\x00\xff\x02\x00hi"
                                  "name\0note\0\xaa\x56\x4a\x54\xb2\x32\xac\x05\x00\x00\x00\xff\xff";
    end                e;
    open_end(&e, f, CHO_SCHEME_GZIP);
    assert_ok(read_bytes(&e, plain, sizeof plain - 1));
    expect_text(&e, cho_span_of("{\"a\":1}"));
    assert_ok(read_bytes(&e, second, sizeof second - 1));
    expect_text(&e, cho_span_of("{\"a\":1}"));
    assert_true(cho_stream_choose(&e.stream, CHO_SCHEME_GZIP));
    assert_ok(read_bytes(&e, full, sizeof full - 1));
    expect_text(&e, cho_span_of("{\"a\":1}"));
    close_end(&e);
}

/* zlib by itself reads what we write: one stream with one header, each piece flushed. */
static void test_zlib_reads_what_is_written(void **state)
{
    failing_allocator *f = *state;
    z_stream           z = { 0 };
    end                e;
    char               room[512], text[512];
    assert_int_equal(Z_OK, inflateInit2(&z, 15 + 16));
    open_end(&e, f, CHO_SCHEME_GZIP);
    for (unsigned n = 0; n < 300; n++) {
        cho_span said = text_of(room, sizeof room, n);
        assert_true(cho_stream_write(&e.stream, said, &e.frame));
        size_t head = said.len < 128 ? 1 : 2;
        assert_int_equal(n == 0, memcmp(e.frame.data + head, "\x1f\x8b", 2) == 0);
        assert_memory_equal("\0\0\xff\xff", e.frame.data + e.frame.len - 4, 4);
        z.next_in   = (Bytef *)e.frame.data + head;
        z.avail_in  = (uInt)(e.frame.len - head);
        z.next_out  = (Bytef *)text;
        z.avail_out = sizeof text;
        assert_int_equal(Z_OK, inflate(&z, Z_SYNC_FLUSH));
        assert_int_equal(said.len, sizeof text - z.avail_out);
        assert_memory_equal(said.ptr, text, said.len);
    }
    inflateEnd(&z);
    close_end(&e);
}

/* And we read what zlib writes, at any level and with the smallest of windows. */
static void test_what_zlib_writes_is_read(void **state)
{
    failing_allocator *f = *state;
    static const int   windows[] = { 9, 12, 15 };
    char               room[512], frame[1024];
    for (int level = 0; level <= 9; level++) {
        for (size_t i = 0; i < ARRAY_LEN(windows); i++) {
            z_stream z = { 0 };
            end      e;
            assert_int_equal(Z_OK, deflateInit2(&z, level, Z_DEFLATED, windows[i] + 16, 8, Z_DEFAULT_STRATEGY));
            open_end(&e, f, CHO_SCHEME_GZIP);
            for (unsigned n = 0; n < 60; n++) {
                cho_span said = text_of(room, sizeof room, n);
                frame[0]      = (char)(said.len | 0x80);
                frame[1]      = (char)(said.len >> 7);
                z.next_in     = (Bytef *)room;
                z.avail_in    = (uInt)said.len;
                z.next_out    = (Bytef *)frame + 2;
                z.avail_out   = sizeof frame - 2;
                assert_int_equal(Z_OK, deflate(&z, Z_SYNC_FLUSH));
                assert_ok(read_bytes(&e, frame, sizeof frame - z.avail_out));
                expect_text(&e, said);
            }
            close_end(&e);
            deflateEnd(&z);
        }
    }
}

static void test_lz4_begins_with_its_magic_once(void **state)
{
    failing_allocator *f = *state;
    end                e;
    if (!cho_scheme_is_built(CHO_SCHEME_LZ4))
        skip();
    open_end(&e, f, CHO_SCHEME_LZ4);
    assert_true(cho_stream_write(&e.stream, cho_span_of("{\"a\":1}"), &e.frame));
    assert_memory_equal("\x07\x04\x22\x4d\x18", e.frame.data, 5);
    assert_true(cho_stream_write(&e.stream, cho_span_of("{\"a\":1}"), &e.frame));
    assert_memory_not_equal("\x07\x04\x22\x4d\x18", e.frame.data, 5);
    close_end(&e);
}

/* ---- beginning anew ---- */

static void test_g35_the_same_scheme_again_begins_new_streams(void **state)
{
    failing_allocator *f = *state;
    pair               p;
    EVERY_SCHEME(&p, f) {
        end    late;
        size_t first;
        carry(&p.a, &p.b, cho_span_of("{\"id\":1}"));
        first = p.a.frame.len;
        carry(&p.a, &p.b, cho_span_of("{\"id\":1}"));
        assert_true(p.a.frame.len < first);
        size_t before = f->call_count;
        assert_true(cho_stream_choose(&p.a.stream, p.scheme));
        assert_true(cho_stream_choose(&p.b.stream, p.scheme));
        assert_int_equal(before, f->call_count);
        open_end(&late, f, p.scheme);
        carry(&p.a, &p.b, cho_span_of("{\"id\":1}"));
        assert_int_equal(first, p.a.frame.len);
        assert_ok(read_buf(&late, &p.a.frame));
        close_end(&late);
    }
}

static void test_another_scheme_replaces_the_first(void **state)
{
    failing_allocator *f = *state;
    pair               p;
    open_pair(&p, f, CHO_SCHEME_GZIP);
    carry(&p.a, &p.b, cho_span_of("{}"));
    if (cho_scheme_is_built(CHO_SCHEME_LZ4)) {
        assert_true(cho_stream_choose(&p.a.stream, CHO_SCHEME_LZ4));
        assert_true(cho_stream_choose(&p.b.stream, CHO_SCHEME_LZ4));
        carry(&p.a, &p.b, cho_span_of("{}"));
    }
    assert_true(cho_stream_choose(&p.a.stream, CHO_SCHEME_TEXT));
    assert_false(cho_stream_write(&p.a.stream, cho_span_of("{}"), &p.a.frame));
    assert_result(CHORUS_E_STATE, read_buf(&p.a, &p.b.frame));
    close_pair(&p);
}

static void test_a_stream_that_lost_a_message_is_text(void **state)
{
    failing_allocator *f = *state;
    end                a;
    open_end(&a, f, CHO_SCHEME_GZIP);
    cho_stream_stop_writing(&a.stream);
    assert_false(cho_stream_write(&a.stream, cho_span_of("{}"), &a.frame));
    assert_ok(read_bytes(&a, sample_reply_frame.bytes, sample_reply_frame.len));
    close_end(&a);
}

/* ---- what is wrong ---- */

static void test_cut_messages_are_refused(void **state)
{
    failing_allocator *f = *state;
    pair               p;
    EVERY_SCHEME(&p, f) {
        char     room[512];
        cho_span text = text_of(room, sizeof room, 7);
        assert_true(cho_stream_write(&p.a.stream, text, &p.a.frame));
        size_t flush = p.scheme == CHO_SCHEME_GZIP ? 6 : 0; /* bytes at the end that mean no text */
        for (size_t cut = 0; cut < p.a.frame.len - flush; cut++) {
            assert_true(cho_stream_choose(&p.b.stream, p.scheme));
            assert_result(CHORUS_E_PROTOCOL, read_bytes(&p.b, p.a.frame.data, cut));
        }
    }
}

/* Whatever a wrong byte does, the text never grows beyond what was announced. */
static void test_corrupted_bytes_do_no_harm(void **state)
{
    failing_allocator *f = *state;
    pair               p;
    EVERY_SCHEME(&p, f) {
        char   room[512];
        size_t refused = 0;
        assert_true(cho_stream_write(&p.a.stream, text_of(room, sizeof room, 7), &p.a.frame));
        for (size_t at = 0; at < p.a.frame.len; at++) {
            for (int bit = 0; bit < 8; bit++) {
                p.a.frame.data[at] = (char)(p.a.frame.data[at] ^ 1 << bit);
                assert_true(cho_stream_choose(&p.b.stream, p.scheme));
                refused += read_buf(&p.b, &p.a.frame) != CHORUS_OK;
                p.a.frame.data[at] = (char)(p.a.frame.data[at] ^ 1 << bit);
            }
        }
        assert_true(refused > p.a.frame.len);
    }
}

static void test_lengths_that_lie_are_refused(void **state)
{
    failing_allocator *f = *state;
    pair               p;
    open_pair(&p, f, CHO_SCHEME_GZIP);
    assert_true(cho_stream_write(&p.a.stream, cho_span_of("{\"id\":1}"), &p.a.frame));
    for (int len = 0; len < 128; len++) {
        p.a.frame.data[0] = (char)len;
        assert_true(cho_stream_choose(&p.b.stream, CHO_SCHEME_GZIP));
        assert_result(len == 8 ? CHORUS_OK : CHORUS_E_PROTOCOL, read_buf(&p.b, &p.a.frame));
    }
    close_pair(&p);
}

static void test_two_messages_in_one_are_refused(void **state)
{
    failing_allocator *f = *state;
    char               both[256];
    end                e;
    memcpy(both, sample_frames[0].bytes, sample_frames[0].len);
    memcpy(both + sample_frames[0].len, sample_frames[1].bytes + 1, sample_frames[1].len - 1);
    open_end(&e, f, CHO_SCHEME_GZIP);
    assert_result(CHORUS_E_PROTOCOL, read_bytes(&e, both, sample_frames[0].len + sample_frames[1].len - 1));
    close_end(&e);
}

static void test_bad_lengths_are_refused(void **state)
{
    failing_allocator *f = *state;
    static const struct {
        const char   *bytes;
        size_t        len;
        chorus_result result;
    } cases[] = {
        { "", 0, CHORUS_E_PROTOCOL },
        { "\x80", 1, CHORUS_E_PROTOCOL },
        { "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01", 11, CHORUS_E_PROTOCOL },
        { "\x81\x89\x7a", 3, CHORUS_E_SIZE },                             /* 2 000 001 */
        { "\xff\xff\xff\xff\x0f", 5, CHORUS_E_SIZE },                     /* 2^32 - 1 */
        { "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 10, CHORUS_E_SIZE }, /* 2^64 - 1 */
        { "\x87\x80\x80\x80\x80\x80\x80\x80\x80\x02", 10, CHORUS_E_SIZE }, /* 2^64 + 7 */
    };
    end e;
    open_end(&e, f, CHO_SCHEME_GZIP);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        assert_true(cho_stream_choose(&e.stream, CHO_SCHEME_GZIP));
        assert_result(cases[i].result, read_bytes(&e, cases[i].bytes, cases[i].len));
    }
    close_end(&e);
}

static void test_a_finished_stream_is_refused(void **state)
{
    failing_allocator *f = *state;
    z_stream           z = { 0 };
    char               frame[64];
    end                e;
    frame[0] = 2;
    assert_int_equal(Z_OK, deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY));
    z.next_in   = (Bytef *)"{}";
    z.avail_in  = 2;
    z.next_out  = (Bytef *)frame + 1;
    z.avail_out = sizeof frame - 1;
    assert_int_equal(Z_STREAM_END, deflate(&z, Z_FINISH));
    open_end(&e, f, CHO_SCHEME_GZIP);
    assert_result(CHORUS_E_PROTOCOL, read_bytes(&e, frame, sizeof frame - z.avail_out));
    close_end(&e);
    deflateEnd(&z);
}

/* ---- bombs ---- */

static size_t make_bomb(char *frame, size_t size, size_t announced, size_t bytes)
{
    static char zeros[4096];
    z_stream    z   = { 0 };
    size_t      len = 0;
    for (; announced >= 0x80; announced >>= 7)
        frame[len++] = (char)(announced | 0x80);
    frame[len++] = (char)announced;
    assert_int_equal(Z_OK, deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY));
    z.next_out  = (Bytef *)frame + len;
    z.avail_out = (uInt)(size - len);
    while (bytes > 0) {
        size_t piece = bytes < sizeof zeros ? bytes : sizeof zeros;
        bytes -= piece;
        z.next_in  = (Bytef *)zeros;
        z.avail_in = (uInt)piece;
        assert_int_equal(Z_OK, deflate(&z, bytes == 0 ? Z_SYNC_FLUSH : Z_NO_FLUSH));
    }
    len = size - z.avail_out;
    deflateEnd(&z);
    return len;
}

/* It is refused so, and the room for its text stays below that. */
static void expect_little(failing_allocator *f, const char *frame, size_t len, chorus_result result, size_t cap)
{
    end e;
    open_end(&e, f, CHO_SCHEME_GZIP);
    assert_result(result, read_bytes(&e, frame, len));
    assert_true(e.text.cap < cap);
    close_end(&e);
}

/* A bomb that lies about its length is left at the length it told; memory follows what comes, not what is told. */
static void test_s45_bombs_take_no_memory(void **state)
{
    static char frame[65536];
    size_t      len = make_bomb(frame, sizeof frame, 100, 16 << 20);
    expect_little(*state, frame, len, CHORUS_E_PROTOCOL, 1000);
    len = make_bomb(frame, sizeof frame, (16 << 20), 16 << 20);
    expect_little(*state, frame, len, CHORUS_E_SIZE, 1);
}

static void test_s45_what_is_announced_is_not_allocated(void **state)
{
    static char frame[65536];
    size_t      len = make_bomb(frame, sizeof frame, LIMIT, 1000);
    expect_little(*state, frame, len, CHORUS_E_PROTOCOL, 16384);
}

/* A million blocks without a byte in them end when the message ends. */
static void test_s45_endless_empty_blocks_end(void **state)
{
    static char frame[LIMIT];
    size_t      len = 11;
    memcpy(frame, "\x07\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff", 11);
    for (; len + 5 <= sizeof frame; len += 5)
        memcpy(frame + len, "\x00\x00\x00\xff\xff", 5);
    expect_little(*state, frame, len, CHORUS_E_PROTOCOL, 1000);
}

static void test_s45_large_lz4_blocks_are_refused(void **state)
{
    failing_allocator *f = *state;
    static const char  frame[] = "\x07\x04\x22\x4d\x18\x40\x70\xdf\x03\x00\x00\x80{\"a"; /* blocks of 4 MB */
    end                e;
    if (!cho_scheme_is_built(CHO_SCHEME_LZ4))
        skip();
    open_end(&e, f, CHO_SCHEME_LZ4);
    assert_true(read_bytes(&e, frame, sizeof frame - 1) != CHORUS_OK);
    assert_result(CHORUS_E_STATE, read_bytes(&e, frame, sizeof frame - 1));
    close_end(&e);
}

/* ---- memory ---- */

static bool try_to_carry(end *a, end *b, cho_scheme scheme, cho_span text)
{
    return cho_stream_choose(&a->stream, scheme) && cho_stream_choose(&b->stream, scheme)
           && cho_stream_write(&a->stream, text, &a->frame) && read_buf(b, &a->frame) == CHORUS_OK;
}

static void test_missing_memory_leaves_text(void **state)
{
    static char        text[100000];
    failing_allocator *f = *state;
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (char)('a' + i * i % 23);
    for (size_t i = 0; i < ARRAY_LEN(schemes); i++) {
        if (!cho_scheme_is_built(schemes[i]))
            continue;
        EVERY_ALLOCATION_FAILS(f) {
            end a, b;
            open_end(&a, f, CHO_SCHEME_TEXT);
            open_end(&b, f, CHO_SCHEME_TEXT);
            bool is_done = try_to_carry(&a, &b, schemes[i], (cho_span){ text, sizeof text });
            assert_int_equal(!failing_allocator_has_failed(f), is_done);
            close_end(&a);
            close_end(&b);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_of_schemes),
        HEAP_TEST(test_texts_arrive),
        HEAP_TEST(test_long_texts_arrive),
        HEAP_TEST(test_the_window_is_kept),
        HEAP_TEST(test_nothing_is_allocated_for_a_message),
        HEAP_TEST(test_g34_sample_frames),
        HEAP_TEST(test_g36_a_sample_frame_backwards_is_refused),
        HEAP_TEST(test_every_gzip_header_is_skipped),
        HEAP_TEST(test_zlib_reads_what_is_written),
        HEAP_TEST(test_what_zlib_writes_is_read),
        HEAP_TEST(test_lz4_begins_with_its_magic_once),
        HEAP_TEST(test_g35_the_same_scheme_again_begins_new_streams),
        HEAP_TEST(test_another_scheme_replaces_the_first),
        HEAP_TEST(test_a_stream_that_lost_a_message_is_text),
        HEAP_TEST(test_cut_messages_are_refused),
        HEAP_TEST(test_corrupted_bytes_do_no_harm),
        HEAP_TEST(test_lengths_that_lie_are_refused),
        HEAP_TEST(test_two_messages_in_one_are_refused),
        HEAP_TEST(test_bad_lengths_are_refused),
        HEAP_TEST(test_a_finished_stream_is_refused),
        HEAP_TEST(test_s45_bombs_take_no_memory),
        HEAP_TEST(test_s45_what_is_announced_is_not_allocated),
        HEAP_TEST(test_s45_endless_empty_blocks_end),
        HEAP_TEST(test_s45_large_lz4_blocks_are_refused),
        HEAP_TEST(test_missing_memory_leaves_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
