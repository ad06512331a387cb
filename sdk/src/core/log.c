#include "core/log.h"

enum { MAX_WAITING_BYTES = 64 * 1024 };

void cho_log_init(cho_log *log, const chorus_allocator *heap, chorus_log_fn fn, void *user, chorus_log_level level)
{
    log->fn    = fn;
    log->user  = user;
    log->level = level;
    cho_buf_init(&log->waiting, heap);
}

void cho_log_deinit(cho_log *log)
{
    cho_buf_deinit(&log->waiting);
}

bool cho_log_keep(cho_log *log, chorus_log_level level, const char *line)
{
    size_t len = strlen(line) + 1;
    if (log->fn == NULL || level < log->level || log->waiting.len + len > MAX_WAITING_BYTES)
        return false;
    if (!cho_buf_reserve(&log->waiting, len + 1)) {
        log->waiting.failed = false;
        return false;
    }
    char mark = (char)level;
    cho_buf_append(&log->waiting, &mark, 1);
    cho_buf_append(&log->waiting, line, len);
    return true;
}

void cho_log_deliver(cho_log *log)
{
    for (size_t at = 0; at < log->waiting.len;) {
        const char *line = log->waiting.data + at + 1;
        cho_log_now(log, (chorus_log_level)log->waiting.data[at], line);
        at += strlen(line) + 2;
    }
    cho_buf_clear(&log->waiting);
}

void cho_log_now(const cho_log *log, chorus_log_level level, const char *line)
{
    if (log->fn != NULL && level >= log->level)
        log->fn(log->user, level, line);
}
