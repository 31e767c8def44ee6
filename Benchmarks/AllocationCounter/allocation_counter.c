// Counts heap allocations of a whole process, and the system calls that its event loop makes: LD_PRELOAD this, and name
// a file in ALLOCATION_COUNT_FILE.
//
// Two runs that differ only in their number of events tell the allocations per event: everything that start-up
// and connecting cost is the same in both and falls out of the difference. A program that wants to know what a part
// of itself allocates and calls finds allocation_counter_read with dlsym. Who looks on from outside names a file in
// ALLOCATION_COUNTS_SHARED, and maps it: it holds the four counts, as `struct counts` has them, at any time.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

struct counts {
  _Atomic unsigned long allocations, bytes, openssl, system_calls;
};

static struct counts own_counts, *counts = &own_counts;

// Where libssl and libcrypto lie.
static struct {
  uintptr_t start, end;
} openssl_text[8];

static void *(*real_malloc)(size_t);
static void *(*real_calloc)(size_t, size_t);
static void *(*real_realloc)(void *, size_t);
static void *(*real_memalign)(size_t, size_t);
static void (*real_free)(void *);

// dlsym itself may allocate before the real functions are known: it is served from here and never freed.
static uint8_t bootstrap[64 << 10];
static size_t bootstrap_used;

static void *bootstrap_allocate(size_t size) {
  size_t start = (bootstrap_used + 15) & ~(size_t)15;
  if (start + size > sizeof bootstrap) return NULL;
  bootstrap_used = start + size;
  return bootstrap + start;
}

static int is_bootstrap(const void *pointer) {
  return (const uint8_t *)pointer >= bootstrap && (const uint8_t *)pointer < bootstrap + sizeof bootstrap;
}

static void find_real(void) {
  static int is_finding;
  if (is_finding) return;
  is_finding = 1;
  real_calloc = (void *(*)(size_t, size_t))dlsym(RTLD_NEXT, "calloc");
  real_realloc = (void *(*)(void *, size_t))dlsym(RTLD_NEXT, "realloc");
  real_memalign = (void *(*)(size_t, size_t))dlsym(RTLD_NEXT, "memalign");
  real_free = (void (*)(void *))dlsym(RTLD_NEXT, "free");
  real_malloc = (void *(*)(size_t))dlsym(RTLD_NEXT, "malloc");
}

static int is_openssl(uintptr_t address) {
  for (size_t i = 0; i < sizeof openssl_text / sizeof *openssl_text; i++) {
    if (address >= openssl_text[i].start && address < openssl_text[i].end) return 1;
  }
  return 0;
}

static void count(size_t size, const void *caller) {
  atomic_fetch_add_explicit(&counts->allocations, 1, memory_order_relaxed);
  atomic_fetch_add_explicit(&counts->bytes, size, memory_order_relaxed);
  if (is_openssl((uintptr_t)caller)) atomic_fetch_add_explicit(&counts->openssl, 1, memory_order_relaxed);
}

#define CALLER __builtin_return_address(0)

void *malloc(size_t size) {
  if (!real_malloc) find_real();
  if (!real_malloc) return bootstrap_allocate(size);
  count(size, CALLER);
  return real_malloc(size);
}

void *calloc(size_t number, size_t size) {
  if (!real_malloc) find_real();
  if (!real_malloc) return bootstrap_allocate(number * size);
  count(number * size, CALLER);
  return real_calloc(number, size);
}

void *realloc(void *pointer, size_t size) {
  if (!real_malloc) find_real();
  if (is_bootstrap(pointer)) {
    void *moved = malloc(size);
    size_t available = (size_t)(bootstrap + sizeof bootstrap - (uint8_t *)pointer);
    if (moved) memcpy(moved, pointer, size < available ? size : available);
    return moved;
  }
  count(size, CALLER);
  return real_realloc(pointer, size);
}

static void *allocate_aligned(size_t alignment, size_t size, const void *caller) {
  if (!real_malloc) find_real();
  count(size, caller);
  return real_memalign(alignment, size);
}

void *memalign(size_t alignment, size_t size) { return allocate_aligned(alignment, size, CALLER); }

void *aligned_alloc(size_t alignment, size_t size) { return allocate_aligned(alignment, size, CALLER); }

int posix_memalign(void **pointer, size_t alignment, size_t size) {
  *pointer = allocate_aligned(alignment, size, CALLER);
  return *pointer ? 0 : ENOMEM;
}

void free(void *pointer) {
  if (!pointer || is_bootstrap(pointer)) return;
  if (!real_free) find_real();
  real_free(pointer);
}

static int note_openssl(struct dl_phdr_info *info, size_t size, void *used) {
  (void)size;
  if (!strstr(info->dlpi_name, "libssl") && !strstr(info->dlpi_name, "libcrypto")) return 0;
  for (size_t i = 0; i < info->dlpi_phnum; i++) {
    const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
    size_t *at = used;
    if (segment->p_type != PT_LOAD || !(segment->p_flags & PF_X)) continue;
    if (*at == sizeof openssl_text / sizeof *openssl_text) return 1;
    openssl_text[*at].start = info->dlpi_addr + segment->p_vaddr;
    openssl_text[*at].end = openssl_text[*at].start + segment->p_memsz;
    *at += 1;
  }
  return 0;
}

// What an event loop calls with every event or every few of them. Those that the C library makes for itself, as malloc
// does, pass by here.
static long call(long number, long a, long b, long c, long d, long e, long f) {
  atomic_fetch_add_explicit(&counts->system_calls, 1, memory_order_relaxed);
  return syscall(number, a, b, c, d, e, f);
}

struct iovec;
struct epoll_event;

ssize_t read(int file, void *into, size_t size) { return call(SYS_read, file, (long)into, (long)size, 0, 0, 0); }

ssize_t write(int file, const void *from, size_t size) {
  return call(SYS_write, file, (long)from, (long)size, 0, 0, 0);
}

ssize_t writev(int file, const struct iovec *parts, int number) {
  return call(SYS_writev, file, (long)parts, number, 0, 0, 0);
}

int epoll_wait(int file, struct epoll_event *events, int capacity, int timeout) {
  return (int)call(SYS_epoll_wait, file, (long)events, capacity, timeout, 0, 0);
}

int epoll_pwait(int file, struct epoll_event *events, int capacity, int timeout, const sigset_t *mask) {
  return (int)call(SYS_epoll_pwait, file, (long)events, capacity, timeout, (long)mask, 8);
}

int epoll_ctl(int file, int operation, int other, struct epoll_event *event) {
  return (int)call(SYS_epoll_ctl, file, operation, other, (long)event, 0, 0);
}

void *mmap(void *at, size_t size, int protection, int flags, int file, off_t offset) {
  return (void *)call(SYS_mmap, (long)at, (long)size, protection, flags, file, offset);
}

int munmap(void *at, size_t size) { return (int)call(SYS_munmap, (long)at, (long)size, 0, 0, 0, 0); }

static void share_counts(void) {
  const char *path = getenv("ALLOCATION_COUNTS_SHARED");
  int file = path ? open(path, O_RDWR | O_CREAT, 0600) : -1;
  if (file < 0 || ftruncate(file, sizeof *counts) != 0) return;
  void *memory = mmap(NULL, sizeof *counts, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (memory != MAP_FAILED) counts = memory;
  close(file);
}

// Libraries that the program opens later are not seen.
__attribute__((constructor)) static void start(void) {
  size_t used = 0;
  dl_iterate_phdr(note_openssl, &used);
  share_counts();
}

// Allocations so far, how many of them OpenSSL's libraries made, and system calls.
void allocation_counter_read(unsigned long *total, unsigned long *openssl, unsigned long *system_calls) {
  *total = atomic_load(&counts->allocations);
  *openssl = atomic_load(&counts->openssl);
  *system_calls = atomic_load(&counts->system_calls);
}

__attribute__((destructor)) static void report(void) {
  const char *path = getenv("ALLOCATION_COUNT_FILE");
  FILE *file = path ? fopen(path, "w") : NULL;
  if (!file) return;
  fprintf(file, "%lu %lu\n", atomic_load(&counts->allocations), atomic_load(&counts->bytes));
  fclose(file);
}
