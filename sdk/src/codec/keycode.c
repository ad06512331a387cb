/* The numbers are those of KeyboardEvent.keyCode, as browsers agree on them. */
#include <chorus/keycode.h>

enum { NAME_MAX_BYTES = 32 };

typedef struct key {
    int32_t     code;
    const char *name;   /* small letters, as people write it                      */
    const char *symbol; /* what stands on the key; NULL: the name serves          */
    const char *others; /* further names without spaces, each between two spaces  */
} key;

static const key keys[] = {
    { 8, "backspace", "⌫", " bksp back " },
    { 9, "tab", "⇥", " ↹ ⭾ " },
    { 12, "clear", "⌧", " numpadclear " },
    { 13, "enter", "⏎", " return ↵ ↩ ⌤ numpadenter " },
    { 16, "shift", "⇧", " leftshift rightshift shiftleft shiftright " },
    { 17, "ctrl", "⌃", " control ctl ⎈ leftctrl rightctrl controlleft controlright " },
    { 18, "alt", "⌥", " option opt ⎇ leftalt rightalt altleft altright " },
    { 19, "pause", "⎉", " break pause/break pausebreak " },
    { 20, "caps lock", "⇪", " caps " },
    { 27, "esc", "⎋", " escape " },
    { 32, "space", "␣", " spc spacebar ␠ ⎵ " },
    { 33, "page up", "⇞", " pgup ⎗ " },
    { 34, "page down", "⇟", " pgdn pgdown ⎘ " },
    { 35, "end", "↘", " " },
    { 36, "home", "↖", " " },
    { 37, "left", "←", " arrowleft leftarrow ◀ ⬅ " },
    { 38, "up", "↑", " arrowup uparrow ▲ ⬆ " },
    { 39, "right", "→", " arrowright rightarrow ▶ ➡ " },
    { 40, "down", "↓", " arrowdown downarrow ▼ ⬇ " },
    { 44, "print screen", "⎙", " printscreen prtsc snapshot " },
    { 45, "insert", "⎀", " ins " },
    { 46, "delete", "⌦", " del " },
    { 48, "0", NULL, " digit0 " },
    { 49, "1", NULL, " digit1 " },
    { 50, "2", NULL, " digit2 " },
    { 51, "3", NULL, " digit3 " },
    { 52, "4", NULL, " digit4 " },
    { 53, "5", NULL, " digit5 " },
    { 54, "6", NULL, " digit6 " },
    { 55, "7", NULL, " digit7 " },
    { 56, "8", NULL, " digit8 " },
    { 57, "9", NULL, " digit9 " },
    { 65, "a", "A", " keya " },
    { 66, "b", "B", " keyb " },
    { 67, "c", "C", " keyc " },
    { 68, "d", "D", " keyd " },
    { 69, "e", "E", " keye " },
    { 70, "f", "F", " keyf " },
    { 71, "g", "G", " keyg " },
    { 72, "h", "H", " keyh " },
    { 73, "i", "I", " keyi " },
    { 74, "j", "J", " keyj " },
    { 75, "k", "K", " keyk " },
    { 76, "l", "L", " keyl " },
    { 77, "m", "M", " keym " },
    { 78, "n", "N", " keyn " },
    { 79, "o", "O", " keyo " },
    { 80, "p", "P", " keyp " },
    { 81, "q", "Q", " keyq " },
    { 82, "r", "R", " keyr " },
    { 83, "s", "S", " keys " },
    { 84, "t", "T", " keyt " },
    { 85, "u", "U", " keyu " },
    { 86, "v", "V", " keyv " },
    { 87, "w", "W", " keyw " },
    { 88, "x", "X", " keyx " },
    { 89, "y", "Y", " keyy " },
    { 90, "z", "Z", " keyz " },
    { 91, "command", "⌘", " cmd windows win meta super leftcommand leftmeta metaleft ⊞ ❖ " },
    { 92, "right windows", NULL, " rightwin " },
    { 93, "right command", NULL, " rightmeta metaright menu contextmenu ☰ ▤ " },
    { 96, "numpad 0", NULL, " num0 " },
    { 97, "numpad 1", NULL, " num1 " },
    { 98, "numpad 2", NULL, " num2 " },
    { 99, "numpad 3", NULL, " num3 " },
    { 100, "numpad 4", NULL, " num4 " },
    { 101, "numpad 5", NULL, " num5 " },
    { 102, "numpad 6", NULL, " num6 " },
    { 103, "numpad 7", NULL, " num7 " },
    { 104, "numpad 8", NULL, " num8 " },
    { 105, "numpad 9", NULL, " num9 " },
    { 106, "numpad *", "×", " * multiply numpadmultiply " },
    { 107, "numpad +", "+", " plus add numpadadd " },
    { 109, "numpad -", "−", " subtract numpadsubtract " },
    { 110, "numpad .", NULL, " decimal numpaddecimal " },
    { 111, "numpad /", "÷", " divide numpaddivide " },
    { 112, "f1", "F1", " " },
    { 113, "f2", "F2", " " },
    { 114, "f3", "F3", " " },
    { 115, "f4", "F4", " " },
    { 116, "f5", "F5", " " },
    { 117, "f6", "F6", " " },
    { 118, "f7", "F7", " " },
    { 119, "f8", "F8", " " },
    { 120, "f9", "F9", " " },
    { 121, "f10", "F10", " " },
    { 122, "f11", "F11", " " },
    { 123, "f12", "F12", " " },
    { 124, "f13", "F13", " " },
    { 125, "f14", "F14", " " },
    { 126, "f15", "F15", " " },
    { 127, "f16", "F16", " " },
    { 128, "f17", "F17", " " },
    { 129, "f18", "F18", " " },
    { 130, "f19", "F19", " " },
    { 131, "f20", "F20", " " },
    { 132, "f21", "F21", " " },
    { 133, "f22", "F22", " " },
    { 134, "f23", "F23", " " },
    { 135, "f24", "F24", " " },
    { 144, "num lock", "⇭", " " },
    { 145, "scroll lock", "⇳", " " },
    { 182, "my computer", NULL, " " },
    { 183, "my calculator", NULL, " " },
    { 186, ";", NULL, " semicolon : " },
    { 187, "=", NULL, " equal equals " },
    { 188, ",", NULL, " comma < " },
    { 189, "-", NULL, " minus hyphen dash " },
    { 190, ".", NULL, " period dot > " },
    { 191, "/", NULL, " slash ? " },
    { 192, "`", NULL, " backquote backtick grave ~ " },
    { 219, "[", NULL, " bracketleft openbracket { " },
    { 220, "\\", NULL, " backslash | " },
    { 221, "]", NULL, " bracketright closebracket } " },
    { 222, "'", NULL, " quote apostrophe \" " },
};

enum { KEY_COUNT = sizeof keys / sizeof *keys };

/* What does not count is left out: false when nothing is left, or too much. */
static bool simplify(const char *name, char out[NAME_MAX_BYTES])
{
    size_t len = 0;
    for (; *name != '\0' && len < NAME_MAX_BYTES; name++) {
        if (*name != ' ' && *name != '_')
            out[len++] = *name >= 'A' && *name <= 'Z' ? (char)(*name - 'A' + 'a') : *name;
    }
    if (len == 0 || len == NAME_MAX_BYTES)
        return false;
    out[len] = '\0';
    return true;
}

static bool is_same(const char *wanted, const char *name)
{
    char simple[NAME_MAX_BYTES];
    return name != NULL && simplify(name, simple) && strcmp(wanted, simple) == 0;
}

static bool is_among(const char *wanted, const char *others)
{
    size_t len = strlen(wanted);
    for (const char *at = others; (at = strstr(at, wanted)) != NULL; at++) {
        if (at[-1] == ' ' && at[len] == ' ')
            return true;
    }
    return false;
}

int32_t chorus_keycode_from_name(const char *name)
{
    char wanted[NAME_MAX_BYTES];
    if (name == NULL)
        return 0;
    if (strcmp(name, " ") == 0)
        return 32;
    if (!simplify(name, wanted))
        return 0;
    for (int i = 0; i < KEY_COUNT; i++) {
        if (is_same(wanted, keys[i].name) || is_same(wanted, keys[i].symbol) || is_among(wanted, keys[i].others))
            return keys[i].code;
    }
    return 0;
}

static const key *find_code(int32_t code)
{
    for (int i = 0; i < KEY_COUNT; i++) {
        if (keys[i].code == code)
            return &keys[i];
    }
    return NULL;
}

const char *chorus_keycode_name(int32_t code)
{
    const key *found = find_code(code);
    return found == NULL ? "" : found->name;
}

const char *chorus_keycode_symbol(int32_t code)
{
    const key *found = find_code(code);
    if (found == NULL)
        return "";
    return found->symbol != NULL ? found->symbol : found->name;
}
