#include "common/script_events.h"

static int scancode_of(const char *name)
{
    return SDL_GetScancodeFromName(name);
}

const sample_script_keyboard sample_script_all_keys = { scancode_of, "name a key as SDL does, such as Left, Space or A" };

/* Without a window SDL has no layout of keys; their names lead to the same symbols. */
bool sample_script_next_event(sample_script *script, uint64_t frame, SDL_Event *out)
{
    sample_script_key key;
    if (!sample_script_next(script, frame, &key))
        return false;
    SDL_Scancode code = (SDL_Scancode)key.key;
    *out              = (SDL_Event){ .key = {
                                         .type   = key.is_down ? SDL_KEYDOWN : SDL_KEYUP,
                                         .state  = key.is_down ? SDL_PRESSED : SDL_RELEASED,
                                         .keysym = { .scancode = code, .sym = SDL_GetKeyFromName(SDL_GetScancodeName(code)) },
                        } };
    return true;
}
