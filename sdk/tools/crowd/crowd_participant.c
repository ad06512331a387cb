#include "crowd.h"

#include "crowd_frame.h"
#include "crowd_garbage.h"
#include "crowd_http.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

enum { READ_BYTES = 65536, READS_AT_ONCE = 16, GOING_AWAY = 1001, LOST = 1006, NO_CODE = 1005, WRONG = 1002 };

static crowd_conduct conduct_of(const crowd_participant *p)
{
    return p->script.behaviour->conduct;
}

/* ---- ending ---- */

static void drop_carry(crowd_participant *p)
{
    free(p->carry);
    p->carry     = NULL;
    p->carry_len = 0;
}

static void disconnect(crowd *c, crowd_participant *p)
{
    if (p->state == CROWD_IN)
        c->tally.open_now--;
    crowd_participant_forget_inputs(c, p);
    crowd_socket_close(&p->socket);
    drop_carry(p);
    p->socket.is_deaf = false;
    p->state          = CROWD_AWAY;
}

/* Only trolls come back from what they were not asked to leave. */
static void stay_away(crowd *c, crowd_participant *p)
{
    disconnect(c, p);
    if (conduct_of(p) != CROWD_TROLL)
        p->state = CROWD_GONE;
}

static void end_with_code(crowd *c, crowd_participant *p, uint32_t code)
{
    bool is_asking_for_it = conduct_of(p) == CROWD_TROLL || conduct_of(p) == CROWD_SLOW;
    crowd_codes_add(&c->tally.closes, code);
    c->tally.dropped += !is_asking_for_it;
    stay_away(c, p);
}

static void fail(crowd *c, crowd_participant *p, int error)
{
    crowd_codes_add(&c->tally.errors, (uint32_t)error);
    stay_away(c, p);
}

/* The connection is lost, whatever it was for. */
static void lose(crowd *c, crowd_participant *p, int error)
{
    if (p->state == CROWD_IN)
        end_with_code(c, p, LOST);
    else if (p->state == CROWD_ASKING || p->state == CROWD_KNOCKING)
        fail(c, p, error == 0 ? ECONNRESET : error);
}

static bool say(crowd *c, crowd_participant *p, const char *bytes, size_t len)
{
    c->tally.bytes_sent += len;
    if (len > 0 && crowd_socket_send(&c->wire, &p->socket, bytes, len))
        return true;
    lose(c, p, errno);
    return false;
}

void crowd_participant_leave(crowd *c, crowd_participant *p)
{
    char          frame[CROWD_FRAME_HEAD_MAX + 2];
    const char    code[2] = { (char)(GOING_AWAY >> 8), (char)(GOING_AWAY & 0xff) };
    if (p->state == CROWD_IN) {
        size_t len = crowd_frame_write(frame, CROWD_FRAME_CLOSE, (crowd_text){ code, 2 }, 0);
        c->tally.left++;
        (void)crowd_socket_send(&c->wire, &p->socket, frame, len);
    }
    disconnect(c, p);
}

void crowd_participant_free(crowd_participant *p)
{
    crowd_socket_close(&p->socket);
    crowd_socket_close(&p->aside);
    drop_carry(p);
    free(p->seat);
    free(p->asked_ns);
}

/* ---- coming ---- */

static bool connect_for(crowd *c, crowd_participant *p, crowd_state state)
{
    p->state          = state;
    p->socket.is_slow = conduct_of(p) == CROWD_SLOW;
    if (crowd_socket_open(&c->wire, &p->socket, p->number))
        return true;
    fail(c, p, errno);
    return false;
}

static void knock(crowd *c, crowd_participant *p)
{
    char        request[CROWD_REQUEST_MAX];
    const char *path = p->seat != NULL ? p->seat : c->args.target.path;
    p->knocked_ns    = crowd_now_ns();
    if (!connect_for(c, p, CROWD_KNOCKING))
        return;
    (void)say(c, p, request,
              crowd_http_knock(request, &c->args.target, (crowd_text){ path, strlen(path) }, p->knocked_ns));
}

static void ask(crowd *c, crowd_participant *p)
{
    char request[CROWD_REQUEST_MAX], name[32];
    snprintf(name, sizeof name, "crowd%u", (unsigned)p->number);
    if (connect_for(c, p, CROWD_ASKING))
        (void)say(c, p, request, crowd_http_ask(request, &c->args.target, name));
}

static void join(crowd *c, crowd_participant *p)
{
    if (p->state != CROWD_AWAY)
        return;
    c->tally.attempts++;
    p->is_welcome = false;
    p->began_ns   = crowd_now_ns();
    if (c->args.target.asks_for_seats)
        ask(c, p);
    else
        knock(c, p);
}

static void take_seat(crowd *c, crowd_participant *p, crowd_text body)
{
    char   path[CROWD_PATH_MAX];
    size_t len = crowd_http_seat(path, sizeof path, body);
    free(p->seat);
    p->seat = len == 0 ? NULL : strdup(path);
    crowd_socket_close(&p->socket);
    drop_carry(p);
    if (p->seat == NULL)
        fail(c, p, EPROTO);
    else
        knock(c, p);
}

static void enter(crowd *c, crowd_participant *p)
{
    crowd_tally *t = &c->tally;
    uint64_t     now_ns = crowd_now_ns();
    p->state       = CROWD_IN;
    p->next_id     = 1;
    t->opened++;
    t->open_now++;
    t->most_open = t->open_now > t->most_open ? t->open_now : t->most_open;
    crowd_spread_add(&t->connect, now_ns - p->knocked_ns);
    c->open_once += !p->was_open;
    p->was_open = true;
    if (c->open_once == c->args.participants && t->all_open_ns == 0)
        t->all_open_ns = now_ns - c->begin_ns;
    if (conduct_of(p) != CROWD_SLOW)
        return;
    p->socket.is_deaf = true;
    (void)crowd_socket_go_on(&c->wire, &p->socket);
}

/* ---- what comes in; each returns the bytes it has used up, and may end the connection ---- */

static size_t take_response(crowd *c, crowd_participant *p, crowd_text bytes)
{
    crowd_response response;
    unsigned       wanted = p->state == CROWD_ASKING ? 200 : 101;
    if (!crowd_http_read(bytes, &response))
        return 0;
    if (response.status != wanted) {
        crowd_codes_add(&c->tally.statuses, response.status);
        stay_away(c, p);
    } else if (wanted == 200) {
        take_seat(c, p, response.body);
    } else {
        enter(c, p);
    }
    return response.len;
}

static void pong(crowd *c, crowd_participant *p, crowd_text payload)
{
    char frame[CROWD_FRAME_HEAD_MAX + 125];
    if (payload.len <= 125)
        (void)say(c, p, frame, crowd_frame_write(frame, CROWD_FRAME_PONG, payload, (uint32_t)p->began_ns));
}

static void take_frame(crowd *c, crowd_participant *p, const crowd_frame *frame)
{
    const unsigned char *code = (const unsigned char *)frame->payload.ptr;
    switch (frame->opcode) {
    case CROWD_FRAME_PING:
        pong(c, p, frame->payload);
        break;
    case CROWD_FRAME_CLOSE:
        end_with_code(c, p, frame->payload.len >= 2 ? (uint32_t)(code[0] << 8 | code[1]) : NO_CODE);
        break;
    case CROWD_FRAME_TEXT:
        crowd_participant_hear(c, p, frame->payload);
        break;
    default:
        break;
    }
}

static size_t take_frames(crowd *c, crowd_participant *p, crowd_text bytes)
{
    crowd_text         at = bytes;
    crowd_frame        frame;
    crowd_frame_answer answer = CROWD_FRAME_READ;
    while (p->state == CROWD_IN && answer == CROWD_FRAME_READ) {
        answer = crowd_frame_read(&at, &frame);
        if (answer == CROWD_FRAME_READ)
            take_frame(c, p, &frame);
    }
    if (answer == CROWD_FRAME_WRONG)
        end_with_code(c, p, WRONG);
    return (size_t)(at.ptr - bytes.ptr);
}

/* What stays is the beginning of something. False: no memory. */
static bool keep_rest(crowd_participant *p, crowd_text rest)
{
    char *copy = rest.len == 0 ? NULL : malloc(rest.len);
    if (rest.len > 0 && copy == NULL)
        return false;
    if (rest.len > 0)
        memcpy(copy, rest.ptr, rest.len);
    free(p->carry);
    p->carry     = copy;
    p->carry_len = rest.len;
    return true;
}

static void take_bytes(crowd *c, crowd_participant *p, crowd_text bytes)
{
    size_t used = 0;
    if (p->state == CROWD_ASKING || p->state == CROWD_KNOCKING) {
        crowd_state before = p->state;
        used               = take_response(c, p, bytes);
        if (before == CROWD_ASKING && used > 0)
            return;
    }
    if (p->socket.is_deaf)
        return;
    if (p->state == CROWD_IN)
        used += take_frames(c, p, (crowd_text){ bytes.ptr + used, bytes.len - used });
    if (p->socket.stage != CROWD_SOCKET_CLOSED && !keep_rest(p, (crowd_text){ bytes.ptr + used, bytes.len - used }))
        lose(c, p, ENOMEM);
}

/* The scratch begins with what was carried over. */
static bool make_room(crowd *c, const crowd_participant *p)
{
    size_t cap = p->carry_len + READ_BYTES;
    if (cap <= c->scratch_cap)
        return true;
    char *more = realloc(c->scratch, cap);
    if (more == NULL)
        return false;
    c->scratch     = more;
    c->scratch_cap = cap;
    return true;
}

/* False: nothing more is there now. */
static bool read_some(crowd *c, crowd_participant *p)
{
    if (!make_room(c, p)) {
        lose(c, p, ENOMEM);
        return false;
    }
    size_t  carried = p->carry_len;
    ssize_t n       = crowd_socket_read(&p->socket, c->scratch + carried, READ_BYTES);
    if (n < 0)
        lose(c, p, 0);
    if (n <= 0)
        return false;
    if (carried > 0)
        memcpy(c->scratch, p->carry, carried);
    c->tally.bytes_received += (uint64_t)n;
    int fd = p->socket.fd;
    take_bytes(c, p, (crowd_text){ c->scratch, carried + (size_t)n });
    bool is_same = p->socket.stage == CROWD_SOCKET_UP && p->socket.fd == fd && !p->socket.is_deaf;
    return is_same && (n == READ_BYTES || p->socket.tls != NULL);
}

void crowd_participant_attend(crowd *c, crowd_participant *p, uint32_t events)
{
    if (p->socket.stage == CROWD_SOCKET_CLOSED)
        return;
    if (events == 0 || !crowd_socket_go_on(&c->wire, &p->socket) ||
        (p->socket.is_deaf && (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0)) {
        lose(c, p, errno);
        return;
    }
    if (p->socket.stage != CROWD_SOCKET_UP || p->socket.is_deaf)
        return;
    for (int i = 0; i < READS_AT_ONCE && read_some(c, p); i++)
        continue;
}

/* ---- trolls ---- */

/* A connection for a request that leads nowhere; it stays open until the next one. */
static void waste_a_request(crowd *c, crowd_participant *p, uint64_t dice)
{
    char   bytes[8192];
    size_t len = crowd_garbage_request(bytes, dice);
    crowd_socket_close(&p->aside);
    if (!crowd_socket_open(&c->wire, &p->aside, p->number) ||
        !crowd_socket_send(&c->wire, &p->aside, bytes, len))
        crowd_socket_close(&p->aside);
}

void crowd_participant_attend_aside(crowd *c, crowd_participant *p)
{
    char    bytes[4096];
    ssize_t n = 0;
    if (p->aside.stage == CROWD_SOCKET_CLOSED)
        return;
    if (crowd_socket_go_on(&c->wire, &p->aside) && p->aside.stage == CROWD_SOCKET_UP)
        n = crowd_socket_read(&p->aside, bytes, sizeof bytes);
    else if (p->aside.stage == CROWD_SOCKET_UP)
        n = -1;
    if (n < 0)
        crowd_socket_close(&p->aside);
}

static void flood(crowd *c, crowd_participant *p, uint64_t dice)
{
    enum { FLOOD = 100 };
    for (int i = 0; i < FLOOD && p->state == CROWD_IN; i++)
        crowd_participant_input(c, p, false, dice + (uint64_t)i * 65536);
}

static void be_a_nuisance(crowd *c, crowd_participant *p, uint64_t dice)
{
    c->tally.garbage++;
    if (p->state == CROWD_AWAY)
        join(c, p);
    else if (dice % 8 == 0)
        flood(c, p, dice >> 8);
    else if (dice % 8 == 1)
        waste_a_request(c, p, dice >> 8);
    else if (dice % 8 == 2 && p->state == CROWD_IN)
        disconnect(c, p);
    else if (p->state == CROWD_IN && make_room(c, p))
        (void)say(c, p, c->scratch, crowd_garbage_frames(c->scratch, dice >> 8));
}

/* ---- acting ---- */

static void come_back(crowd *c, crowd_participant *p)
{
    crowd_participant_leave(c, p);
    join(c, p);
}

void crowd_participant_act(crowd *c, crowd_participant *p, const crowd_action *action)
{
    crowd_random dice = { action->dice };
    switch (action->kind) {
    case CROWD_JOIN:
        join(c, p);
        break;
    case CROWD_INPUT:
    case CROWD_MOVE:
        for (uint32_t i = 0; i < action->count; i++)
            crowd_participant_input(c, p, action->kind == CROWD_MOVE, crowd_random_next(&dice));
        break;
    case CROWD_RETURN:
        come_back(c, p);
        break;
    case CROWD_GARBAGE:
        be_a_nuisance(c, p, action->dice);
        break;
    default:
        break;
    }
}
