/* Some projects are only there for their order or their link step, yet need one object. */
typedef int chorus_build_stub;
