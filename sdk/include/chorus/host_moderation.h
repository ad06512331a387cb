/**
 * @file host_moderation.h
 * A host: what the game, or whoever runs the show, may do to the audience.
 *
 * Moderation lies over what the game says and changes none of it: a control that is muted here is disabled
 * for the audience only, and a show that is stopped is not ready for the audience only. All of it stays when
 * the game comes back to its session (chorus_host_options::grace_ms) and ends with the session; bans stay with the
 * channel. The audience hears of everything at once, and whatever somebody can no longer hold down is let go of:
 * the game sees the release.
 *
 * A participant is named by its session id, as in chorus_interactive_participant::session_id. Whoever has left by
 * the time the host reads the call is left alone.
 *
 * All calls return OK when the host will see to it, E_INVALID for a NULL or a value out of range, E_NOT_FOUND for a
 * stale handle, a session that is no host or a number that none of its channels has, E_SIZE for a text of more
 * than 1024 bytes, E_MEMORY, E_AGAIN. `reason` is shown to people: UTF-8, copied and cut to 120 bytes; NULL is none.
 */
#ifndef CHORUS_HOST_MODERATION_H
#define CHORUS_HOST_MODERATION_H

#include "runtime.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Send a participant away (close code 4028). It may come back when it asks to.
 * @param channel      number of the channel
 * @param participant  its session id
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_host_kick(chorus_runtime *rt, chorus_session session, uint32_t channel,
                                          const char *participant, const char *reason);

/** How somebody is banned. Zero in any field means its default. Start with CHORUS_INIT(&terms). */
typedef struct chorus_host_ban_terms {
    size_t      struct_size; /**< set by CHORUS_INIT; fields are only ever appended                           */
    const char *reason;      /**< NULL: none                                                                  */
    int64_t     for_ms;      /**< how long; 0: for ever                                                       */
    bool        by_network;  /**< also whoever comes from that IPv4 address or that half of an IPv6 address:
                                  it may hit neighbours                                                       */
} chorus_host_ban_terms;

/**
 * Ban whoever a participant is from a channel: the account, or the browser of a guest as far as it can be told
 * again. It is closed with 4025, and so is whoever else that hits.
 * @param channel      number of the channel
 * @param participant  its session id
 * @param terms        copied; NULL: for ever, without a reason
 * @returns see above; E_VERSION for terms that are newer than this library
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_host_ban(chorus_runtime *rt, chorus_session session, uint32_t channel,
                                         const char *participant, const chorus_host_ban_terms *terms);

/**
 * Lift a ban.
 * @param channel  number of the channel
 * @param ban      what is banned: "user:9", "device:9f86d081884c7d65" or "network:198.51.100.7"
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_host_unban(chorus_runtime *rt, chorus_session session, uint32_t channel,
                                           const char *ban);

/**
 * Set the property `disabled` of a participant. The game hears of it, and may change it.
 * @param channel      number of the channel
 * @param participant  its session id
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_host_set_disabled(chorus_runtime *rt, chorus_session session, uint32_t channel,
                                                  const char *participant, bool is_disabled);

/** How much of a participant is not heard. */
typedef enum chorus_host_mute {
    CHORUS_HOST_MUTE_NOTHING = 0,
    CHORUS_HOST_MUTE_TEXT    = 1, /**< inputs of textboxes are refused */
    CHORUS_HOST_MUTE_ALL     = 2, /**< every input is refused          */
    CHORUS_HOST_MUTE_FORCE_INT = 0x7fffffff
} chorus_host_mute;

/**
 * Refuse inputs of one participant, with 4099. The game cannot change that.
 * @param channel      number of the channel
 * @param participant  its session id
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_host_set_muted(chorus_runtime *rt, chorus_session session, uint32_t channel,
                                               const char *participant, chorus_host_mute mute);

/**
 * Refuse every input of a control, with 4099. The audience sees it disabled; the game's own `disabled` stays as it is,
 * and is what the audience sees when the control is heard again. A control that the game deletes and makes anew
 * stays muted. At most 1024 of a channel.
 * @param channel  number of the channel
 * @param scene    id of its scene, at most 1024 bytes
 * @param control  its id, at most 1024 bytes
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_host_mute_control(chorus_runtime *rt, chorus_session session, uint32_t channel,
                                                  const char *scene, const char *control, bool is_muted);

/**
 * The least time between two inputs of one participant. Moves and releases do not count; textboxes send by submit
 * only meanwhile. Whoever is too early is told how long to wait.
 * @param channel  number of the channel
 * @param slow_ms  at most 3 600 000; 0: as fast as the host's limits allow
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_host_set_slow_mode(chorus_runtime *rt, chorus_session session, uint32_t channel,
                                                   uint32_t slow_ms);

/**
 * Let those who need it take longer: what the game disables stays open so long to whoever sees it and has asked for more time.
 * The audience's page offers it. The game sees it as the participant's whole number "moreTimeMs", and should wait for the
 * longest of them before it counts. Nothing else gets longer: no cooldown, mute or stop.
 * @param channel  number of the channel
 * @param more_ms  at most 600 000; 0: no more time for anybody, and what runs ends
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_host_set_more_time(chorus_runtime *rt, chorus_session session, uint32_t channel,
                                                   uint32_t more_ms);

/**
 * Take part only with an account: guests are turned away, and those who are there are not heard.
 * @param channel  number of the channel
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_host_set_members_only(chorus_runtime *rt, chorus_session session, uint32_t channel,
                                                      bool is_members_only);

/**
 * Stop everything: nothing is held down any more, every input is refused, and the audience sees it with the reason.
 * @param channel  number of the channel
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_host_stop(chorus_runtime *rt, chorus_session session, uint32_t channel,
                                          const char *reason);

/**
 * Go on after chorus_host_stop(). Nothing happens when nothing is stopped.
 * @param channel  number of the channel
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_host_go_on(chorus_runtime *rt, chorus_session session, uint32_t channel);

#ifdef __cplusplus
}
#endif
#endif
