#pragma once
#include <limits.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <uv.h>

#ifdef __cplusplus
extern "C" {
#endif

// Names the calling thread. The C library shows its own function for it to those alone who ask for GNU extensions.
static inline void rt_name_thread(const char *name) { prctl(PR_SET_NAME, name); }

// The same holds for accept4.
static inline int rt_accept(int descriptor) {
  return (int)syscall(SYS_accept4, descriptor, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

// The system's own type for the resource is not the same in every C library.
static inline int rt_descriptor_limit(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur > INT_MAX) return INT_MAX;
  return (int)limit.rlim_cur;
}

#ifdef __cplusplus
}
#endif
