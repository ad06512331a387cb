/**
 * @file interactive_controls.h
 * Interactive 2: the standard properties of each kind of control, read and written at once.
 *
 * An info is begun with CHORUS_INIT, filled by a get, changed, and given to the set of the same name,
 * which sends what differs from the mirror with the next pump. Any control can be read as any kind: what
 * it does not have is at its default. Strings that are read end with the next pump.
 */
#ifndef CHORUS_INTERACTIVE_CONTROLS_H
#define CHORUS_INTERACTIVE_CONTROLS_H

#include "interactive_methods.h"
#include "interactive_resources.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A button. Protocol section 6.2. */
typedef struct chorus_button_info {
    size_t     struct_size;      /**< set by CHORUS_INIT                                          */
    chorus_str text;             /**< caption                                                     */
    chorus_str tooltip;
    chorus_str text_size;        /**< CSS size, such as "14px"                                    */
    chorus_str text_color;       /**< CSS colours; empty: the page's own                          */
    chorus_str border_color;
    chorus_str background_color;
    chorus_str focus_color;
    chorus_str accent_color;     /**< of progress and cooldown                                    */
    chorus_str background_image;
    int64_t    cost;             /**< sparks a press costs                                        */
    int64_t    cooldown_ms;      /**< locked until this moment of the service's clock; 0: not     */
    double     progress;         /**< 0..1; 0 hides the bar                                       */
    int32_t    key_code;         /**< JavaScript key code; negative: none                         */
    int32_t    gamepad_button;   /**< 0..15; negative: none                                       */
    bool       is_disabled;
} chorus_button_info;

/** A joystick. */
typedef struct chorus_joystick_info {
    size_t  struct_size;      /**< set by CHORUS_INIT                       */
    double  angle;            /**< where the light at the rim is, radians   */
    double  intensity;        /**< of that light, 0..1                      */
    int32_t sample_rate_ms;   /**< least time between two moves; 50         */
    int32_t gamepad_joystick; /**< 0 or 1; negative: none                   */
    bool    is_disabled;
} chorus_joystick_info;

/** A label. */
typedef struct chorus_label_info {
    size_t     struct_size;   /**< set by CHORUS_INIT */
    chorus_str text;
    chorus_str text_size;     /**< CSS size           */
    chorus_str text_color;    /**< CSS colour         */
    bool       is_underlined, is_bold, is_italic;
    bool       is_disabled;
} chorus_label_info;

/** A text box. */
typedef struct chorus_textbox_info {
    size_t     struct_size;  /**< set by CHORUS_INIT                                       */
    chorus_str placeholder;
    chorus_str submit_text;  /**< "Submit" where none is given                             */
    int64_t    cost;         /**< sparks; forces a button to send with                     */
    int64_t    cooldown_ms;  /**< locked until this moment of the service's clock; 0: not  */
    bool       has_submit;   /**< a button to send with, and nothing while typing          */
    bool       is_multiline;
    bool       is_disabled;
} chorus_textbox_info;

/** When a screen sends moves. */
typedef enum chorus_screen_moves {
    CHORUS_SCREEN_MOVES_PRESSED   = 0, /**< "mousedown": while pressed, the default */
    CHORUS_SCREEN_MOVES_ALWAYS    = 1, /**< "always"                                */
    CHORUS_SCREEN_MOVES_NEVER     = 2, /**< "never"                                 */
    CHORUS_SCREEN_MOVES_FORCE_INT = 0x7fffffff
} chorus_screen_moves;

/** A screen, which covers the picture. */
typedef struct chorus_screen_info {
    size_t              struct_size;      /**< set by CHORUS_INIT                */
    chorus_screen_moves moves;
    int32_t             move_throttle_ms; /**< least time between two moves; 50  */
    bool                sends_down;       /**< true where nothing is said        */
    bool                sends_up;         /**< true where nothing is said        */
    bool                is_disabled;
} chorus_screen_info;

/**
 * Read all standard properties of a button.
 * @returns OK, E_INVALID (also for an `out` that CHORUS_INIT has not prepared), E_NOT_FOUND for a stale
 *          handle or another kind of resource, E_MEMORY
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_interactive_get_button(chorus_runtime *rt, chorus_session session,
                                                       chorus_resource control, chorus_button_info *out);
/** As chorus_interactive_get_button(). @threadsafety game thread */
CHORUS_API chorus_result chorus_interactive_get_joystick(chorus_runtime *rt, chorus_session session,
                                                         chorus_resource control, chorus_joystick_info *out);
/** As chorus_interactive_get_button(). @threadsafety game thread */
CHORUS_API chorus_result chorus_interactive_get_label(chorus_runtime *rt, chorus_session session,
                                                      chorus_resource control, chorus_label_info *out);
/** As chorus_interactive_get_button(). @threadsafety game thread */
CHORUS_API chorus_result chorus_interactive_get_textbox(chorus_runtime *rt, chorus_session session,
                                                        chorus_resource control, chorus_textbox_info *out);
/** As chorus_interactive_get_button(). @threadsafety game thread */
CHORUS_API chorus_result chorus_interactive_get_screen(chorus_runtime *rt, chorus_session session,
                                                       chorus_resource control, chorus_screen_info *out);

/**
 * Change the standard properties of a button that differ from the mirror. Serves updateControls, as all
 * setters do. Nothing is sent when nothing differs.
 * @param info  filled by chorus_interactive_get_button() and then changed; strings are copied
 * @returns as chorus_interactive_set_string(); E_VERSION
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_interactive_set_button(chorus_runtime *rt, chorus_session session,
                                                       chorus_resource control, const chorus_button_info *info);
/** As chorus_interactive_set_button(). @threadsafety game thread */
CHORUS_API chorus_result chorus_interactive_set_joystick(chorus_runtime *rt, chorus_session session,
                                                         chorus_resource control, const chorus_joystick_info *info);
/** As chorus_interactive_set_button(). @threadsafety game thread */
CHORUS_API chorus_result chorus_interactive_set_label(chorus_runtime *rt, chorus_session session,
                                                      chorus_resource control, const chorus_label_info *info);
/** As chorus_interactive_set_button(). @threadsafety game thread */
CHORUS_API chorus_result chorus_interactive_set_textbox(chorus_runtime *rt, chorus_session session,
                                                        chorus_resource control, const chorus_textbox_info *info);
/** As chorus_interactive_set_button(). @threadsafety game thread */
CHORUS_API chorus_result chorus_interactive_set_screen(chorus_runtime *rt, chorus_session session,
                                                       chorus_resource control, const chorus_screen_info *info);

/**
 * Read where a control stands, one position for each grid it has one for.
 * @param out       receives up to `capacity` positions; their sizes end with the next pump
 * @param count     receives how many there are, also with E_SIZE
 * @returns OK, E_INVALID, E_NOT_FOUND, E_SIZE when there are more than fit, E_MEMORY
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_interactive_get_positions(chorus_runtime *rt, chorus_session session,
                                                          chorus_resource control, chorus_position *out,
                                                          uint32_t capacity, uint32_t *count);

/**
 * Change where a control stands, on all grids at once.
 * @param positions  copied; one for each grid, none: it is not shown
 * @returns as chorus_interactive_set_string()
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_interactive_set_positions(chorus_runtime *rt, chorus_session session,
                                                          chorus_resource control,
                                                          const chorus_position *positions, uint32_t count);

#ifdef __cplusplus
}
#endif
#endif
