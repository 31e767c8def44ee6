#pragma once
#include <sys/prctl.h>
#include <uv.h>

#ifdef __cplusplus
extern "C" {
#endif

// Names the calling thread. The C library shows its own function for it to those alone who ask for GNU extensions.
static inline void shim_name_thread(const char *name) { prctl(PR_SET_NAME, name); }

#ifdef __cplusplus
}
#endif
