#include "oauth/oauth_store.h"

#include "base/alloc.h"
#include "base/hash.h"
#include "base/private_file.h"
#include "base/secret.h"
#include "oauth/oauth_answer.h"

#include <ctype.h>
#include <stdio.h>

enum { JOBS_MAX = 8, SHOWN_OF_SERVICE = 80, SHOWN_OF_CLIENT = 60 };

struct cho_login_store {
    const chorus_allocator *heap;
    cho_login_store_watch   watch;
    cho_worker             *worker;
    char                   *path;
    bool                    is_closing;
};

typedef enum errand { LOAD, SAVE, ERASE } errand;

typedef struct store_job {
    cho_job          job;
    cho_login_store *store;
    errand           what;
    cho_buf          blob; /* to be written, or what was read */
    chorus_result    result;
    char             error[CHO_PRIVATE_ERROR_SIZE];
} store_job;

/* ---- where ---- */

/* What any file system takes. */
static void write_part(char *at, const char *text, size_t most)
{
    for (size_t i = 0; text[i] != '\0' && i < most; i++) {
        bool is_plain = isalnum((unsigned char)text[i]) || text[i] == '.' || text[i] == '-';
        *at++         = is_plain ? text[i] : '_';
    }
    *at = '\0';
}

/* The number tells apart what looks the same. */
bool cho_login_store_path(const char *service, const char *client_id, char out[CHO_LOGIN_PATH_SIZE])
{
    char        folder[CHO_LOGIN_PATH_SIZE], place[SHOWN_OF_SERVICE + 1], client[SHOWN_OF_CLIENT + 1];
    const char *scheme = strstr(service, "://");
    uint32_t    hash   = cho_hash(cho_hash(0, service, strlen(service)), client_id, strlen(client_id));
    write_part(place, scheme == NULL ? service : scheme + 3, SHOWN_OF_SERVICE);
    write_part(client, client_id, SHOWN_OF_CLIENT);
    if (!cho_private_folder(folder, sizeof folder))
        return false;
    int len = snprintf(out, CHO_LOGIN_PATH_SIZE, "%s/chorus/%s_%s_%08x.token", folder, place, client, (unsigned)hash);
    return len > 0 && len < CHO_LOGIN_PATH_SIZE;
}

/* ---- on the disk's thread ---- */

static void work(cho_job *job)
{
    store_job  *j    = (store_job *)job;
    const char *path = j->store->path;
    switch (j->what) {
    case LOAD:  j->result = cho_private_read(path, CHO_LOGIN_ANSWER_MAX, &j->blob, j->error); break;
    case SAVE:  j->result = cho_private_write(path, j->blob.data, j->error); break;
    case ERASE: j->result = cho_private_erase(path, j->error); break;
    }
}

/* ---- on the network thread ---- */

static void complain(const store_job *j)
{
    const cho_login_store_watch *watch = &j->store->watch;
    if (j->error[0] != '\0')
        watch->on_trouble(watch->user, j->error);
    else if (j->result == CHORUS_E_SIZE)
        watch->on_trouble(watch->user, "the stored token is longer than any");
    else if (j->result != CHORUS_OK && j->result != CHORUS_E_NOT_FOUND)
        watch->on_trouble(watch->user, chorus_strerror(j->result));
}

static void free_job(store_job *j)
{
    const chorus_allocator *heap = j->store->heap;
    cho_secret_buf_deinit(&j->blob);
    cho_release(heap, j);
}

static void done(cho_job *job)
{
    store_job             *j     = (store_job *)job;
    cho_login_store_watch  watch = j->store->watch;
    if (!j->store->is_closing) {
        complain(j);
        if (j->what == LOAD)
            watch.on_load(watch.user, j->result == CHORUS_OK && j->blob.len > 0 ? j->blob.data : NULL);
    }
    bool is_closing = j->store->is_closing;
    free_job(j);
    if (!is_closing)
        watch.on_done(watch.user);
}

static chorus_result submit(cho_login_store *store, errand what, cho_span blob)
{
    store_job *j = cho_alloc_zero(store->heap, sizeof *j);
    if (j == NULL)
        return CHORUS_E_MEMORY;
    j->job   = (cho_job){ .work = work, .done = done };
    j->store = store;
    j->what  = what;
    cho_buf_init(&j->blob, store->heap);
    (void)cho_buf_reserve(&j->blob, what == LOAD ? CHO_LOGIN_ANSWER_MAX + 1 : blob.len); /* no memory is asked for there */
    cho_buf_append(&j->blob, blob.ptr, blob.len);
    chorus_result r = j->blob.failed ? CHORUS_E_MEMORY : cho_worker_submit(store->worker, &j->job);
    if (r != CHORUS_OK)
        free_job(j);
    return r;
}

chorus_result cho_login_store_load(cho_login_store *store)
{
    return submit(store, LOAD, (cho_span){ "", 0 });
}

chorus_result cho_login_store_save(cho_login_store *store, cho_span blob)
{
    return submit(store, SAVE, blob);
}

chorus_result cho_login_store_erase(cho_login_store *store)
{
    return submit(store, ERASE, (cho_span){ "", 0 });
}

bool cho_login_store_is_busy(const cho_login_store *store)
{
    return store != NULL && cho_worker_job_count(store->worker) > 0;
}

/* ---- life ---- */

chorus_result cho_login_store_open(const chorus_allocator *heap, cho_loop *loop, const char *path,
                                   const cho_login_store_watch *watch, cho_login_store **out)
{
    static const cho_worker_options options = { .name = "chorus-token", .max_jobs = JOBS_MAX };
    cho_login_store                *store   = cho_alloc_zero(heap, sizeof *store);
    if (store == NULL)
        return CHORUS_E_MEMORY;
    store->heap     = heap;
    store->watch    = *watch;
    store->path     = cho_span_dup(heap, cho_span_of(path));
    chorus_result r = store->path == NULL ? CHORUS_E_MEMORY : cho_worker_create(heap, loop, &options, &store->worker);
    if (r == CHORUS_OK)
        *out = store;
    else
        cho_login_store_close(store);
    return r;
}

void cho_login_store_close(cho_login_store *store)
{
    if (store == NULL)
        return;
    store->is_closing = true;
    cho_worker_destroy(store->worker);
    cho_release(store->heap, store->path);
    cho_release(store->heap, store);
}
