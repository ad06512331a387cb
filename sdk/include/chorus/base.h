/**
 * @file base.h
 * What every other public header may use: results, strings, the allocator, handles, log levels.
 *
 * The headers are C11 and C++17. They include nothing but the C library.
 */
#ifndef CHORUS_BASE_H
#define CHORUS_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(_WIN32) && defined(CHORUS_SHARED)
#    if defined(CHORUS_BUILD)
#        define CHORUS_API __declspec(dllexport)
#    else
#        define CHORUS_API __declspec(dllimport)
#    endif
#elif defined(__GNUC__)
#    define CHORUS_API __attribute__((visibility("default")))
#else
#    define CHORUS_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/** Version of these headers; chorus_version() tells the library's. */
#define CHORUS_VERSION_MAJOR 0
#define CHORUS_VERSION_MINOR 1
#define CHORUS_VERSION_PATCH 0

/** Every result there is: X(name, code, sentence). The numbers never change their meaning. */
#define CHORUS_RESULT_MAP(X)                                                     \
    X(OK,             0, "success")                                              \
    X(E_INVALID,     -1, "an argument is missing or malformed")                  \
    X(E_MEMORY,      -2, "the allocator returned NULL")                          \
    X(E_AGAIN,       -3, "not yet: try after the next pump")                     \
    X(E_STATE,       -4, "the session is not in a state that allows this")       \
    X(E_NOT_FOUND,   -5, "no object has that id")                                \
    X(E_VERSION,     -6, "the caller's struct is newer than this library")       \
    X(E_NETWORK,     -7, "the connection failed or was lost")                    \
    X(E_PROTOCOL,    -8, "the peer sent something the protocol does not allow")  \
    X(E_REJECTED,    -9, "the service understood the request and refused it")    \
    X(E_TIMEOUT,    -10, "no answer came in time")                               \
    X(E_SIZE,       -11, "the value is larger than the limit or the buffer")     \
    X(E_TYPE,       -12, "the value has another type than the one asked for")

/** What a call says. Zero is success, everything else is negative. */
typedef enum chorus_result {
#define X(name, code, text) CHORUS_##name = code,
    CHORUS_RESULT_MAP(X)
#undef X
    CHORUS_RESULT_FORCE_INT = 0x7fffffff
} chorus_result;

/**
 * One sentence that says what a result means.
 * @returns static storage, never NULL, also for numbers this library does not know.
 * @threadsafety any thread
 */
CHORUS_API const char *chorus_strerror(chorus_result result);

/**
 * The name of a result as it is written in code, such as "CHORUS_E_NETWORK".
 * @returns static storage, never NULL; "CHORUS_E_UNKNOWN" for numbers this library does not know.
 * @threadsafety any thread
 */
CHORUS_API const char *chorus_result_name(chorus_result result);

/**
 * The library's version as "major.minor.patch".
 * @returns static storage.
 * @threadsafety any thread
 */
CHORUS_API const char *chorus_version(void);

/**
 * UTF-8 bytes the library owns. ptr is never NULL and ptr[len] is '\0'.
 *
 * How long the bytes live is said by the function or event that hands them out; most often until
 * the next pump of the same runtime.
 */
typedef struct chorus_str {
    const char *ptr; /**< first byte */
    size_t      len; /**< bytes, without the terminating NUL */
} chorus_str;

/** True when `s` holds exactly the bytes of the NUL-terminated `text`, which is not NULL. @threadsafety any thread */
static inline bool chorus_str_is(chorus_str s, const char *text)
{
    return s.len == strlen(text) && memcmp(s.ptr, text, s.len) == 0;
}

/**
 * Memory hooks, fixed for the life of a runtime.
 *
 * They are called from the game thread and from the network thread, also at the same time, so they
 * must be safe for that. Either all three functions are given or none; none means the C library's
 * heap. `alloc` and `resize` return NULL when there is no memory; `release` accepts NULL.
 */
typedef struct chorus_allocator {
    void *(*alloc)(size_t size, void *user);               /**< at least `size` bytes, aligned as by malloc  */
    void *(*resize)(void *block, size_t size, void *user); /**< as realloc; on NULL the old block is intact  */
    void (*release)(void *block, void *user);              /**< as free                                      */
    void *user;                                            /**< handed to each of the three                  */
} chorus_allocator;

/** How important a log line is. */
typedef enum chorus_log_level {
    CHORUS_LOG_DEBUG   = 0, /**< for those who look into the library             */
    CHORUS_LOG_INFO    = 1, /**< what a player may want to know: connected, ready */
    CHORUS_LOG_WARNING = 2, /**< something was wrong and was put right           */
    CHORUS_LOG_ERROR   = 3, /**< something does not work and will not by itself  */
    CHORUS_LOG_FORCE_INT = 0x7fffffff
} chorus_log_level;

/**
 * One conversation, as slot and generation. `{0}` is never a session. Stale handles are recognised; one
 * of another runtime is not.
 */
typedef struct chorus_session {
    uint32_t id; /**< 0: none */
} chorus_session;

/** Ties a CHORUS_EVENT_REPLY to the call that asked for it. `{0}` is never a request. */
typedef struct chorus_request {
    uint32_t id; /**< 0: none */
} chorus_request;

/**
 * Prepare an options struct: everything zero, which means default, and its size noted so that a
 * program built against older headers keeps working with a newer library.
 */
#define CHORUS_INIT(p) ((void)memset((p), 0, sizeof *(p)), (void)((p)->struct_size = sizeof *(p)))

#ifdef __cplusplus
}
#endif
#endif
