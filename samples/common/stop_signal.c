#include "common/stop_signal.h"

#include <signal.h>

static volatile sig_atomic_t has_come;

static void note_signal(int number)
{
    has_come = 1;
    signal(number, SIG_DFL);
}

void sample_stop_signal_listen(void)
{
    signal(SIGINT, note_signal);
    signal(SIGTERM, note_signal);
}

bool sample_stop_signal_has_come(void)
{
    return has_come != 0;
}
