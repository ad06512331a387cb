#include "codec/qr.h"

#include <qrencode.h>

enum { MARGIN = 4, ANY_VERSION = 0, CASE_SENSITIVE = 1 };

static bool is_black(const QRcode *code, int x, int y)
{
    return (code->data[y * code->width + x] & 1) != 0;
}

/* One stroke for each run of black modules in a row. */
static void write_row(cho_buf *out, const QRcode *code, int y)
{
    for (int x = 0; x < code->width; x++) {
        int begin = x;
        while (x < code->width && is_black(code, x, y))
            x++;
        if (x > begin)
            cho_buf_printf(out, "M%d %dh%dv1h-%dz", begin + MARGIN, y + MARGIN, x - begin, x - begin);
    }
}

static void write_svg(cho_buf *out, const QRcode *code)
{
    int side = code->width + 2 * MARGIN;
    cho_buf_printf(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" shape-rendering=\"crispEdges\">"
                        "<path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/><path d=\"", side, side, side, side);
    for (int y = 0; y < code->width; y++)
        write_row(out, code, y);
    cho_buf_text(out, "\"/></svg>");
}

static QRcode *encode(const char *text)
{
    return QRcode_encodeString(text, ANY_VERSION, QR_ECLEVEL_M, QR_MODE_8, CASE_SENSITIVE);
}

bool cho_qr_write_svg(cho_buf *out, const char *text)
{
    QRcode *code = encode(text);
    if (code == NULL)
        return false;
    write_svg(out, code);
    QRcode_free(code);
    return !out->failed;
}

static void write_bits(cho_buf *out, const QRcode *code, int y)
{
    for (int x = 0; x < code->width; x += 8) {
        unsigned char byte = 0;
        for (int bit = 0; bit < 8 && x + bit < code->width; bit++)
            byte = (unsigned char)(byte | (is_black(code, x + bit, y) ? 0x80 >> bit : 0));
        cho_buf_append(out, &byte, 1);
    }
}

bool cho_qr_write_bits(cho_buf *out, const char *text, uint32_t *side)
{
    QRcode *code = encode(text);
    if (code == NULL)
        return false;
    *side = (uint32_t)code->width;
    for (int y = 0; y < code->width; y++)
        write_bits(out, code, y);
    QRcode_free(code);
    return !out->failed;
}
