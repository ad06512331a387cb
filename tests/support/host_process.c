#include "support/host_process.h"

#include "support/support.h"

#include <chorus/host.h>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FRAME_US = 2000 };

typedef struct order {
    bool     is_kill;
    uint16_t port;
} order;

/* ---- the host's own process ---- */

static void announce(int answers, uint32_t port)
{
    uint16_t number = (uint16_t)port;
    if (write(answers, &number, sizeof number) != (ssize_t)sizeof number)
        _exit(1);
}

/* It ends with its starter, however that ends. */
static void serve(uint16_t port, int answers, pid_t starter)
{
    chorus_runtime_options setup;
    chorus_host_options    options;
    chorus_runtime        *rt = NULL;
    chorus_session         host;
    chorus_event           event;
    CHORUS_INIT(&setup);
    CHORUS_INIT(&options);
    options.bind_address = "127.0.0.1";
    options.token        = HOST_PROCESS_TOKEN;
    options.port         = port;
    if (chorus_runtime_create(&setup, &rt) != CHORUS_OK || chorus_host_open(rt, &options, &host) != CHORUS_OK)
        _exit(1);
    for (; getppid() == starter; usleep(FRAME_US)) {
        chorus_pump(rt);
        while (chorus_next_event(rt, &event)) {
            if (event.type == CHORUS_EVENT_HOST_LISTENING)
                announce(answers, event.as.listening.port);
            if (event.type == CHORUS_EVENT_SESSION_CLOSED)
                _exit(1);
        }
    }
    _exit(0);
}

/* ---- the starter ---- */

static void end(pid_t host)
{
    if (host <= 0)
        return;
    kill(host, SIGKILL);
    waitpid(host, NULL, 0);
}

static void obey(int orders, int answers)
{
    pid_t starter = getpid();
    pid_t host    = 0;
    order next;
    while (read(orders, &next, sizeof next) == (ssize_t)sizeof next) {
        if (next.is_kill) {
            end(host);
            host = 0;
            announce(answers, 0);
        } else if ((host = fork()) == 0) {
            close(orders);
            serve(next.port, answers, starter);
        }
    }
    end(host);
    _exit(0);
}

/* ---- the test's end ---- */

void host_process_prepare(host_process *p)
{
    int orders[2], answers[2];
    if (pipe(orders) != 0 || pipe(answers) != 0)
        _exit(1);
    p->starter = fork();
    if (p->starter == 0) {
        close(orders[1]);
        close(answers[0]);
        obey(orders[0], answers[1]);
    }
    close(orders[0]);
    close(answers[1]);
    p->orders  = orders[1];
    p->answers = answers[0];
}

static uint16_t ask(const host_process *p, order what)
{
    uint16_t answer = 0;
    assert_int_equal(write(p->orders, &what, sizeof what), sizeof what);
    assert_int_equal(read(p->answers, &answer, sizeof answer), sizeof answer);
    return answer;
}

uint16_t host_process_run(host_process *p, uint16_t port)
{
    return ask(p, (order){ .port = port });
}

void host_process_kill(host_process *p)
{
    ask(p, (order){ .is_kill = true });
}
