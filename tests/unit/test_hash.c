#include "support/support.h"

#include "base/hash.h"

/* The outputs of the authors' reference code with one and three rounds, for the key 00 01 .. 0f and
   the messages of length 0, 1, 2 .. made of the bytes 00 01 02 .. */
static const uint64_t published[] = {
    UINT64_C(0xabac0158050fc4dc), UINT64_C(0xc9f49bf37d57ca93), UINT64_C(0x82cb9b024dc7d44d),
    UINT64_C(0x8bf80ab8e7ddf7fb), UINT64_C(0xcf75576088d38328), UINT64_C(0xdef9d52f49533b67),
    UINT64_C(0xc50d2b50c59f22a7), UINT64_C(0xd3927d989bb11140), UINT64_C(0x369095118d299a8e),
    UINT64_C(0x25a48eb36c063de4), UINT64_C(0x79de85ee92ff097f), UINT64_C(0x70c118c1f94dc352),
    UINT64_C(0x78a384b157b4d9a2), UINT64_C(0x306f760c1229ffa7), UINT64_C(0x605aa111c0f95d34),
    UINT64_C(0xd320d86d2a519956), UINT64_C(0xcc4fdd1a7d908b66), UINT64_C(0x9cf2689063dbd80c),
};

static void test_sip13_gives_the_published_values(void **state)
{
    (void)state;
    unsigned char message[ARRAY_LEN(published)];
    for (size_t len = 0; len < ARRAY_LEN(published); len++) {
        message[len] = (unsigned char)len;
        assert_int_equal(cho_hash_sip13(UINT64_C(0x0706050403020100), UINT64_C(0x0f0e0d0c0b0a0908),
                                        message, len),
                         published[len]);
    }
}

static void test_place_in_memory_does_not_matter(void **state)
{
    (void)state;
    unsigned char bytes[64];
    uint32_t      expected = cho_hash(7, "a participant's id", 18);
    for (size_t offset = 0; offset < 16; offset++) {
        memcpy(bytes + offset, "a participant's id", 18);
        assert_int_equal(cho_hash(7, bytes + offset, 18), expected);
    }
}

static void test_seed_changes_every_hash(void **state)
{
    (void)state;
    uint32_t same = 0;
    for (uint64_t seed = 0; seed < 1000; seed++)
        same += cho_hash(seed, "key", 3) == cho_hash(seed + 1, "key", 3);
    assert_in_range(same, 0, 1);
}

static void test_every_bit_of_the_key_counts(void **state)
{
    (void)state;
    unsigned char key[36] = { 0 };
    uint32_t      plain   = cho_hash(1, key, sizeof key);
    for (size_t bit = 0; bit < 8 * sizeof key; bit++) {
        key[bit / 8] ^= (unsigned char)(1u << bit % 8);
        assert_int_not_equal(cho_hash(1, key, sizeof key), plain);
        key[bit / 8] ^= (unsigned char)(1u << bit % 8);
    }
}

static void test_no_bytes_need_no_pointer(void **state)
{
    (void)state;
    assert_int_equal(cho_hash(1, NULL, 0), cho_hash(1, "", 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sip13_gives_the_published_values),
        cmocka_unit_test(test_place_in_memory_does_not_matter),
        cmocka_unit_test(test_seed_changes_every_hash),
        cmocka_unit_test(test_every_bit_of_the_key_counts),
        cmocka_unit_test(test_no_bytes_need_no_pointer),
    };
    return cmocka_run_group_tests_name("base/hash", tests, NULL, NULL);
}
