/*
 * Hello: one button on every phone, and a line for each press. Who plays alone presses Enter.
 * All of Chorus is in this file; console.h has what belongs to the terminal.
 */
#include "console.h"

#include <chorus/chorus.h>

#include <stdio.h>

typedef struct hello {
    chorus_runtime *rt;
    chorus_session  play;
    chorus_request  asked; /* another host, where its audience plays */
    console         con;
    bool            is_over;
} hello;

/* A host in this program, and the game as its first. */
static chorus_result open_here(hello *h, chorus_interactive_options *play)
{
    return chorus_host_open(h->rt, NULL, &play->host);
}

/* A host elsewhere wants to know whose game this is: somebody types the code that we print. */
static chorus_result open_there(hello *h, chorus_interactive_options *play)
{
    chorus_oauth_options login;
    CHORUS_INIT(&login);
    login.url                = h->con.args.url;
    login.client_id          = h->con.args.client;
    login.skips_confirmation = true; /* nobody watches a console, as they do a stream */
    play->discovery_url      = h->con.args.url;
    return chorus_oauth_open(h->rt, &login, &play->login);
}

static chorus_result open_all(hello *h)
{
    chorus_interactive_options play;
    CHORUS_INIT(&play);
    chorus_result r = chorus_runtime_create(NULL, &h->rt);
    if (r == CHORUS_OK)
        r = h->con.args.url == NULL ? open_here(h, &play) : open_there(h, &play);
    return r == CHORUS_OK ? chorus_interactive_open(h->rt, &play, &h->play) : r;
}

static void make_button(hello *h)
{
    chorus_control_desc button;
    chorus_resource     known; /* after a reconnect it is there again by itself */
    CHORUS_INIT(&button);
    button.id   = "hello";
    button.kind = "button";
    button.text = "Say hello";
    if (chorus_interactive_find_control(h->rt, h->play, NULL, button.id, &known) != CHORUS_OK)
        chorus_interactive_create_control(h->rt, h->play, &button, NULL);
}

static void on_ready(hello *h)
{
    make_button(h);
    if (h->con.args.url != NULL)
        chorus_interactive_fetch_join_url(h->rt, h->play, &h->asked);
}

static void on_press(hello *h, chorus_resource who)
{
    chorus_participant_info info;
    CHORUS_INIT(&info);
    if (chorus_interactive_get_participant(h->rt, h->play, who, &info) == CHORUS_OK)
        console_say(&h->con, "%s says hello", info.name.ptr);
}

static void on_page(hello *h, const chorus_event *reply)
{
    chorus_str url;
    if (chorus_interactive_read_join_url(h->rt, reply, &url) == CHORUS_OK)
        console_say(&h->con, "Audience page: %s", url.ptr);
}

static void on_event(hello *h, const chorus_event *ev)
{
    if (ev->type == CHORUS_EVENT_HOST_LISTENING)
        console_say(&h->con, "Audience page: %s", ev->as.listening.url.ptr);
    if (ev->type == CHORUS_EVENT_LOGIN)
        console_say(&h->con, "%s", ev->as.login.text.ptr);
    if (ev->type == CHORUS_EVENT_SESSION_READY && ev->session.id == h->play.id)
        on_ready(h);
    if (ev->type == CHORUS_EVENT_REPLY && ev->as.reply.request.id == h->asked.id)
        on_page(h, ev);
    if (ev->type == CHORUS_EVENT_INPUT && ev->as.input.kind == CHORUS_INPUT_DOWN)
        on_press(h, ev->as.input.who);
    if (ev->type == CHORUS_EVENT_SESSION_CLOSED) {
        console_say(&h->con, "over: %s", ev->as.closed.text.ptr);
        h->is_over = true;
    }
}

/* A game has its own loop. */
static void run(hello *h)
{
    while (!h->is_over && console_next_frame(&h->con)) {
        chorus_event ev;
        chorus_pump(h->rt); /* once a frame; it never waits */
        while (chorus_next_event(h->rt, &ev))
            on_event(h, &ev);
        if (console_is_pressed(&h->con))
            console_say(&h->con, "You say hello");
    }
}

int main(int argc, char **argv)
{
    hello h = { 0 };
    int   code;
    if (!console_open(&h.con, argc, argv, &code))
        return code;
    chorus_result r = open_all(&h);
    if (r == CHORUS_OK)
        run(&h);
    else
        fprintf(stderr, "cannot begin: %s\n", chorus_strerror(r));
    chorus_runtime_destroy(h.rt);
    return console_close(&h.con) && r == CHORUS_OK && !h.is_over ? 0 : 1;
}
