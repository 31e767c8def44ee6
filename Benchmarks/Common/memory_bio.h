// An OpenSSL BIO over memory that neither copies on the way in nor allocates a BUF_MEM on the way out.
//
// Ciphertext that arrived is lent as a window (`input`), ciphertext to send is appended to `output`, where
// several records coalesce until the owner writes them to its socket.
#ifndef MEMORY_BIO_H
#define MEMORY_BIO_H

#include <openssl/bio.h>
#include <stddef.h>
#include <stdint.h>

struct byte_queue {
  uint8_t *base;
  size_t byte_count;
  size_t capacity;
};

struct memory_bio {
  const uint8_t *input;
  size_t input_byte_count;
  struct byte_queue output;
};

// Makes room for `byte_count` more bytes and returns where they go. Exits the program when memory is out.
uint8_t *byte_queue_reserve(struct byte_queue *queue, size_t byte_count);
void byte_queue_append(struct byte_queue *queue, const void *bytes, size_t byte_count);
void byte_queue_free(struct byte_queue *queue);

// A BIO that reads and writes `memory`, which must outlive it.
BIO *memory_bio_new(struct memory_bio *memory);

#endif
