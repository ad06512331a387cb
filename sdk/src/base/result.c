#include <chorus/base.h>

#define TEXT_OF(number)                   #number
#define VERSION_TEXT(major, minor, patch) TEXT_OF(major) "." TEXT_OF(minor) "." TEXT_OF(patch)

const char *chorus_strerror(chorus_result result)
{
    switch ((int)result) {
#define X(name, code, text)                                                                        \
    case code: return text;
        CHORUS_RESULT_MAP(X)
#undef X
    default: return "a result this library does not know";
    }
}

const char *chorus_result_name(chorus_result result)
{
    switch ((int)result) {
#define X(name, code, text)                                                                        \
    case code: return "CHORUS_" #name;
        CHORUS_RESULT_MAP(X)
#undef X
    default: return "CHORUS_E_UNKNOWN";
    }
}

const char *chorus_version(void)
{
    return VERSION_TEXT(CHORUS_VERSION_MAJOR, CHORUS_VERSION_MINOR, CHORUS_VERSION_PATCH);
}
