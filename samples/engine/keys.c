#include "keys.h"

static const float cursor_per_s = 700.0F;

settings_key keys_for_settings(SDL_Keycode key)
{
    switch (key) {
    case SDLK_UP: return SETTINGS_KEY_UP;
    case SDLK_DOWN: return SETTINGS_KEY_DOWN;
    case SDLK_LEFT: return SETTINGS_KEY_LEFT;
    case SDLK_RIGHT: return SETTINGS_KEY_RIGHT;
    case SDLK_RETURN:
    case SDLK_KP_ENTER: return SETTINGS_KEY_ENTER;
    case SDLK_ESCAPE: return SETTINGS_KEY_ESCAPE;
    case SDLK_BACKSPACE: return SETTINGS_KEY_BACKSPACE;
    default: return SETTINGS_KEY_OTHER;
    }
}

char keys_character(const sample_stage *stage, SDL_Keycode key)
{
    return stage->args->script != NULL && key > 0 && key < 0x7f ? (char)key : 0;
}

static float held(const sample_stage *stage, SDL_Scancode less, SDL_Scancode more)
{
    return (float)sample_stage_key(stage, more) - (float)sample_stage_key(stage, less);
}

void keys_move_cursor(draw_cursor *cursor, const sample_stage *stage)
{
    float right = held(stage, SDL_SCANCODE_LEFT, SDL_SCANCODE_RIGHT);
    float down  = held(stage, SDL_SCANCODE_UP, SDL_SCANCODE_DOWN);
    cursor->is_shown |= right != 0.0F || down != 0.0F;
    cursor->x = SDL_clamp(cursor->x + right * cursor_per_s * stage->dt_s, 0.0F, (float)WORLD_W);
    cursor->y = SDL_clamp(cursor->y + down * cursor_per_s * stage->dt_s, 0.0F, (float)WORLD_H);
}
