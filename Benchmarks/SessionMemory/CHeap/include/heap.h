// How much of the C library's heap is in use.
#ifndef HEAP_H
#define HEAP_H

#include <malloc.h>
#include <stddef.h>

// Bytes that are allocated and not freed, with what the library keeps beside each block.
static inline size_t heap_bytes(void) {
  struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

#endif
