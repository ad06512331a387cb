/*
 * Hello: one button on every phone, and a line for each press. All of it is Chorus; a game has its own
 * loop where this one sleeps.
 */
#include <chorus/chorus.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <threads.h>

static const struct timespec frame = { .tv_nsec = 1000000000 / 60 };

typedef struct hello {
    chorus_runtime *rt;
    chorus_session  play;
    const char     *url;    /* of another host; NULL: we are our own */
    unsigned long   frames; /* to go; 0: no end */
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
    login.url                = h->url;
    login.client_id          = "chorus-samples";
    login.skips_confirmation = true; /* nobody watches a console, as they do a stream */
    play->discovery_url      = h->url;
    return chorus_oauth_open(h->rt, &login, &play->login);
}

static chorus_result open_all(hello *h)
{
    chorus_interactive_options play;
    CHORUS_INIT(&play);
    chorus_result r = chorus_runtime_create(NULL, &h->rt);
    if (r == CHORUS_OK)
        r = h->url == NULL ? open_here(h, &play) : open_there(h, &play);
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

static void on_press(hello *h, chorus_resource who)
{
    chorus_participant_info info;
    CHORUS_INIT(&info);
    if (chorus_interactive_get_participant(h->rt, h->play, who, &info) == CHORUS_OK)
        printf("%s says hello\n", info.name.ptr);
}

static void on_event(hello *h, const chorus_event *ev)
{
    if (ev->type == CHORUS_EVENT_HOST_LISTENING)
        printf("Audience page: %s\n", ev->as.listening.url.ptr);
    if (ev->type == CHORUS_EVENT_LOGIN)
        printf("%s\n", ev->as.login.text.ptr);
    if (ev->type == CHORUS_EVENT_SESSION_READY && ev->session.id == h->play.id)
        make_button(h);
    if (ev->type == CHORUS_EVENT_INPUT && ev->as.input.kind == CHORUS_INPUT_DOWN)
        on_press(h, ev->as.input.who);
    if (ev->type == CHORUS_EVENT_SESSION_CLOSED) {
        printf("over: %s\n", ev->as.closed.text.ptr);
        h->is_over = true;
    }
}

static void run(hello *h)
{
    for (unsigned long n = 0; !h->is_over && (h->frames == 0 || n < h->frames); n++) {
        chorus_event ev;
        chorus_pump(h->rt); /* once a frame; it never waits */
        while (chorus_next_event(h->rt, &ev))
            on_event(h, &ev);
        thrd_sleep(&frame, NULL);
    }
}

int main(int argc, char **argv)
{
    hello h = { 0 };
    for (int i = 1; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "--url") == 0)
            h.url = argv[i + 1];
        if (strcmp(argv[i], "--frames") == 0)
            h.frames = strtoul(argv[i + 1], NULL, 10);
    }
    setvbuf(stdout, NULL, _IOLBF, BUFSIZ); /* also where it is piped */
    chorus_result r = open_all(&h);
    if (r == CHORUS_OK)
        run(&h);
    else
        fprintf(stderr, "cannot begin: %s\n", chorus_strerror(r));
    chorus_runtime_destroy(h.rt);
    return r == CHORUS_OK && !h.is_over ? 0 : 1;
}
