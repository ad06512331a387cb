#include "net/header.h"

#include <stddef.h>
#include <string.h>

/* tchar of RFC 9110 section 5.6.2 */
static bool is_token_char(char c)
{
    bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return is_letter || (c >= '0' && c <= '9') ||
           (c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

static bool is_value_char(char c)
{
    unsigned char byte = (unsigned char)c;
    return byte == '\t' || (byte >= 0x20 && byte != 0x7f);
}

bool cho_header_is_valid(const cho_header *header)
{
    if (header->name == NULL || header->value == NULL || header->name[0] == '\0')
        return false;
    for (const char *p = header->name; *p != '\0'; p++)
        if (!is_token_char(*p))
            return false;
    for (const char *p = header->value; *p != '\0'; p++)
        if (!is_value_char(*p))
            return false;
    return true;
}
