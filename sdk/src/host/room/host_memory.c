#include "host/room/host_memory.h"

#include "codec/json_writer.h"
#include "host/room/host_methods.h"
#include "host/room/host_send.h"

/* ---- the tree of what takes how much ---- */

/* A list of resources grows without its parts once it is this long: one packet holds it. */
static bool is_long(const cho_buf *out)
{
    return out->len > CHO_HOST_PAGE_BYTES;
}

static void begin_resource(cho_json_writer *w, cho_span id, size_t own_bytes, size_t all_bytes)
{
    cho_json_begin_object(w);
    cho_json_key(w, "id"), cho_json_write_string(w, id);
    cho_json_key(w, "ownBytes"), cho_json_write_uint64(w, own_bytes);
    cho_json_key(w, "cumulativeBytes"), cho_json_write_uint64(w, all_bytes);
    cho_json_key(w, "resources"), cho_json_begin_array(w);
}

static void end_resource(cho_json_writer *w)
{
    cho_json_end_array(w), cho_json_end_object(w);
}

/* All objects of a table. */
static size_t sum_of(const cho_host_table *table)
{
    const cho_host_object *object = NULL;
    size_t                 sum    = 0;
    while ((object = cho_host_table_next(table, object)) != NULL)
        sum += cho_host_size_of(object);
    return sum;
}

static void write_objects(cho_json_writer *w, const cho_host_table *table)
{
    const cho_host_object *object = NULL;
    while (!is_long(w->out) && (object = cho_host_table_next(table, object)) != NULL) {
        begin_resource(w, object->node.id, cho_host_size_of(object), cho_host_size_of(object));
        end_resource(w);
    }
}

static void write_scenes(cho_json_writer *w, const cho_host_table *scenes)
{
    const cho_host_scene *scene = NULL;
    while ((scene = cho_host_table_next(scenes, scene)) != NULL) {
        size_t own_bytes = cho_host_size_of(&scene->object);
        begin_resource(w, scene->object.node.id, own_bytes, own_bytes + sum_of(&scene->controls));
        write_objects(w, &scene->controls);
        end_resource(w);
    }
}

static void write_stats(const cho_host_room *room, cho_buf *out)
{
    cho_json_writer w     = cho_json_writer_on(out);
    size_t          world = cho_host_size_of(&room->world), crowd = sum_of(&room->participants);
    cho_json_begin_object(&w);
    cho_json_key(&w, "usedBytes"), cho_json_write_uint64(&w, room->memory_budget.used);
    cho_json_key(&w, "totalBytes"), cho_json_write_uint64(&w, room->memory_budget.limit);
    cho_json_key(&w, "resources"), cho_json_begin_array(&w);
    write_scenes(&w, &room->scenes);
    begin_resource(&w, cho_span_of("groups"), 0, sum_of(&room->groups));
    write_objects(&w, &room->groups);
    end_resource(&w);
    begin_resource(&w, cho_span_of("participants"), crowd, crowd);
    end_resource(&w);
    begin_resource(&w, cho_span_of("world"), world, world);
    end_resource(&w);
    cho_json_end_array(&w), cho_json_end_object(&w);
}

bool cho_host_get_memory_stats(cho_host_call *call)
{
    write_stats(call->room, &call->room->result);
    return true;
}

/* ---- warnings ---- */

static uint32_t percent_of(const cho_host_budget *budget)
{
    return (uint32_t)((uint64_t)budget->used * 100 / budget->limit);
}

/* The fuller of the two: what all objects take, and what one packet must hold. */
static uint32_t percent_used(const cho_host_room *room)
{
    uint32_t memory = percent_of(&room->memory_budget), state = percent_of(&room->state_budget);
    return memory > state ? memory : state;
}

static uint32_t thresholds_reached(uint32_t percent)
{
    return percent >= 90 ? 2 : percent >= 75 ? 1 : 0;
}

static void warn(cho_host_room *room)
{
    uint32_t percent = percent_used(room), reached = thresholds_reached(percent);
    if (percent < 60)
        room->game.memory_warnings = 0;
    if (reached <= room->game.memory_warnings)
        return;
    room->game.memory_warnings = reached;
    write_stats(room, cho_host_params(room));
    cho_host_tell_game(room, "issueMemoryWarning");
}

void cho_host_watch_memory(const cho_host_call *call, size_t used_bytes)
{
    cho_host_room *room = call->room;
    if (call->from != NULL || room->game.peer == NULL)
        return;
    if (room->memory_budget.used < used_bytes)
        room->game.overruns = 0;
    if (call->is_over_budget && ++room->game.overruns >= room->options.limits->memory_overruns)
        cho_host_close_game(room, CHO_HOST_CLOSE_MEMORY, "memory limit");
    warn(room);
}
