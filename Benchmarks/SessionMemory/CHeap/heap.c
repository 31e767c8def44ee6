// A target of C has a source.
#include "heap.h"
