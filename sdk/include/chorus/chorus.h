/**
 * @file chorus.h
 * Everything there is. A game includes this one header.
 */
#ifndef CHORUS_H
#define CHORUS_H

#include "base.h"
#include "dispatch.h"
#include "event.h"
#include "host.h"
#include "host_limits.h"
#include "host_moderation.h"
#include "interactive.h"
#include "keycode.h"
#include "oauth.h"
#include "runtime.h"

#endif
