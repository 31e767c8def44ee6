// The few byte loops that need instructions Swift cannot say. Each kernel dispatches once on what the
// processor offers and has a portable fallback with the same results.
#pragma once
#include <stddef.h>
#include <stdint.h>
#include "base64.h"
#include "jsonscan.h"
#include "names.h"
#include "prefetch.h"
#include "prefetch.h"
#include "level.h"
#include "utf8.h"
