/*
 * stage.h - what a sample draws on: a window or, without a display, a picture in memory.
 * It counts and paces the frames, hands out keys, ends when asked to, and saves the last frame.
 * Without a window, a script or a number of frames makes every frame last a 60th of a second, so that
 * the same frames give the same run.
 *
 *     while (sample_stage_begin(&stage)) {
 *         ... sample_stage_next_event() ... draw ...
 *         sample_stage_end(&stage);
 *     }
 */
#ifndef SAMPLES_COMMON_STAGE_H
#define SAMPLES_COMMON_STAGE_H

#include "common/args.h"
#include "common/script.h"
#include "common/shapes.h"
#include "common/text.h"

#include <SDL.h>
#include <stdbool.h>

/* Somebody who is asked first, such as a screen over the game. True: the game shall not see it. */
typedef bool (*sample_stage_taker)(void *user, const SDL_Event *event);

/* Read only; `is_ending` may be set to make this frame the last one, and `taker` by who needs keys. */
typedef struct sample_stage {
    const sample_args *args;
    SDL_Window        *window;  /* NULL: headless               */
    SDL_Surface       *picture; /* headless only                */
    SDL_Renderer      *renderer;
    sample_text       *text;
    sample_shapes     *shapes;
    int                width, height; /* pixels of this frame                  */
    float              ui_scale;      /* 1 when they are 640x360, 2 for 1280x720 */
    int                text_size;     /* the size of text that goes with it    */
    float              dt_s;          /* time since the frame before           */
    double             now_s;         /* time since the stage was opened       */
    bool               is_steady;     /* time goes by frames, not by the clock */
    uint64_t           frames;        /* begun so far                          */
    bool               is_ending;
    bool               has_failed; /* the screenshot could not be saved     */
    bool               has_vsync;
    uint64_t           started;       /* performance counter                   */
    uint64_t           frame_started; /* performance counter                   */
    uint64_t           frame_due;     /* performance counter, when paced here  */
    sample_stage_taker taker;
    void              *taker_user;
    sample_script      script;
    bool               is_down[SDL_NUM_SCANCODES];
} sample_stage;

/* Since a value of SDL_GetPerformanceCounter(). */
double sample_seconds_since(uint64_t counter);

/* False, with the reason printed, when there is nothing to draw on. */
bool sample_stage_open(sample_stage *stage, const sample_args *args, const char *title);
void sample_stage_close(sample_stage *stage); /* half open is fine */

/* Begin the next frame; false after the last one. */
bool sample_stage_begin(sample_stage *stage);

/* False when nobody will see this frame, so that drawing it can be left out. Of a known number of frames
   without a window the last one is seen, and one now and then in case it ends before. */
bool sample_stage_is_seen(const sample_stage *stage);

/* The next key or other event of the window or of the script; false when there is none. Closing the
   window ends the stage. Ask once a frame until it is false. */
bool sample_stage_next_event(sample_stage *stage, SDL_Event *out);

/* Whether the key is held, by the events that were handed out. */
bool sample_stage_key(const sample_stage *stage, SDL_Scancode key);

/* Show the frame and wait until it is time for the next. */
void sample_stage_end(sample_stage *stage);

#endif
