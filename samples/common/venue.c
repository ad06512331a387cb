#include "common/venue.h"

#include "common/report.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { LAST_PORT_TRIED = 8289 };

/* ---- reports ---------------------------------------------------------------------------------- */

void sample_venue_fail(sample_venue *v, const char *what, const char *why, const char *remedy)
{
    if (!v->has_failed) /* what follows from the first failure is no news */
        sample_report_error(remedy, "%s: %s", what, why);
    v->has_failed       = true;
    v->stage->is_ending = true;
}

void sample_venue_check(sample_venue *v, chorus_result result, const char *what, const char *remedy)
{
    if (result != CHORUS_OK)
        sample_venue_fail(v, what, chorus_strerror(result), remedy);
}

static void print_log(void *user, chorus_log_level level, const char *line)
{
    (void)user;
    (void)level;
    fprintf(stderr, "chorus: %s\n", line);
}

static void print_status(sample_venue *v)
{
    uint64_t p99_us = (sample_histogram_percentile(&v->pump_ns, 0.99) + 999) / 1000;
    if (v->stage->window != NULL || v->stage->now_s < v->next_line_s)
        return;
    v->next_line_s = v->stage->now_s + 1.0;
    printf("%" PRIu32 " %s, %" PRIu64 " inputs, pump p99 %" PRIu64 " us\n", v->hud.players,
           v->hud.players == 1 ? "player" : "players", v->inputs, p99_us);
}

void sample_venue_print_summary(const sample_venue *v, const char *own, ...)
{
    double p99_us = (double)sample_histogram_percentile(&v->pump_ns, 0.99) / 1000.0;
    printf("{\"participants\":%" PRIu32 ",\"inputs\":%" PRIu64 ",\"frames\":%" PRIu64
           ",\"pump_us_p99\":%.3f,\"events\":%" PRIu64,
           v->participants, v->inputs, v->stage->frames, p99_us, v->events);
    if (own != NULL) {
        va_list values;
        va_start(values, own);
        putchar(',');
        vprintf(own, values);
        va_end(values);
    }
    puts("}");
}

/* ---- opening ---------------------------------------------------------------------------------- */

static void open_host(sample_venue *v)
{
    chorus_host_options options;
    CHORUS_INIT(&options);
    options.port  = v->port;
    options.title = v->hud.title;
    options.token = v->args->token;
    if (v->set_up_host != NULL)
        v->set_up_host(&options, v->user);
    sample_venue_check(v, chorus_host_open(v->rt, &options, &v->host), "cannot open a host", "start again");
}

static bool is_web_address(const char *url)
{
    return strncmp(url, "http://", 7) == 0 || strncmp(url, "https://", 8) == 0;
}

static void open_game(sample_venue *v)
{
    const char                *url = v->args->url;
    chorus_interactive_options options;
    CHORUS_INIT(&options);
    options.host  = v->host; /* ours, or ... */
    options.token = v->args->token;
    options.login = v->login; /* waits until somebody has signed in */
    if (url != NULL && is_web_address(url))
        options.discovery_url = url; /* ... one that tells where its sockets are, or ... */
    else
        options.address = url; /* ... a socket */
    if (v->set_up_game != NULL)
        v->set_up_game(&options, v->user);
    sample_venue_check(v, chorus_interactive_open(v->rt, &options, &v->game), "cannot open a game",
                       "give --url an address such as ws://localhost:8280");
}

static void open_login(sample_venue *v)
{
    chorus_oauth_options options;
    CHORUS_INIT(&options);
    options.url                = v->args->url;
    options.client_id          = v->args->client;
    options.hides_code         = v->args->hides_code;
    options.skips_confirmation = v->stage->window == NULL && v->args->script == NULL; /* nobody could say yes */
    if (v->set_up_login != NULL)
        v->set_up_login(&options, v->user);
    sample_venue_check(v, chorus_oauth_open(v->rt, &options, &v->login), "cannot sign in",
                       "give --url an address such as http://localhost:8280, and a --client");
}

/* Our own host tells first when it listens. */
static void open_first(sample_venue *v)
{
    if (v->args->url == NULL) {
        open_host(v);
        return;
    }
    if (v->args->token == NULL && is_web_address(v->args->url))
        open_login(v);
    open_game(v);
}

static void start_runtime(sample_venue *v)
{
    chorus_runtime_options options;
    CHORUS_INIT(&options);
    options.log       = print_log;
    options.log_level = CHORUS_LOG_WARNING;
    if (v->set_up_runtime != NULL)
        v->set_up_runtime(&options, v->user);
    sample_venue_check(v, chorus_runtime_create(&options, &v->rt), "cannot start Chorus", "free some memory");
}

/* ---- signing in ------------------------------------------------------------------------------- */

static bool read_login(const sample_venue *v, chorus_event_login *out)
{
    return v->login.id != 0 && v->rt != NULL && chorus_oauth_read(v->rt, v->login, out) == CHORUS_OK;
}

static void take_wish(const sample_venue *v, sample_login_wish wish)
{
    switch (wish) { /* what comes too late does nothing */
    case SAMPLE_LOGIN_ACCEPT: (void)chorus_oauth_accept(v->rt, v->login); break;
    case SAMPLE_LOGIN_REJECT: (void)chorus_oauth_reject(v->rt, v->login); break;
    case SAMPLE_LOGIN_RETRY: (void)chorus_oauth_retry(v->rt, v->login); break;
    case SAMPLE_LOGIN_SHOW: (void)chorus_oauth_show_code(v->rt, v->login, true); break;
    case SAMPLE_LOGIN_NOTHING: break;
    }
}

/* Who cannot see the game does not play it. */
static bool take_key(void *user, const SDL_Event *ev)
{
    const sample_venue *v = user;
    chorus_event_login  now;
    bool                is_pressed = ev->type == SDL_KEYDOWN || ev->type == SDL_TEXTINPUT;
    if (!is_pressed || !read_login(v, &now) || now.state == CHORUS_LOGIN_SIGNED_IN ||
        !sample_login_wants_screen(&v->overlay, v->stage, &now))
        return false;
    if (ev->type == SDL_KEYDOWN && ev->key.repeat == 0)
        take_wish(v, sample_login_read_key(&now, ev->key.keysym.sym));
    return true;
}

bool sample_venue_open(sample_venue *v, const sample_args *args, sample_stage *stage, const char *title)
{
    setvbuf(stdout, NULL, _IOLBF, BUFSIZ); /* who reads the lines waits for them */
    v->args        = args;
    v->stage       = stage;
    v->hud         = (sample_hud){ .title = title, .state = "starting" };
    v->port        = args->port;
    v->next_line_s = 1.0;
    start_runtime(v);
    if (v->rt != NULL)
        open_first(v);
    stage->taker      = take_key;
    stage->taker_user = v;
    return !v->has_failed;
}

void sample_venue_close(sample_venue *v)
{
    if (v->has_failed && v->rt != NULL)
        chorus_pump(v->rt); /* the log may have more to say about it */
    chorus_runtime_destroy(v->rt);
    v->rt           = NULL;
    v->stage->taker = NULL;
    v->has_failed |= v->stage->has_failed;
    sample_hud_deinit(&v->hud);
    sample_roster_deinit(&v->visitors);
}

/* ---- events ----------------------------------------------------------------------------------- */

static void show_pages(sample_venue *v)
{
    chorus_str url;
    for (uint32_t i = 0; chorus_host_get_url(v->rt, v->host, i, &url) == CHORUS_OK; i++) {
        printf("Audience page: %s\n", url.ptr);
        if (i == 0) /* the best one for phones in the room */
            sample_hud_set_url(&v->hud, v->stage, url.ptr);
    }
}

/* Somebody else's host. One that cannot say leaves the screen without it. */
static void ask_for_page(sample_venue *v)
{
    if (v->host.id == 0)
        (void)chorus_interactive_fetch_join_url(v->rt, v->game, &v->asked);
}

static void take_page(sample_venue *v, const chorus_event *reply)
{
    chorus_str url;
    if (chorus_interactive_read_join_url(v->rt, reply, &url) != CHORUS_OK || strcmp(url.ptr, v->hud.url) == 0)
        return;
    printf("Audience page: %s\n", url.ptr);
    sample_hud_set_url(&v->hud, v->stage, url.ptr);
}

static void show_state(sample_venue *v, const chorus_event_state *state)
{
    snprintf(v->state, sizeof v->state, "%s%s%s", chorus_session_state_name(state->state),
             state->text.len == 0 ? "" : ": ", state->text.ptr);
    v->is_ready  = state->state == CHORUS_STATE_READY;
    v->hud.state = v->is_ready ? NULL : v->state;
}

static void take_game_close(sample_venue *v, const char *why)
{
    v->is_ready = false;
    sample_venue_fail(v, "the game was closed", why,
                      v->args->url == NULL ? "start again" : "check the host, --url and --token");
}

/* Where another program has the usual port, the next one will do. */
static void take_host_close(sample_venue *v, const char *why)
{
    if (v->game.id != 0 || v->args->has_port || v->port >= LAST_PORT_TRIED) {
        sample_venue_fail(v, "there is no host", why, "choose a free port with --port N");
        return;
    }
    sample_report_note("%s, trying %d", why, ++v->port);
    open_host(v);
}

/* Calls that were made with a request are the game's own matter; so is what it can do without. */
static void take_refusal(sample_venue *v, const chorus_event_reply *reply)
{
    if (reply->result != CHORUS_E_REJECTED || reply->request.id != 0)
        return;
    if (strncmp(reply->method.ptr, "create", strlen("create")) == 0)
        sample_venue_fail(v, reply->method.ptr, reply->message.ptr, "check the rights of --token");
    else
        sample_report_note("%s was refused: %s", reply->method.ptr, reply->message.ptr);
}

static void take_reply(sample_venue *v, const chorus_event *ev)
{
    if (v->asked.id != 0 && ev->as.reply.request.id == v->asked.id)
        take_page(v, ev);
    else
        take_refusal(v, &ev->as.reply);
}

static void take_join(sample_venue *v, const char *id)
{
    sample_roster_add(&v->visitors, id);
    v->participants = v->visitors.count;
}

static void take_game_event(sample_venue *v, const chorus_event *ev)
{
    switch (ev->type) {
    case CHORUS_EVENT_SESSION_READY: ask_for_page(v); /* fall through */
    case CHORUS_EVENT_SESSION_STATE: show_state(v, &ev->as.state); break;
    case CHORUS_EVENT_SESSION_CLOSED: take_game_close(v, ev->as.closed.text.ptr); break;
    case CHORUS_EVENT_REPLY: take_reply(v, ev); break;
    case CHORUS_EVENT_PARTICIPANT_JOIN: take_join(v, ev->as.participant.id.ptr); break;
    case CHORUS_EVENT_INPUT: v->inputs++; break;
    default: break;
    }
}

static void take_host_event(sample_venue *v, const chorus_event *ev)
{
    if (ev->type == CHORUS_EVENT_HOST_LISTENING)
        open_game(v);
    if (ev->type == CHORUS_EVENT_SESSION_CLOSED)
        take_host_close(v, ev->as.closed.text.ptr);
}

/* Also beside a window: what stands on the screen can be copied here. */
static void print_login(const chorus_event *ev)
{
    if (ev->type == CHORUS_EVENT_LOGIN)
        puts(ev->as.login.text.ptr);
}

bool sample_venue_next_event(sample_venue *v, chorus_event *out)
{
    while (v->rt != NULL && chorus_next_event(v->rt, out)) {
        v->events++;
        if (v->host.id != 0 && out->session.id == v->host.id) {
            take_host_event(v, out);
        } else if (v->login.id != 0 && out->session.id == v->login.id) {
            print_login(out);
        } else {
            take_game_event(v, out);
            return true;
        }
    }
    return false;
}

/* ---- frames ----------------------------------------------------------------------------------- */

void sample_venue_pump(sample_venue *v)
{
    chorus_event_login now;
    bool               was_ready = v->is_ready;
    uint64_t           before    = SDL_GetPerformanceCounter();
    chorus_pump_bounded(v->rt, 0, v->pump_max_us, &v->left);
    sample_histogram_add(&v->pump_ns, (uint64_t)(sample_seconds_since(before) * 1e9));
    v->hud.players = chorus_interactive_count(v->rt, v->game, CHORUS_RESOURCE_PARTICIPANT);
    if (was_ready && v->host.id != 0 &&
        v->hud.url[0] == '\0') /* now the controls are made: before, people would find none */
        show_pages(v);
    if (read_login(v, &now))
        sample_login_follow(&v->overlay, v->stage, &now);
    print_status(v);
}

/* What to do while nobody plays yet. */
static void set_hint(sample_venue *v, const char *keys, char *out, size_t size)
{
    const char *how = v->hud.url[0] != '\0' ? "Scan the code to play" : "Waiting for the audience";
    v->hud.hint     = NULL;
    if (keys == NULL || v->hud.players > 0 || v->hud.state != NULL)
        return;
    snprintf(out, size, v->stage->window == NULL ? "%s" : "%s, or use %s", how, keys);
    v->hud.hint = out;
}

void sample_venue_draw(sample_venue *v, const char *keys)
{
    chorus_event_login now;
    char               hint[128];
    set_hint(v, keys, hint, sizeof hint);
    sample_hud_draw(&v->hud, v->stage);
    if (read_login(v, &now) && sample_login_wants_screen(&v->overlay, v->stage, &now))
        sample_login_draw(&v->overlay, v->stage, &now);
    v->hud.hint = NULL;
}
