/*
 * A look-up has two halves. The cho_resolve belongs to the loop and knows whom to tell. The job
 * belongs to whoever holds it: the look-up thread, then the mailbox, then the loop. The mailbox is
 * shared by the loop and all its threads and goes when the last of them lets go of it; once the
 * loop has closed it, finished jobs are thrown away.
 */
#include "net/resolve.h"

#include "base/alloc.h"
#include "net/loop_state.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

enum { HOST_MAX = 253 };

typedef struct job {
    struct job         *next;
    struct cho_mailbox *mailbox;
    cho_resolve        *owner; /* read and written by the network thread only; NULL: cancelled */
    cho_resolved        answer;
    char                host[HOST_MAX + 1];
} job;

struct cho_mailbox {
    pthread_mutex_t lock;
    cho_loop       *loop; /* NULL: closed */
    job            *finished;
    unsigned        holders;
    atomic_bool     has_mail;
};

struct cho_resolve {
    cho_node       node;
    cho_loop      *loop;
    cho_resolve_fn fn;
    void          *user;
    job           *work;   /* NULL when the answer needs no thread */
    cho_timer      soon;   /* then this delivers it */
    cho_resolved   answer; /* and here it is */
};

static struct cho_mailbox *open_mailbox(cho_loop *loop)
{
    struct cho_mailbox *mailbox = calloc(1, sizeof *mailbox);
    if (mailbox == NULL)
        return NULL;
    if (pthread_mutex_init(&mailbox->lock, NULL) != 0) {
        free(mailbox);
        return NULL;
    }
    mailbox->loop    = loop;
    mailbox->holders = 1;
    return mailbox;
}

static void let_go(struct cho_mailbox *mailbox)
{
    pthread_mutex_lock(&mailbox->lock);
    bool was_last = --mailbox->holders == 0;
    pthread_mutex_unlock(&mailbox->lock);
    if (!was_last)
        return;
    pthread_mutex_destroy(&mailbox->lock);
    free(mailbox);
}

static void free_jobs(job *list)
{
    while (list != NULL) {
        job *next = list->next;
        free(list);
        list = next;
    }
}

static bool add_address(cho_resolved *answer, int family, const void *address)
{
    char *text = answer->addresses[answer->count];
    if (answer->count == CHO_RESOLVE_MAX ||
        inet_ntop(family, address, text, CHO_ADDRESS_TEXT) == NULL)
        return false;
    answer->count++;
    return true;
}

static void add_family(cho_resolved *answer, const struct addrinfo *found, int family)
{
    for (const struct addrinfo *a = found; a != NULL; a = a->ai_next) {
        if (a->ai_family != family)
            continue;
        struct sockaddr_in  v4;
        struct sockaddr_in6 v6;
        if (family == AF_INET)
            memcpy(&v4, a->ai_addr, sizeof v4);
        else
            memcpy(&v6, a->ai_addr, sizeof v6);
        (void)add_address(answer, family,
                          family == AF_INET ? (void *)&v4.sin_addr : (void *)&v6.sin6_addr);
    }
}

static void fail(cho_resolved *answer, chorus_result result, const char *host, const char *why)
{
    answer->result = result;
    (void)snprintf(answer->error, sizeof answer->error, "cannot find %.48s: %.48s", host, why);
}

static void look_up(job *work)
{
    struct addrinfo  hints = { .ai_socktype = SOCK_STREAM, .ai_family = AF_UNSPEC };
    struct addrinfo *found = NULL;
    int              e     = getaddrinfo(work->host, NULL, &hints, &found);
    if (e != 0) {
        fail(&work->answer, CHORUS_E_NETWORK, work->host, gai_strerror(e));
        return;
    }
    add_family(&work->answer, found, AF_INET);
    add_family(&work->answer, found, AF_INET6);
    freeaddrinfo(found);
    if (work->answer.count == 0)
        fail(&work->answer, CHORUS_E_NETWORK, work->host, "it has no address");
}

/* The loop cannot go while the lock is held: closing the mailbox takes it too. */
static void hand_in(job *work)
{
    struct cho_mailbox *mailbox = work->mailbox;
    pthread_mutex_lock(&mailbox->lock);
    bool is_open = mailbox->loop != NULL;
    if (is_open) {
        work->next        = mailbox->finished;
        mailbox->finished = work;
        atomic_store(&mailbox->has_mail, true);
        cho_loop_interrupt(mailbox->loop);
    }
    pthread_mutex_unlock(&mailbox->lock);
    if (!is_open)
        free(work);
    let_go(mailbox);
}

static void *look_up_thread(void *arg)
{
    look_up(arg);
    hand_in(arg);
    return NULL;
}

/* Signals stay with the program's own threads. */
static bool start_detached_thread(job *work)
{
    pthread_attr_t attributes;
    if (pthread_attr_init(&attributes) != 0)
        return false;
    (void)pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_t thread;
    int       e = pthread_create(&thread, &attributes, look_up_thread, work);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    return e == 0;
}

static chorus_result start_job(cho_resolve *resolve, cho_span host)
{
    cho_loop *loop = resolve->loop;
    if (loop->mailbox == NULL)
        loop->mailbox = open_mailbox(loop);
    job *work = loop->mailbox == NULL ? NULL : calloc(1, sizeof *work);
    if (work == NULL)
        return CHORUS_E_MEMORY;
    memcpy(work->host, host.ptr, host.len);
    work->owner   = resolve;
    work->mailbox = loop->mailbox;
    pthread_mutex_lock(&loop->mailbox->lock);
    loop->mailbox->holders++;
    pthread_mutex_unlock(&loop->mailbox->lock);
    resolve->work = work;
    if (start_detached_thread(work))
        return CHORUS_OK;
    resolve->work = NULL;
    let_go(work->mailbox);
    free(work);
    return CHORUS_E_MEMORY;
}

static void forget(cho_resolve *resolve)
{
    cho_timer_cancel(&resolve->soon);
    cho_list_remove(&resolve->node);
    if (resolve->work != NULL)
        resolve->work->owner = NULL;
    cho_release(&resolve->loop->heap, resolve);
}

static void tell(cho_resolve *resolve, const cho_resolved *answer)
{
    cho_resolve_fn fn   = resolve->fn;
    void          *user = resolve->user;
    forget(resolve);
    fn(user, answer);
}

static void tell_soon_answer(void *user)
{
    cho_resolve *resolve = user;
    cho_resolved answer  = resolve->answer;
    tell(resolve, &answer);
}

/* Numeric addresses and "localhost", which RFC 6761 section 6.3 says is always this machine. */
static bool answer_at_once(cho_resolve *resolve, const char *host)
{
    cho_resolved *answer = &resolve->answer;
    unsigned char binary[16];
    if (inet_pton(AF_INET, host, binary) == 1)
        return add_address(answer, AF_INET, binary);
    if (inet_pton(AF_INET6, host, binary) == 1)
        return add_address(answer, AF_INET6, binary);
    if (strcmp(host, "localhost") != 0)
        return false;
    strcpy(answer->addresses[answer->count++], "127.0.0.1");
    strcpy(answer->addresses[answer->count++], "::1");
    return true;
}

chorus_result cho_resolve_start(cho_loop *loop, cho_span host, cho_resolve_fn fn, void *user,
                                cho_resolve **out)
{
    char name[HOST_MAX + 1] = { 0 };
    if (host.len == 0 || host.len > HOST_MAX)
        return CHORUS_E_INVALID;
    if (loop->is_ending)
        return CHORUS_E_STATE;
    memcpy(name, host.ptr, host.len);
    cho_resolve *resolve = cho_alloc_zero(&loop->heap, sizeof *resolve);
    if (resolve == NULL)
        return CHORUS_E_MEMORY;
    *resolve = (cho_resolve){ .loop = loop, .fn = fn, .user = user };
    cho_list_append(&loop->resolves, &resolve->node);

    chorus_result r = CHORUS_OK;
    if (answer_at_once(resolve, name))
        cho_timer_start(loop, &resolve->soon, 0, tell_soon_answer, resolve);
    else
        r = start_job(resolve, host);
    if (r == CHORUS_OK)
        *out = resolve;
    else
        forget(resolve);
    return r;
}

void cho_resolve_cancel(cho_resolve *resolve)
{
    if (resolve != NULL)
        forget(resolve);
}

static void deliver_one(job *work)
{
    cho_resolve *resolve = work->owner;
    if (resolve != NULL) {
        resolve->work = NULL;
        tell(resolve, &work->answer);
    }
    free(work);
}

void cho_resolve_deliver(cho_loop *loop)
{
    struct cho_mailbox *mailbox = loop->mailbox;
    if (mailbox == NULL || !atomic_exchange(&mailbox->has_mail, false))
        return;
    pthread_mutex_lock(&mailbox->lock);
    job *list         = mailbox->finished;
    mailbox->finished = NULL;
    pthread_mutex_unlock(&mailbox->lock);
    while (list != NULL) {
        job *next = list->next;
        deliver_one(list);
        list = next;
    }
}

/*
 * After this no thread touches the loop. The owners of jobs that are still out are not cleared:
 * nobody reads them any more.
 */
static void close_mailbox(cho_loop *loop)
{
    struct cho_mailbox *mailbox = loop->mailbox;
    if (mailbox == NULL)
        return;
    pthread_mutex_lock(&mailbox->lock);
    job *left         = mailbox->finished;
    mailbox->finished = NULL;
    mailbox->loop     = NULL;
    pthread_mutex_unlock(&mailbox->lock);
    for (job *work = left; work != NULL; work = work->next)
        if (work->owner != NULL)
            work->owner->work = NULL;
    free_jobs(left);
    let_go(mailbox);
    loop->mailbox = NULL;
}

void cho_resolve_end_all(cho_loop *loop)
{
    close_mailbox(loop);
    cho_resolved answer = { .result = CHORUS_E_STATE, .error = "the loop was destroyed" };
    while (!cho_list_is_empty(&loop->resolves)) {
        cho_resolve *resolve = CHO_OWNER_OF(loop->resolves.next, cho_resolve, node);
        resolve->work        = NULL;
        tell(resolve, &answer);
    }
}
