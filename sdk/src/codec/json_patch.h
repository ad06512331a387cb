/*
 * json_patch.h - JSON merge patch (RFC 7386) from text to text.
 * Layer    codec. Includes base/ only.
 * Thread   any.
 * Memory   appends to `out`; objects of many members borrow scratch memory from its heap for the
 *          call. `target` and `patch` must not lie inside `out`.
 * Trust    both texts may be hostile: they are checked, nesting is bounded by
 *          CHO_JSON_DEPTH_DEFAULT, and time grows with n log n in their members.
 *
 * null deletes, object on object goes deeper, anything else replaces; arrays are values. Members
 * keep the order of the target, new ones follow in the order of the patch. Of equal keys the last
 * one counts, and one is written.
 */
#ifndef CHO_CODEC_JSON_PATCH_H
#define CHO_CODEC_JSON_PATCH_H

#include "codec/json_tag.h"

/* An empty `target` means there is none. On failure `out` is as long as before.
   E_PROTOCOL: one of the texts is not sound JSON. E_MEMORY: no memory, or `out` had failed. */
chorus_result cho_json_merge(cho_span target, cho_span patch, cho_buf *out);

/* The same result, but members that were there and are deleted by this patch stay as null: for the
   one event that tells of the deletion. */
chorus_result cho_json_merge_keep_nulls(cho_span target, cho_span patch, cho_buf *out);

/* One patch that says what `first` and then `second` say, nulls included. Where `first` deletes or
   replaces what `second` then goes into, the result says less than both: see contradicts() of
   interactive_changes.c. Both are objects. Errors as above. */
chorus_result cho_json_join(cho_span first, cho_span second, cho_buf *out);

/* Who changes something, under the conflict rule. */
typedef struct cho_json_author {
    cho_json_tag tag;
    bool         wins; /* whatever is there: known to be newer, or not to be asked */
} cho_json_author;

/* The same under the conflict rule. `tags` are those of the target; what does not yield to the author's tag
   is skipped. `tags_out` gets what is inside the node of the result: nothing, when all of it is as old as
   the node. NULL: nulls are kept instead, as above. */
chorus_result cho_json_merge_tagged(cho_span target, const cho_json_tag_node *tags, cho_span patch,
                                    const cho_json_author *author, cho_buf *out, cho_buf *tags_out);

#endif
