// What another process has used.
#ifndef PROCESS_H
#define PROCESS_H

#include <stddef.h>
#include <sys/types.h>

// User and system time of all its threads. Negative when there is no such process.
double process_cpu_seconds(pid_t pid);
size_t process_resident_kib(pid_t pid);

#endif
