/* Pictures of every state are kept as artifacts, to be looked at: login-STATE-WIDTHxHEIGHT.png. */
#include "support/support.h"

#include "common/login_plan.h"
#include "common/screenshot.h"

#include <qrencode.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { QR_BYTES = 177 * 23, LEFT_S = 96, WHOLE_S = 120 };

typedef struct scene {
    chorus_event_login now;
    const char        *name;
    uint8_t            qr[QR_BYTES];
} scene;

enum { PICTURED = 4 }; /* of the sizes */

static const struct size {
    int width, height;
} sizes[] = { { 640, 360 }, { 1280, 720 }, { 360, 640 }, { 720, 1280 }, { 1920, 1080 }, { 320, 320 }, { 160, 900 } };

static chorus_str str(const char *text)
{
    return (chorus_str){ text, strlen(text) };
}

/* ---- events as the library makes them ---------------------------------------------------------- */

static void give_qr(scene *s, const char *url)
{
    QRcode *code = QRcode_encodeString(url, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
    assert_non_null(code);
    size_t row = ((size_t)code->width + 7) / 8;
    assert_true(row * (size_t)code->width <= sizeof s->qr);
    memset(s->qr, 0, sizeof s->qr);
    for (int i = 0; i < code->width * code->width; i++) {
        if ((code->data[i] & 1) != 0)
            s->qr[(size_t)(i / code->width) * row + (size_t)(i % code->width) / 8] |=
                (uint8_t)(0x80 >> i % code->width % 8);
    }
    s->now.qr_side = (uint32_t)code->width;
    s->now.qr      = s->qr;
    QRcode_free(code);
}

static void begin_scene(scene *s, const char *name, chorus_login_state state, const char *text)
{
    *s     = (scene){ .name = name };
    s->now = (chorus_event_login){
        .state = state, .code = str(""), .url = str(""), .url_with_code = str(""), .user = str(""), .text = str(text)
    };
}

static void with_code(scene *s, const char *name, chorus_login_state state, const char *code, const char *text)
{
    static const char url[] = "https://play.example.org/go?code=BCDF-GHJK";
    begin_scene(s, name, state, text);
    s->now.seconds_left = LEFT_S;
    s->now.code         = str(code);
    s->now.url          = str("https://play.example.org/go");
    if (code[0] != '\0') {
        s->now.url_with_code = str(url);
        give_qr(s, url);
    }
}

static void with_user(scene *s, const char *name, chorus_login_state state, const char *user, const char *text)
{
    begin_scene(s, name, state, text);
    s->now.user         = str(user);
    s->now.seconds_left = state == CHORUS_LOGIN_CONFIRM ? LEFT_S : 0;
}

static void offline(scene *s)
{
    begin_scene(s, "offline", CHORUS_LOGIN_OFFLINE,
                "Cannot reach play.example.org: its name was not found. Check the address and the connection");
    s->now.seconds_left = 12;
}

enum { SCENES = 15 };

static const char short_words[] = "On your phone, open play.example.org/go and type 8KQ2ZD";
static const char words[]       = "On your phone, open play.example.org/go and type BCDF-GHJK";
static const char endless[] = "https://a-name-without-any-blank.in-it.that-goes-on-and-on.and-does-not-end.example.org/"
                              "go/and/on/and/on/and/on/and/on/and/on";

static void make_scene(scene *s, int which)
{
    switch (which) {
    case 0: begin_scene(s, "requesting", CHORUS_LOGIN_REQUESTING, "Asking play.example.org for a code"); break;
    case 1: with_code(s, "code_ready", CHORUS_LOGIN_CODE_READY, "BCDF-GHJK", words); break;
    case 2: with_code(s, "waiting", CHORUS_LOGIN_WAITING, "BCDF-GHJK", words); break;
    case 3: with_code(s, "waiting-short", CHORUS_LOGIN_WAITING, "8KQ2ZD", short_words); break;
    case 4: with_code(s, "waiting-hidden", CHORUS_LOGIN_WAITING, "", "The code is hidden from those who watch"); break;
    case 5:
        with_user(s, "confirm", CHORUS_LOGIN_CONFIRM, "Ann of Pond",
                  "Ann of Pond said yes on the phone. Accept only if that is you");
        break;
    case 6: with_user(s, "signed_in", CHORUS_LOGIN_SIGNED_IN, "Ann of Pond", "Signed in as Ann of Pond"); break;
    case 7:
        begin_scene(s, "denied", CHORUS_LOGIN_DENIED, "Somebody said no on the phone. Try again to get a new code");
        break;
    case 8: begin_scene(s, "expired", CHORUS_LOGIN_EXPIRED, "Nobody answered. Try again to get a new code"); break;
    case 9: offline(s); break;
    case 10:
        begin_scene(s, "misconfigured", CHORUS_LOGIN_MISCONFIGURED,
                    "play.example.org does not know the client id \"ducks\". Register it there, or change client_id");
        break;
    case 11: begin_scene(s, "signed_out", CHORUS_LOGIN_SIGNED_OUT, "Signed out. Try again to sign in"); break;
    case 12: with_code(s, "long-words", CHORUS_LOGIN_WAITING, "BCDF-GHJK", endless); break;
    case 13:
        with_user(s, "long-name", CHORUS_LOGIN_CONFIRM,
                  "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW", endless);
        break;
    default: begin_scene(s, "none", CHORUS_LOGIN_NONE, ""); break;
    }
}

/* ---- a stage for each size --------------------------------------------------------------------- */

typedef struct fixture {
    sample_args  args;
    sample_stage stage;
    scene        scene;
} fixture;

static void open_stage(fixture *f, struct size size)
{
    *f = (fixture){ .args = { .is_headless = true, .width = size.width, .height = size.height } };
    assert_true(sample_stage_open(&f->stage, &f->args, "Login"));
    assert_true(sample_stage_begin(&f->stage));
}

static void for_first_sizes(size_t count, void (*check)(fixture *f))
{
    static fixture f;
    for (size_t i = 0; i < count; i++) {
        open_stage(&f, sizes[i]);
        for (int which = 0; which < SCENES; which++) {
            make_scene(&f.scene, which);
            check(&f);
        }
        sample_stage_close(&f.stage);
    }
}

static Uint32 pixel(const sample_stage *stage, int x, int y)
{
    const Uint8 *row = (const Uint8 *)stage->picture->pixels + (size_t)y * (size_t)stage->picture->pitch;
    Uint32       colour;
    memcpy(&colour, row + (size_t)x * sizeof colour, sizeof colour);
    return colour & 0xffffff;
}

static void draw(fixture *f)
{
    sample_login login = { .whole_s = WHOLE_S };
    SDL_SetRenderDrawColor(f->stage.renderer, 0, 0, 0, 0xff);
    SDL_RenderClear(f->stage.renderer);
    sample_login_draw(&login, &f->stage, &f->scene.now);
}

/* ---- the screen -------------------------------------------------------------------------------- */

static bool is_within(SDL_Rect inner, int width, int height)
{
    return inner.x >= 0 && inner.y >= 0 && inner.x + inner.w <= width && inner.y + inner.h <= height;
}

static void check_places(fixture *f)
{
    sample_login_plan plan;
    int               below;
    sample_login_lay_out(&f->stage, &f->scene.now, &plan);
    below = plan.column.y;
    for (int row = 0; row < SAMPLE_LOGIN_ROWS; row++)
        below += plan.height[row] == 0 ? 0 : plan.height[row] + plan.gap;
    assert_true(is_within(plan.column, f->stage.width, f->stage.height));
    if (f->stage.width < 320)
        return; /* no room for everything: what is left out is at the end */
    assert_true(below - plan.gap <= plan.column.y + plan.column.h);
    if (f->scene.now.qr_side == 0)
        return;
    SDL_Rect together;
    assert_true(plan.module >= 2);
    assert_true(is_within(plan.qr, f->stage.width, f->stage.height));
    assert_false(SDL_IntersectRect(&plan.qr, &plan.column, &together));
}

static void test_nothing_covers_anything(void **state)
{
    (void)state;
    for_first_sizes(ARRAY_LEN(sizes), check_places);
}

static void check_letters(fixture *f)
{
    sample_login_plan   plan;
    sample_login_groups groups;
    sample_login_lay_out(&f->stage, &f->scene.now, &plan);
    sample_login_split(&f->scene.now, &groups);
    if (groups.count == 0 || f->stage.width < 320)
        return;
    assert_true(SAMPLE_TEXT_CAPS * plan.code_size * 12 >= f->stage.height);
    assert_true(plan.groups_in_line >= 1);
    assert_true(sample_login_line_width(&groups, 0, plan.groups_in_line, plan.code_size) <= plan.column.w);
}

static void test_letters_of_a_code_are_a_twelfth_of_the_height(void **state)
{
    (void)state;
    for_first_sizes(ARRAY_LEN(sizes), check_letters);
}

static void check_qr(fixture *f)
{
    sample_login_plan         plan;
    const chorus_event_login *now = &f->scene.now;
    sample_login_lay_out(&f->stage, now, &plan);
    draw(f);
    for (uint32_t i = 0; plan.module > 0 && i < now->qr_side * now->qr_side; i++) {
        uint32_t x = i % now->qr_side, y = i / now->qr_side;
        bool     is_dark = (now->qr[y * ((now->qr_side + 7) / 8) + x / 8] >> (7 - x % 8) & 1) != 0;
        int      middle  = SAMPLE_LOGIN_QUIET * plan.module + plan.module / 2;
        Uint32   seen =
            pixel(&f->stage, plan.qr.x + middle + (int)x * plan.module, plan.qr.y + middle + (int)y * plan.module);
        assert_int_equal(seen, is_dark ? 0x000000 : 0xffffff);
    }
}

static void test_the_qr_code_is_that_of_the_event(void **state)
{
    (void)state;
    for_first_sizes(ARRAY_LEN(sizes), check_qr);
}

static void keep_picture(fixture *f)
{
    const char *folder = getenv("CHORUS_ARTIFACTS");
    char        file[512];
    if (folder == NULL)
        folder = "build/artifacts";
    (void)mkdir(folder, 0777);
    snprintf(file, sizeof file, "%s/login-%s-%dx%d.png", folder, f->scene.name, f->stage.width, f->stage.height);
    draw(f);
    assert_true(sample_screenshot_save(f->stage.renderer, file));
}

static void test_pictures_are_kept(void **state)
{
    (void)state;
    for_first_sizes(PICTURED, keep_picture);
}

/* ---- what it says ------------------------------------------------------------------------------ */

static const char *groups_of(const char *code, chorus_login_state state)
{
    static char         out[64];
    chorus_event_login  now = { .state = state, .code = str(code) };
    sample_login_groups groups;
    sample_login_split(&now, &groups);
    out[0] = '\0';
    for (size_t i = 0; i < groups.count; i++)
        snprintf(out + strlen(out), sizeof out - strlen(out), "%.*s ", (int)groups.len[i], groups.letters[i]);
    return out;
}

static void test_codes_are_shown_in_groups(void **state)
{
    (void)state;
    assert_string_equal(groups_of("8KQ2ZD", CHORUS_LOGIN_WAITING), "8KQ 2ZD ");
    assert_string_equal(groups_of("BCDF-GHJK", CHORUS_LOGIN_CODE_READY), "BCDF GHJK ");
    assert_string_equal(groups_of("AB12", CHORUS_LOGIN_WAITING), "AB12 ");
    assert_string_equal(groups_of("ABCDEFG", CHORUS_LOGIN_WAITING), "ABCD EFG ");
    assert_string_equal(groups_of("A-B-C-D-E-F", CHORUS_LOGIN_WAITING), "A B C D ");
    assert_string_equal(groups_of("", CHORUS_LOGIN_WAITING), "*** *** ");
    assert_string_equal(groups_of("8KQ2ZD", CHORUS_LOGIN_CONFIRM), "");
}

static void test_each_state_has_the_keys_that_help(void **state)
{
    static const struct {
        chorus_login_state state;
        SDL_Keycode        key;
        sample_login_wish  wish;
    } rows[] = {
        { CHORUS_LOGIN_CONFIRM, SDLK_y, SAMPLE_LOGIN_ACCEPT },
        { CHORUS_LOGIN_CONFIRM, SDLK_n, SAMPLE_LOGIN_REJECT },
        { CHORUS_LOGIN_CONFIRM, SDLK_r, SAMPLE_LOGIN_NOTHING },
        { CHORUS_LOGIN_WAITING, SDLK_s, SAMPLE_LOGIN_SHOW },
        { CHORUS_LOGIN_CODE_READY, SDLK_s, SAMPLE_LOGIN_SHOW },
        { CHORUS_LOGIN_WAITING, SDLK_y, SAMPLE_LOGIN_NOTHING },
        { CHORUS_LOGIN_DENIED, SDLK_r, SAMPLE_LOGIN_RETRY },
        { CHORUS_LOGIN_EXPIRED, SDLK_r, SAMPLE_LOGIN_RETRY },
        { CHORUS_LOGIN_OFFLINE, SDLK_r, SAMPLE_LOGIN_RETRY },
        { CHORUS_LOGIN_MISCONFIGURED, SDLK_r, SAMPLE_LOGIN_RETRY },
        { CHORUS_LOGIN_SIGNED_OUT, SDLK_r, SAMPLE_LOGIN_RETRY },
        { CHORUS_LOGIN_SIGNED_IN, SDLK_r, SAMPLE_LOGIN_NOTHING },
        { CHORUS_LOGIN_REQUESTING, SDLK_r, SAMPLE_LOGIN_NOTHING },
        { (chorus_login_state)77, SDLK_r, SAMPLE_LOGIN_NOTHING },
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        chorus_event_login now = { .state = rows[i].state, .code = str("") };
        assert_int_equal(sample_login_read_key(&now, rows[i].key), rows[i].wish);
    }
}

static void test_a_code_that_is_shown_needs_no_key(void **state)
{
    (void)state;
    chorus_event_login now = { .state = CHORUS_LOGIN_WAITING, .code = str("8KQ2ZD") };
    assert_int_equal(sample_login_read_key(&now, SDLK_s), SAMPLE_LOGIN_NOTHING);
}

static void test_every_state_has_a_title(void **state)
{
    (void)state;
    for (int s = CHORUS_LOGIN_REQUESTING; s <= CHORUS_LOGIN_SIGNED_OUT; s++)
        assert_string_not_equal(sample_login_title((chorus_login_state)s), "");
    assert_string_equal(sample_login_title(CHORUS_LOGIN_NONE), "");
}

static void test_the_clock_begins_anew_with_each_code(void **state)
{
    (void)state;
    sample_login       login = { 0 };
    sample_stage       stage = { 0 };
    chorus_event_login now   = { .state = CHORUS_LOGIN_WAITING, .code = str("8KQ2ZD"), .seconds_left = 100 };
    sample_login_follow(&login, &stage, &now);
    now.seconds_left = 20;
    sample_login_follow(&login, &stage, &now);
    assert_int_equal(login.whole_s, 100);
    now.code         = str("XX77XX");
    now.seconds_left = 30;
    sample_login_follow(&login, &stage, &now);
    assert_int_equal(login.whole_s, 30);
}

static void test_the_welcome_goes_by_itself(void **state)
{
    (void)state;
    sample_login       login = { 0 };
    sample_stage       stage = { .now_s = 0.0 };
    chorus_event_login now   = { .state = CHORUS_LOGIN_WAITING, .code = str("") };
    sample_login_follow(&login, &stage, &now);
    assert_true(sample_login_wants_screen(&login, &stage, &now));
    now.state = CHORUS_LOGIN_SIGNED_IN;
    sample_login_follow(&login, &stage, &now);
    assert_true(sample_login_wants_screen(&login, &stage, &now));
    stage.now_s = 10.0;
    sample_login_follow(&login, &stage, &now);
    assert_false(sample_login_wants_screen(&login, &stage, &now));
    now.state = CHORUS_LOGIN_NONE;
    assert_false(sample_login_wants_screen(&login, &stage, &now));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_covers_anything),
        cmocka_unit_test(test_letters_of_a_code_are_a_twelfth_of_the_height),
        cmocka_unit_test(test_the_qr_code_is_that_of_the_event),
        cmocka_unit_test(test_pictures_are_kept),
        cmocka_unit_test(test_codes_are_shown_in_groups),
        cmocka_unit_test(test_each_state_has_the_keys_that_help),
        cmocka_unit_test(test_a_code_that_is_shown_needs_no_key),
        cmocka_unit_test(test_every_state_has_a_title),
        cmocka_unit_test(test_the_clock_begins_anew_with_each_code),
        cmocka_unit_test(test_the_welcome_goes_by_itself),
    };
    return cmocka_run_group_tests_name("samples/login", tests, NULL, NULL);
}
