#include "common/screenshot.h"

#include "common/report.h"

#include <png.h>

static bool write_png(const char *file, const void *pixels, int width, int height)
{
    png_image image = { .version = PNG_IMAGE_VERSION,
                        .width   = (png_uint_32)width,
                        .height  = (png_uint_32)height,
                        .format  = PNG_FORMAT_RGB };
    if (png_image_write_to_file(&image, file, 0, pixels, 0, NULL) != 0)
        return true;
    sample_report_error("choose a place that can be written", "cannot write %s: %s", file,
                        image.message);
    return false;
}

bool sample_screenshot_save(SDL_Renderer *renderer, const char *file)
{
    int width = 0, height = 0;
    SDL_GetRendererOutputSize(renderer, &width, &height);
    void *pixels   = SDL_malloc((size_t)width * (size_t)height * 3);
    bool  is_saved = false;
    if (pixels == NULL ||
        SDL_RenderReadPixels(renderer, NULL, SDL_PIXELFORMAT_RGB24, pixels, width * 3) != 0)
        sample_report_error("try a smaller --size", "cannot read the picture back: %s",
                            SDL_GetError());
    else
        is_saved = write_png(file, pixels, width, height);
    SDL_free(pixels);
    return is_saved;
}
