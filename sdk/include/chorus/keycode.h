/**
 * @file keycode.h
 * JavaScript key codes by name, and their names: for chorus_control_desc::key_code and the property "keyCode".
 */
#ifndef CHORUS_KEYCODE_H
#define CHORUS_KEYCODE_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * The code of a key.
 *
 * Names are letters, digits and signs ("a", "7", ";"), words ("space", "page up", "F5", "numpad 3"), common
 * other words for the same key ("return", "del", "cmd", "ArrowUp") and symbols that stand on keys ("⌘", "⏎", "↑").
 * Small and capital letters are the same; spaces and underscores within a word do not count.
 * @param name  UTF-8
 * @returns the code; 0 for NULL and for a name that no key has
 * @threadsafety any thread
 */
CHORUS_API int32_t chorus_keycode_from_name(const char *name);

/**
 * The name of a key, such as "a", "space" or "up". chorus_keycode_from_name() knows it.
 * @returns static storage, never NULL; "" for a code that is no key's
 * @threadsafety any thread
 */
CHORUS_API const char *chorus_keycode_name(int32_t code);

/**
 * What to show for a key on a button, in one or two characters where there are such: "A", "↑", "⌘", "F5".
 * chorus_keycode_from_name() knows it.
 * @returns static storage, never NULL, UTF-8; "" for a code that is no key's
 * @threadsafety any thread
 */
CHORUS_API const char *chorus_keycode_symbol(int32_t code);

#ifdef __cplusplus
}
#endif
#endif
