// What another process has used.
#ifndef PROCESS_H
#define PROCESS_H

#include <stddef.h>
#include <sys/types.h>

// User and system time of all its threads. Negative when there is no such process.
double process_cpu_seconds(pid_t pid);
size_t process_resident_kib(pid_t pid);

// What the allocation counter counts in a process that it was loaded into, in the order in which it has them.
struct process_counts {
  unsigned long allocations, bytes, openssl, system_calls;
};

// The counts of the process that got this file in ALLOCATION_COUNTS_SHARED. NULL: it cannot be mapped.
const volatile struct process_counts *process_map_counts(const char *path);

#endif
