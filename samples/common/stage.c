#include "common/stage.h"

#include "common/report.h"
#include "common/screenshot.h"
#include "common/script_events.h"
#include "common/stop_signal.h"

#include <string.h>

enum { FRAMES_PER_S = 60, WITH_VSYNC_PER_S = 250, FRAMES_A_LOOK = 4 };

static const float dt_steady_s = 1.0F / (float)FRAMES_PER_S;
static const float dt_most_s = 0.05F; /* after a pause things go on, they do not jump */

double sample_seconds_since(uint64_t counter)
{
    return (double)(SDL_GetPerformanceCounter() - counter) / (double)SDL_GetPerformanceFrequency();
}

/* ---- opening ---------------------------------------------------------------------------------- */

/* SDL falls back to drivers that show nothing; here that is no display. */
static bool has_display(void)
{
    SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
    if (SDL_Init(SDL_INIT_VIDEO) != 0)
        return false;
    const char *driver = SDL_GetCurrentVideoDriver();
    SDL_SetError("SDL has only %s", driver);
    return strcmp(driver, "offscreen") != 0 && strcmp(driver, "dummy") != 0;
}

static bool open_window(sample_stage *stage, const char *title)
{
    if (!has_display())
        return false;
    stage->window =
        SDL_CreateWindow(title, SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED, stage->args->width,
                         stage->args->height, SDL_WINDOW_RESIZABLE | SDL_WINDOW_ALLOW_HIGHDPI);
    if (stage->window == NULL)
        return false;
    stage->renderer = SDL_CreateRenderer(stage->window, -1,
                                         SDL_RENDERER_PRESENTVSYNC | SDL_RENDERER_TARGETTEXTURE);
    if (stage->renderer == NULL)
        stage->renderer = SDL_CreateRenderer(stage->window, -1, SDL_RENDERER_SOFTWARE);
    return stage->renderer != NULL;
}

static void close_window(sample_stage *stage)
{
    if (stage->renderer != NULL)
        SDL_DestroyRenderer(stage->renderer);
    if (stage->window != NULL)
        SDL_DestroyWindow(stage->window);
    SDL_Quit();
    stage->renderer = NULL;
    stage->window   = NULL;
}

static bool open_picture(sample_stage *stage)
{
    int width = stage->args->width, height = stage->args->height;
    stage->picture = SDL_CreateRGBSurfaceWithFormat(0, width, height, 32, SDL_PIXELFORMAT_ARGB8888);
    if (stage->picture != NULL)
        stage->renderer = SDL_CreateSoftwareRenderer(stage->picture);
    return stage->renderer != NULL;
}

static bool make_tools(sample_stage *stage)
{
    const Uint32     wanted = SDL_RENDERER_PRESENTVSYNC | SDL_RENDERER_ACCELERATED;
    SDL_RendererInfo info   = { 0 };
    SDL_GetRendererInfo(stage->renderer, &info);
    stage->has_vsync = (info.flags & wanted) == wanted;
    stage->text      = sample_text_create(stage->renderer);
    stage->shapes    = sample_shapes_create(stage->renderer);
    return stage->text != NULL && stage->shapes != NULL;
}

bool sample_stage_open(sample_stage *stage, const sample_args *args, const char *title)
{
    *stage = (sample_stage){ .args = args };
    sample_stop_signal_listen();
    if (args->script != NULL && !sample_script_read(&stage->script, args->script, &sample_script_all_keys))
        return false;
    if (!args->is_headless && !open_window(stage, title)) {
        sample_report_note("there is no display (%s), going on without a window", SDL_GetError());
        close_window(stage);
    }
    if ((stage->window == NULL && !open_picture(stage)) || !make_tools(stage)) {
        sample_report_error("try a smaller --size", "there is nothing to draw on: %s",
                            SDL_GetError());
        return false;
    }
    stage->is_steady = stage->window == NULL && (args->script != NULL || args->frames != 0);
    stage->started = stage->frame_started = stage->frame_due = SDL_GetPerformanceCounter();
    return true;
}

void sample_stage_close(sample_stage *stage)
{
    sample_shapes_destroy(stage->shapes);
    sample_text_destroy(stage->text);
    close_window(stage);
    SDL_FreeSurface(stage->picture);
    sample_script_deinit(&stage->script);
    *stage = (sample_stage){ 0 };
}

/* ---- frames ----------------------------------------------------------------------------------- */

static void take_time(sample_stage *stage)
{
    float passed_s       = (float)sample_seconds_since(stage->frame_started);
    stage->dt_s          = stage->is_steady ? dt_steady_s : SDL_min(passed_s, dt_most_s);
    stage->now_s         = stage->is_steady ? (double)stage->frames / FRAMES_PER_S
                                            : sample_seconds_since(stage->started);
    stage->frame_started = SDL_GetPerformanceCounter();
    stage->frames++;
}

bool sample_stage_begin(sample_stage *stage)
{
    if (stage->is_ending)
        return false;
    take_time(stage);
    SDL_GetRendererOutputSize(stage->renderer, &stage->width, &stage->height);
    stage->ui_scale  = SDL_min((float)stage->width / 640.0F, (float)stage->height / 360.0F);
    stage->text_size = SDL_max(1, (int)(stage->ui_scale + 0.5F));
    return true;
}

bool sample_stage_is_seen(const sample_stage *stage)
{
    const sample_args *args = stage->args;
    if (stage->window != NULL || args->screenshot == NULL)
        return stage->window != NULL;
    return args->frames == 0 || stage->frames == args->frames || stage->frames % FRAMES_A_LOOK == 0;
}

static bool is_key(const SDL_Event *event)
{
    return event->type == SDL_KEYDOWN || event->type == SDL_KEYUP;
}

/* Who plays by a script is not disturbed by the keyboard. */
static bool poll_event(sample_stage *stage, SDL_Event *out)
{
    bool has_script = stage->args->script != NULL;
    if (has_script && sample_script_next_event(&stage->script, stage->frames, out))
        return true;
    while (stage->window != NULL && SDL_PollEvent(out)) {
        if (!has_script || !is_key(out))
            return true;
    }
    return false;
}

/* True when the game shall see it. A key that goes up does so for everybody. */
static bool note_event(sample_stage *stage, const SDL_Event *event)
{
    bool is_taken = stage->taker != NULL && stage->taker(stage->taker_user, event);
    if (event->type == SDL_QUIT)
        stage->is_ending = true;
    if (is_key(event) && (unsigned)event->key.keysym.scancode < SDL_NUM_SCANCODES)
        stage->is_down[event->key.keysym.scancode] = event->type == SDL_KEYDOWN && !is_taken;
    return !is_taken;
}

bool sample_stage_next_event(sample_stage *stage, SDL_Event *out)
{
    while (poll_event(stage, out)) {
        if (note_event(stage, out))
            return true;
    }
    return false;
}

bool sample_stage_key(const sample_stage *stage, SDL_Scancode key)
{
    return stage->is_down[key];
}

static bool is_last_frame(const sample_stage *stage)
{
    const sample_args *args = stage->args;
    return stage->is_ending || sample_stop_signal_has_come() ||
           (args->frames != 0 && stage->frames >= args->frames) ||
           (args->seconds > 0.0 && stage->now_s >= args->seconds);
}

/* With vsync the screen sets the pace, but a hidden window does not wait for it. Else frames are due
   at even times; who is far behind does not hurry to catch up. */
static void wait_for_next_frame(sample_stage *stage)
{
    uint64_t now = SDL_GetPerformanceCounter(), per_s = SDL_GetPerformanceFrequency();
    uint64_t step = per_s / (stage->has_vsync ? WITH_VSYNC_PER_S : FRAMES_PER_S);
    uint64_t due  = (stage->has_vsync ? stage->frame_started : stage->frame_due) + step;
    if (due + step < now)
        due = now;
    stage->frame_due = due;
    if (due > now)
        SDL_Delay((Uint32)((due - now) * 1000 / per_s));
}

void sample_stage_end(sample_stage *stage)
{
    stage->is_ending = is_last_frame(stage);
    if (stage->is_ending && stage->args->screenshot != NULL)
        stage->has_failed = !sample_screenshot_save(stage->renderer, stage->args->screenshot);
    SDL_RenderPresent(stage->renderer);
    if (!stage->is_ending)
        wait_for_next_frame(stage);
}
