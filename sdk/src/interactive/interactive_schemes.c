#include "interactive/interactive_schemes.h"

#include "codec/json_writer.h"
#include "codec/stream.h"

/* What this build does without is left out. False: nobody knows the name. */
static bool add_scheme(cho_json_writer *w, cho_span name)
{
    cho_scheme scheme;
    if (!cho_scheme_find(name, &scheme))
        return false;
    if (cho_scheme_is_built(scheme))
        cho_json_write_text(w, cho_scheme_name(scheme));
    return true;
}

static cho_json_writer begin_schemes(cho_buf *out)
{
    cho_json_writer w = cho_json_writer_on(out);
    cho_json_begin_object(&w);
    cho_json_key(&w, "scheme");
    cho_json_begin_array(&w);
    return w;
}

static void end_schemes(cho_json_writer *w)
{
    if (!w->comma) /* all were left out */
        cho_json_write_text(w, "text");
    cho_json_end_array(w);
    cho_json_end_object(w);
}

static bool is_between(char c)
{
    return c == ',' || c == ' ';
}

bool cho_ia_write_scheme_list(cho_buf *out, const char *list)
{
    cho_json_writer w        = begin_schemes(out);
    bool            is_known = true;
    while (is_known && *list != '\0') {
        size_t len = 0;
        while (list[len] != '\0' && !is_between(list[len]))
            len++;
        is_known = len == 0 || add_scheme(&w, (cho_span){ list, len });
        list += len + (list[len] != '\0');
    }
    end_schemes(&w);
    return is_known;
}

bool cho_ia_write_schemes(cho_buf *out, const char *const *schemes, uint32_t count)
{
    cho_json_writer w        = begin_schemes(out);
    bool            is_known = schemes != NULL && count > 0;
    for (uint32_t i = 0; is_known && i < count; i++)
        is_known = schemes[i] != NULL && add_scheme(&w, cho_span_of(schemes[i]));
    end_schemes(&w);
    return is_known;
}
