/* The one table of limits: docs/limits.md is compared with it. */
#include "host/service/host_limits.h"

#include "base/options.h"

#include <stddef.h>

typedef struct limit {
    chorus_host_limit told;
    const char       *fault;
} limit;

#define LIMIT(field, usual, least, most, unit, what)                                                        \
    { { sizeof(chorus_host_limit), #field, unit, what, usual, least, most,                                \
        (uint32_t)offsetof(chorus_host_limits, field) },                                                    \
      #field ": a whole number from " #least " to " #most " is needed" }

/* In the order of the struct. */
static const limit limits[] = {
    LIMIT(max_participants, 10000, 1, 100000, "people", "Participants of all channels at once; later ones hear that the room is full."),
    LIMIT(spare_connections, 2000, 16, 100000, "connections", "Connections besides one for each participant: games, requests and handshakes."),
    LIMIT(inputs_per_s, 20, 1, 1000, "per second", "Inputs of one participant without moves, twice as many at once; more are refused."),
    LIMIT(moves_per_s, 30, 1, 1000, "per second", "Moves of one participant; of more the newest waits for its turn."),
    LIMIT(calls_per_s, 10, 1, 1000, "per second", "Calls of one participant besides its inputs, four times as many at once."),
    LIMIT(max_compressed, 32, 1, 100000, "people", "Participants whose frames are compressed if they ask; each takes up to 500 KB."),
    LIMIT(memory_limit_bytes, 1500000, 4096, 4294967295, "bytes", "What one game stores; above 1500000 the rest is for properties of its participants."),
    LIMIT(file_quota_bytes, 50000000, 1, 1000000000, "bytes", "The files of one game together."),
    LIMIT(game_bytes_per_s, 1310720, 1, 4294967295, "bytes per second", "What a game is told, three times as much at once, until it sets throttles of its own."),
    LIMIT(game_message_bytes, 2000000, 1024, 2000000, "bytes", "One message from a game, also when it is unpacked."),
    LIMIT(game_queue_bytes, 4194304, 65536, 1073741824, "bytes", "What waits for a slow game before it is cut with 1008."),
    LIMIT(participant_message_bytes, 8192, 512, 2000000, "bytes", "One message from a participant, also when it is unpacked."),
    LIMIT(participant_queue_bytes, 262144, 4096, 67108864, "bytes", "What waits for a slow participant, besides twice the game's state, before it is cut with 1008."),
    LIMIT(request_body_bytes, 16384, 256, 1048576, "bytes", "The body of an HTTP request that is no file; longer ones are answered 413."),
    LIMIT(header_ms, 5000, 1000, 600000, "ms", "From a connection to its first whole request header, and for each later one."),
    LIMIT(body_ms, 10000, 1000, 600000, "ms", "From the header of a request to the end of its body; files have a second more for each 64 KiB."),
    LIMIT(answer_ms, 10000, 1000, 600000, "ms", "For a peer to take an answer, or the next 64 KiB of a file."),
    LIMIT(ping_after_ms, 30000, 1000, 3600000, "ms", "Silence on a websocket after which it is pinged."),
    LIMIT(hang_up_after_ms, 90000, 1000, 3600000, "ms", "Silence on a websocket, pings unanswered, after which it is cut."),
    LIMIT(takeover_ms, 5000, 1, 3600000, "ms", "Unanswered pings after which the same game may take the place of its lost connection."),
    LIMIT(join_keys, 4096, 16, 1000000, "keys", "Join keys given out and not used yet; the oldest makes room for a new one."),
    LIMIT(join_key_ms, 60000, 1000, 3600000, "ms", "How long a join key is good for opening a socket."),
    LIMIT(max_channels, 1000, 1, 100000, "channels", "Channels of users and accounts alive at once; the game of one more is refused with 1013."),
    LIMIT(code_tries_per_minute, 30, 1, 6000, "per minute", "Join codes asked for from one address; more are answered 429."),
    LIMIT(connections_per_address, 20, 1, 100000, "connections", "Of one IPv4 address or one /64 at once; an idle one of a browser gives way to a new one. Raise it where a whole venue has one address."),
    LIMIT(connects_per_address_s, 20, 1, 100000, "per second", "New connections of one address, four times as many at once; more are answered 429."),
    LIMIT(requests_per_address_s, 50, 1, 100000, "per second", "HTTP requests and handshakes of one address, four times as many at once; more are answered 429."),
    LIMIT(joins_per_address_s, 5, 1, 100000, "per second", "Of one address who ask to join, four times as many at once; more are answered 429."),
    LIMIT(joins_per_s, 2000, 1, 100000, "per second", "Of all addresses who ask to join, four times as many at once; more are answered 429."),
    LIMIT(unheard_connections, 6000, 16, 100000, "connections", "Connections that have not sent a whole request yet, TLS handshakes too, and no more than half of those that are free; the oldest gives way."),
    LIMIT(frames_per_s, 200, 10, 100000, "per second", "Frames of one participant, twice as many at once; it is cut with 1008."),
    LIMIT(participant_bytes_per_s, 131072, 1024, 1073741824, "bytes per second", "What one participant sends, four times as much at once; it is cut with 1008."),
    LIMIT(fragments_per_message, 16, 1, 100000, "fragments", "In one message of a participant; it is cut with 1008."),
    LIMIT(slow_reader_ms, 10000, 1000, 600000, "ms", "In which a participant or a game for whom something waits takes nothing; then it is cut with 1008."),
    LIMIT(confirm_sparks, 100, 1, 4294967295, "sparks", "A cost above which the page asks before it is paid."),
    LIMIT(studios_per_channel, 16, 1, 1000, "studios", "Studios at one channel at once; one more is closed with 1013."),
    LIMIT(studio_calls_per_s, 20, 1, 1000, "per second", "Calls of one studio, three times as many at once; more are refused."),
    LIMIT(studio_message_bytes, 262144, 1024, 2000000, "bytes", "One message from a studio."),
    LIMIT(studio_queue_bytes, 4194304, 65536, 1073741824, "bytes", "What waits for a slow studio, besides twice the game's state, before it is cut with 1008."),
    LIMIT(bans_per_channel, 10000, 1, 1000000, "bans", "Bans of one channel that hold; one more is refused."),
    LIMIT(jobs_for_disk, 4096, 16, 1000000, "changes", "Changes that wait for the disk at once; what would bring more is to try again later. Taken when the host opens."),
    LIMIT(projects_per_account, 100, 1, 10000, "projects", "Projects that editors save, of one account."),
    LIMIT(versions_per_account, 500, 1, 100000, "versions", "Versions of all projects of one account."),
    LIMIT(scenes_bytes_per_account, 16777216, 65536, 1073741824, "bytes", "The scenes of all versions of one account together."),
    LIMIT(codes_per_client, 10, 1, 100000, "codes", "Codes for signing in that games of one client wait with at once; more are answered 429."),
    LIMIT(codes_per_address, 5, 1, 100000, "codes", "The same of one address. Raise it where a whole venue has one address."),
    LIMIT(wrong_codes_per_account, 5, 1, 1000, "per 15 minutes", "Wrong codes for signing in that one account types, then it waits."),
    LIMIT(wrong_codes_per_address, 10, 1, 100000, "per 15 minutes", "Wrong codes for signing in typed at one address, then it waits."),
    LIMIT(wrong_passwords_per_account, 50, 1, 100000, "per 15 minutes", "Wrong passwords for one account from anywhere, then it waits."),
    LIMIT(wrong_passwords_per_address, 20, 1, 100000, "per 15 minutes", "Wrong passwords for any account from one address, then it waits."),
    LIMIT(accounts_per_address_h, 10, 1, 100000, "per hour", "Accounts made at one address. Raise it where a whole venue has one address."),
    LIMIT(passwords_at_once, 32, 1, 1000, "passwords", "Passwords that wait to be checked; more are answered 503. Taken when the host opens."),
    LIMIT(grace_ms, 0, 0, 3600000, "ms", "How long the session of a game that is gone waits for it to come back; 0: not at all."),
    LIMIT(channels_by_options, 1000, 1, 4000, "channels", "Channels in the options. Taken when the host opens."),
    LIMIT(clients_by_options, 1000, 1, 10000, "clients", "Programs in the options that may ask people for a token. Taken when the host opens."),
    LIMIT(projects_by_options, 10000, 1, 100000, "projects", "Project versions in the options. Taken when the host opens."),
    LIMIT(project_file_bytes, 2097152, 1024, 67108864, "bytes", "The file of a project version, without its bundle."),
    LIMIT(max_users, 10000, 1, 1000000, "users", "Users in the options, and accounts that have taken part since the host was opened."),
    LIMIT(scenes_per_game, 256, 1, 65536, "scenes", "Scenes of one game at once."),
    LIMIT(groups_per_game, 4096, 1, 65536, "groups", "Groups of one game at once."),
    LIMIT(controls_per_scene, 512, 1, 65536, "controls", "Controls of one scene at once."),
    LIMIT(object_bytes, 65536, 1024, 524288, "bytes", "One scene, group, control or participant with its properties, or the world."),
    LIMIT(tag_bytes, 8192, 256, 524288, "bytes", "What is remembered of who wrote what in one object; beyond it all of the object counts as written last."),
    LIMIT(memory_overruns, 16, 1, 100000, "changes", "Changes refused because a game stores too much, none given back in between; then it is closed with 4017."),
    LIMIT(throttle_rules, 64, 1, 1024, "rules", "Throttles of one game."),
    LIMIT(throttled_bytes, 262144, 4096, 1073741824, "bytes", "What waits for a throttle of the game's own and cannot be told later in other words; beyond it the game is told at once."),
    LIMIT(moves_bytes, 4194304, 65536, 1073741824, "bytes", "Moves of all participants of a game that wait for their turn."),
    LIMIT(input_bytes, 4096, 64, 65536, "bytes", "One input of a participant; longer ones are refused."),
    LIMIT(controls_held, 32, 1, 1024, "controls", "Controls that one participant holds down or moves at once; more are refused."),
    LIMIT(unusable_packets, 100, 1, 100000, "packets", "Packets of a participant that cannot be used, one after the other; it is closed with 1008."),
    LIMIT(open_transactions, 64, 1, 10000, "transactions", "Of one payer at once in a game; the oldest makes room."),
    LIMIT(transaction_ms, 300000, 1000, 86400000, "ms", "How long a transaction can be captured."),
    LIMIT(files_per_game, 4096, 1, 1000000, "files", "Files of one game at once."),
    LIMIT(upload_permits, 1024, 1, 1000000, "permits", "Uploads that a game was allowed and has not used up; the oldest makes room."),
    LIMIT(upload_permit_ms, 600000, 1000, 86400000, "ms", "How long an upload may begin after it was allowed."),
    LIMIT(muted_controls, 1024, 1, 100000, "controls", "Controls of one game that moderators have switched off."),
    LIMIT(studio_unusable_packets, 20, 1, 100000, "packets", "Packets of a studio that cannot be used, one after the other; it is closed with 1008."),
    LIMIT(editor_bytes, 1048576, 1024, 67108864, "bytes", "What an editor sends in one request about a version."),
    LIMIT(editor_ms, 20000, 1000, 600000, "ms", "For an editor to send such a request, from its header to its end."),
    LIMIT(bundle_files, 512, 1, 65536, "files", "Files of one bundle."),
    LIMIT(bundle_file_bytes, 2097152, 1024, 268435456, "bytes", "One file of a bundle."),
    LIMIT(bundle_bytes, 10485760, 1024, 1073741824, "bytes", "All files of one bundle together."),
    LIMIT(max_accounts, 100000, 1, 10000000, "accounts", "Accounts of the host."),
    LIMIT(max_clients, 10000, 16, 1000000, "clients", "Programs that may ask people for a token."),
    LIMIT(max_links, 100000, 1, 10000000, "permissions", "What people have allowed programs, all together."),
    LIMIT(links_per_client, 20, 1, 1000, "permissions", "Of one account to one program; the one unused for longest makes room."),
    LIMIT(max_logins, 100000, 1, 10000000, "browsers", "Browsers that somebody is signed in with; the oldest makes room."),
    LIMIT(login_s, 2592000, 60, 315360000, "s", "How long a browser stays signed in."),
    LIMIT(access_token_s, 21599, 60, 31536000, "s", "How long an access token is good."),
    LIMIT(refresh_token_s, 31536000, 60, 3153600000, "s", "How long a refresh token is good."),
    LIMIT(refresh_again_ms, 60000, 1, 3600000, "ms", "How long a refresh token that was used works once more, for when the answer was lost."),
    LIMIT(max_codes, 1000, 1, 100000, "codes", "Codes for signing in that wait at once."),
    LIMIT(short_code_s, 120, 5, 3600, "s", "How long a short code for signing in is good."),
    LIMIT(device_code_s, 300, 5, 3600, "s", "The same of a code of the device flow."),
    LIMIT(device_poll_s, 5, 1, 60, "s", "Between two questions of a device whether its code was typed; asked ten times too fast, the code is cancelled."),
    LIMIT(codes_asked_per_address, 5, 1, 100000, "per 5 s", "Codes for signing in asked for from one address; more are answered 429."),
    LIMIT(wrong_codes_per_s, 1, 1, 100000, "per second", "Wrong codes of everybody, thirty times as many at once; then all wait."),
    LIMIT(wrong_passwords_per_both, 5, 1, 100000, "per 15 minutes", "Wrong passwords for one account from one address, then that address waits."),
    LIMIT(authorization_codes, 4096, 16, 1000000, "codes", "Codes that programs have not exchanged for tokens yet; the oldest makes room."),
    LIMIT(authorization_code_s, 120, 10, 3600, "s", "How long such a code is good."),
    LIMIT(remembered_tries, 8192, 16, 1000000, "entries", "Accounts or addresses that each count of tries remembers; the one counted first makes room."),
    LIMIT(bundle_bytes_per_account, 52428800, 65536, 4294967295, "bytes", "The bundles of all versions of one account together; one more is refused with 409."),
    LIMIT(bundle_bytes_of_accounts, 268435456, 65536, 4294967295, "bytes", "The bundles of all accounts together: they are in memory."),
};

enum { COUNT = sizeof limits / sizeof limits[0] };

static uint32_t value_of(const chorus_host_limits *values, const limit *l)
{
    uint32_t value;
    memcpy(&value, (const char *)values + l->told.offset, sizeof value);
    return value;
}

static void set_value(chorus_host_limits *values, const limit *l, uint32_t value)
{
    memcpy((char *)values + l->told.offset, &value, sizeof value);
}

chorus_result chorus_host_limit_info(uint32_t index, chorus_host_limit *out)
{
    if (out == NULL)
        return CHORUS_E_INVALID;
    if (index >= COUNT)
        return CHORUS_E_NOT_FOUND;
    return cho_options_answer(out, &limits[index].told, sizeof limits[index].told);
}

const char *cho_host_limits_fault(const chorus_host_limits *values)
{
    for (size_t i = 0; i < COUNT; i++) {
        uint32_t value = value_of(values, &limits[i]);
        if (value != 0 && (value < limits[i].told.least || value > limits[i].told.most))
            return limits[i].fault;
    }
    return NULL;
}

void cho_host_limits_complete(const chorus_host_limits *first, const chorus_host_limits *second,
                              chorus_host_limits *out)
{
    chorus_host_limits whole;
    CHORUS_INIT(&whole);
    for (size_t i = 0; i < COUNT; i++) {
        uint32_t value = value_of(first, &limits[i]);
        if (value == 0)
            value = value_of(second, &limits[i]);
        set_value(&whole, &limits[i], value != 0 ? value : limits[i].told.usual);
    }
    *out = whole;
}

void cho_host_limits_usual(chorus_host_limits *out)
{
    chorus_host_limits none;
    CHORUS_INIT(&none);
    cho_host_limits_complete(&none, &none, out);
}

/* ---- from options ---- */

static void take_older(uint32_t *value, uint32_t older)
{
    if (*value == 0)
        *value = older;
}

chorus_result cho_host_limits_asked(const chorus_host_options *options, chorus_host_limits *out)
{
    CHORUS_INIT(out);
    chorus_result r = options->limits == NULL ? CHORUS_OK : cho_options_copy(out, sizeof *out, options->limits);
    if (r != CHORUS_OK)
        return r;
    take_older(&out->max_participants, options->max_participants);
    take_older(&out->inputs_per_s, options->inputs_per_s);
    take_older(&out->moves_per_s, options->moves_per_s);
    take_older(&out->max_compressed, options->max_compressed);
    take_older(&out->memory_limit_bytes, options->memory_limit_bytes);
    take_older(&out->file_quota_bytes, options->file_quota_bytes);
    take_older(&out->game_bytes_per_s, options->game_bytes_per_s);
    take_older(&out->takeover_ms, options->takeover_ms);
    take_older(&out->grace_ms, options->grace_ms);
    return CHORUS_OK;
}
