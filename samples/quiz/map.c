#include "map.h"

#include "common/theme.h"
#include "quiz.h"

enum { COLUMNS = 120, ROWS = 45, STEP_DEGREES = 3, SQUARES_MAX = COLUMNS * ROWS };

/* A coast: degrees east and north of its corners. */
typedef struct coast {
    int count;
    const short (*corners)[2];
} coast;

#define COAST(corners)                                                                                                 \
    {                                                                                                                  \
        (int)(sizeof(corners) / sizeof(corners)[0]), corners                                                           \
    }

static const short north_america[][2] = {
    { -168, 66 }, { -156, 71 }, { -140, 70 }, { -125, 70 }, { -110, 68 }, { -96, 72 },  { -85, 69 },  { -94, 60 },
    { -92, 57 },  { -82, 55 },  { -79, 51 },  { -78, 56 },  { -73, 62 },  { -64, 59 },  { -56, 53 },  { -66, 49 },
    { -61, 46 },  { -70, 43 },  { -76, 36 },  { -81, 31 },  { -80, 25 },  { -83, 30 },  { -90, 29 },  { -97, 26 },
    { -96, 19 },  { -90, 21 },  { -87, 21 },  { -88, 16 },  { -83, 15 },  { -82, 9 },   { -78, 9 },   { -80, 7 },
    { -86, 11 },  { -92, 14 },  { -105, 20 }, { -112, 29 }, { -110, 23 }, { -117, 33 }, { -124, 40 }, { -124, 48 },
    { -133, 56 }, { -146, 61 }, { -158, 57 }, { -165, 61 },
};
static const short islands_of_canada[][2] = {
    { -122, 73 }, { -105, 78 }, { -85, 79 }, { -78, 74 }, { -62, 66 }, { -72, 63 }, { -88, 72 }, { -110, 70 },
};
static const short greenland[][2] = {
    { -73, 79 }, { -55, 79 }, { -18, 79 }, { -22, 70 }, { -42, 60 }, { -52, 65 }, { -55, 70 },
};
static const short south_america[][2] = {
    { -78, 8 },   { -72, 12 },  { -62, 10 },  { -51, 5 },   { -50, 0 },   { -35, -6 },
    { -39, -15 }, { -48, -26 }, { -58, -35 }, { -65, -42 }, { -66, -50 }, { -69, -55 },
    { -75, -50 }, { -73, -37 }, { -70, -20 }, { -76, -14 }, { -81, -5 },  { -80, 1 },
};
static const short africa[][2] = {
    { -6, 36 }, { 10, 37 }, { 11, 33 },  { 20, 31 },  { 32, 31 },  { 37, 21 },  { 43, 12 },  { 51, 12 },
    { 47, 4 },  { 39, -5 }, { 40, -15 }, { 35, -22 }, { 31, -29 }, { 26, -34 }, { 19, -34 }, { 12, -17 },
    { 13, -7 }, { 9, 0 },   { 9, 4 },    { 4, 6 },    { -8, 4 },   { -17, 14 }, { -17, 21 }, { -10, 30 },
};
static const short eurasia[][2] = {
    { -9, 43 },  { -1, 44 },  { -4, 48 },  { 3, 51 },   { 8, 54 },   { 9, 57 },   { 12, 54 },  { 20, 55 },  { 24, 59 },
    { 29, 60 },  { 21, 61 },  { 25, 65 },  { 18, 62 },  { 17, 57 },  { 13, 55 },  { 11, 59 },  { 6, 58 },   { 5, 62 },
    { 15, 68 },  { 26, 71 },  { 41, 67 },  { 37, 64 },  { 45, 67 },  { 60, 69 },  { 68, 72 },  { 80, 73 },  { 100, 78 },
    { 113, 74 }, { 140, 72 }, { 160, 70 }, { 180, 69 }, { 180, 65 }, { 164, 60 }, { 157, 51 }, { 155, 59 }, { 142, 59 },
    { 136, 54 }, { 141, 52 }, { 132, 43 }, { 127, 39 }, { 129, 35 }, { 126, 35 }, { 125, 39 }, { 118, 39 }, { 122, 31 },
    { 118, 24 }, { 108, 21 }, { 109, 12 }, { 105, 9 },  { 100, 13 }, { 104, 2 },  { 98, 8 },   { 97, 17 },  { 91, 22 },
    { 80, 15 },  { 77, 8 },   { 73, 18 },  { 70, 22 },  { 66, 25 },  { 57, 26 },  { 50, 30 },  { 56, 24 },  { 59, 21 },
    { 45, 13 },  { 40, 21 },  { 35, 29 },  { 36, 36 },  { 28, 37 },  { 27, 40 },  { 41, 41 },  { 38, 46 },  { 31, 46 },
    { 28, 42 },  { 23, 40 },  { 22, 37 },  { 19, 42 },  { 13, 45 },  { 18, 40 },  { 16, 38 },  { 9, 44 },   { 3, 43 },
    { -1, 38 },  { -6, 36 },  { -9, 37 },
};
static const short australia[][2] = {
    { 114, -22 }, { 122, -18 }, { 131, -12 }, { 137, -12 }, { 140, -17 }, { 142, -11 }, { 146, -19 },
    { 153, -27 }, { 150, -37 }, { 144, -39 }, { 138, -35 }, { 131, -32 }, { 118, -35 }, { 115, -34 },
};
static const short iceland[][2]       = { { -24, 66 }, { -14, 66 }, { -14, 64 }, { -22, 63 } };
static const short britain[][2]       = { { -6, 50 }, { 1, 51 }, { 1, 53 }, { -2, 58 }, { -6, 58 } };
static const short ireland[][2]       = { { -10, 52 }, { -6, 52 }, { -6, 55 }, { -9, 55 } };
static const short madagascar[][2]    = { { 44, -25 }, { 47, -25 }, { 50, -15 }, { 49, -12 }, { 44, -17 } };
static const short japan[][2]         = { { 130, 31 }, { 136, 33 }, { 141, 36 }, { 145, 43 },
                                          { 141, 45 }, { 138, 38 }, { 130, 34 } };
static const short sumatra[][2]       = { { 95, 6 }, { 106, -3 }, { 105, -6 }, { 100, -2 } };
static const short java[][2]          = { { 105, -6 }, { 115, -7 }, { 115, -9 }, { 105, -8 } };
static const short borneo[][2]        = { { 109, 2 }, { 117, 7 }, { 119, 2 }, { 116, -4 }, { 110, -3 } };
static const short celebes[][2]       = { { 119, -5 }, { 120, 1 }, { 125, 2 }, { 122, -5 } };
static const short new_guinea[][2]    = { { 131, 0 }, { 141, -2 }, { 151, -10 }, { 143, -9 }, { 133, -4 } };
static const short philippines[][2]   = { { 120, 18 }, { 124, 14 }, { 127, 6 }, { 122, 8 }, { 119, 14 } };
static const short new_zealand[][2]   = { { 173, -34 }, { 178, -38 }, { 174, -42 },
                                          { 169, -47 }, { 166, -46 }, { 172, -40 } };
static const short cuba[][2]          = { { -85, 22 }, { -80, 24 }, { -70, 20 }, { -70, 18 }, { -78, 19 } };
static const short novaya_zemlya[][2] = { { 52, 71 }, { 57, 71 }, { 69, 77 }, { 60, 76 } };
static const short caspian_sea[][2]   = { { 47, 45 }, { 53, 47 }, { 54, 37 }, { 49, 38 } };

static const coast lands[] = {
    COAST(north_america), COAST(islands_of_canada),
    COAST(greenland),     COAST(south_america),
    COAST(africa),        COAST(eurasia),
    COAST(australia),     COAST(iceland),
    COAST(britain),       COAST(ireland),
    COAST(madagascar),    COAST(japan),
    COAST(sumatra),       COAST(java),
    COAST(borneo),        COAST(celebes),
    COAST(new_guinea),    COAST(philippines),
    COAST(new_zealand),   COAST(cuba),
    COAST(novaya_zemlya),
};
static const coast lake = COAST(caspian_sea);

/* Counts how often a line towards the east crosses the coast. */
static bool is_inside(const coast *c, float east, float north)
{
    bool is_in = false;
    for (int i = 0, k = c->count - 1; i < c->count; k = i++) {
        float x = c->corners[i][0], y = c->corners[i][1];
        float to_x = c->corners[k][0], to_y = c->corners[k][1];
        if ((y > north) != (to_y > north) && east < x + (to_x - x) * (north - y) / (to_y - y))
            is_in = !is_in;
    }
    return is_in;
}

static bool is_land(float east, float north)
{
    for (size_t i = 0; i < sizeof lands / sizeof lands[0]; i++) {
        if (is_inside(&lands[i], east, north))
            return !is_inside(&lake, east, north);
    }
    return false;
}

/* Squares as columns and rows; where land is does not change. */
static int find_squares(SDL_Point out[SQUARES_MAX])
{
    int count = 0;
    for (int row = 0; row < ROWS; row++) {
        for (int column = 0; column < COLUMNS; column++) {
            float east  = -180.0F + ((float)column + 0.5F) * STEP_DEGREES;
            float north = 78.5F - (float)row * STEP_DEGREES;
            if (is_land(east, north))
                out[count++] = (SDL_Point){ column, row };
        }
    }
    return count;
}

void quiz_map_draw(const sample_stage *stage, SDL_Rect area)
{
    static SDL_Point squares[SQUARES_MAX];
    static int       count = 0;
    SDL_FRect        rects[SQUARES_MAX];
    if (count == 0)
        count = find_squares(squares);
    float side = (float)area.w / COLUMNS * 0.8F;
    for (int i = 0; i < count; i++) {
        float east  = -180.0F + (float)(squares[i].x * STEP_DEGREES);
        float north = 80.0F - (float)(squares[i].y * STEP_DEGREES);
        rects[i]    = (SDL_FRect){ (float)area.x + quiz_map_x(east) * (float)area.w,
                                   (float)area.y + quiz_map_y(north) * (float)area.h, side, side };
    }
    SDL_SetRenderDrawBlendMode(stage->renderer, SDL_BLENDMODE_BLEND);
    SDL_SetRenderDrawColor(stage->renderer, sample_quiet.r, sample_quiet.g, sample_quiet.b, 0x60);
    SDL_RenderFillRectsF(stage->renderer, rects, count);
}
