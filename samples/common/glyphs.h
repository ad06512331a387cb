/*
 * glyphs.h - the shapes of the built-in font, as pictures made of text.
 * Capitals are 7 pixels high, small letters 5; 3 rows above the capitals hold accents, 2 rows below
 * the line hold what hangs down. Widths differ from letter to letter.
 */
#ifndef SAMPLES_COMMON_GLYPHS_H
#define SAMPLES_COMMON_GLYPHS_H

#include <stddef.h>
#include <stdint.h>

enum {
    SAMPLE_GLYPH_ROWS_ABOVE = 3,  /* over the top of the capitals        */
    SAMPLE_GLYPH_ROWS       = 12, /* in all                              */
    SAMPLE_GLYPH_COLUMNS    = 8   /* at most                             */
};

/* One drawn glyph. */
typedef struct sample_glyph {
    uint16_t    code; /* Unicode code point                                        */
    int8_t      top;  /* first row, counted from the top of the capitals           */
    const char *rows; /* '#' is ink; rows of one length, with a blank between them */
} sample_glyph;

/* A run of letters with accents: each is drawn as a base letter and a mark. */
typedef struct sample_accents {
    uint16_t    first; /* code point of the first letter               */
    const char *bases; /* one character for each; '.' is no such letter */
    const char *marks; /* the mark that goes with each base            */
} sample_accents;

/* A mark, named by a character that looks like it. */
typedef struct sample_mark {
    char        name;
    int8_t      top; /* first row for capitals; small letters wear marks two rows lower */
    const char *rows;
} sample_mark;

extern const sample_glyph   sample_glyphs[];
extern const size_t         sample_glyph_count;
extern const sample_accents sample_accent_runs[];
extern const size_t         sample_accent_run_count;
extern const sample_mark    sample_marks[];
extern const size_t         sample_mark_count;

#endif
