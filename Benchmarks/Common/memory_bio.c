#include "memory_bio.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

uint8_t *byte_queue_reserve(struct byte_queue *queue, size_t byte_count) {
  size_t needed = queue->byte_count + byte_count;
  if (needed > queue->capacity) {
    size_t capacity = queue->capacity ? queue->capacity : 4096;
    while (capacity < needed) capacity *= 2;
    uint8_t *base = realloc(queue->base, capacity);
    if (!base) {
      fputs("out of memory\n", stderr);
      exit(1);
    }
    queue->base = base;
    queue->capacity = capacity;
  }
  return queue->base + queue->byte_count;
}

void byte_queue_append(struct byte_queue *queue, const void *bytes, size_t byte_count) {
  memcpy(byte_queue_reserve(queue, byte_count), bytes, byte_count);
  queue->byte_count += byte_count;
}

void byte_queue_free(struct byte_queue *queue) {
  free(queue->base);
  *queue = (struct byte_queue){0};
}

static int bio_write(BIO *bio, const char *bytes, size_t byte_count, size_t *written) {
  struct memory_bio *memory = BIO_get_data(bio);
  byte_queue_append(&memory->output, bytes, byte_count);
  *written = byte_count;
  return 1;
}

static int bio_read(BIO *bio, char *into, size_t capacity, size_t *read) {
  struct memory_bio *memory = BIO_get_data(bio);
  BIO_clear_retry_flags(bio);
  if (memory->input_byte_count == 0) {
    BIO_set_retry_read(bio);
    return 0;
  }
  size_t byte_count = memory->input_byte_count < capacity ? memory->input_byte_count : capacity;
  memcpy(into, memory->input, byte_count);
  memory->input += byte_count;
  memory->input_byte_count -= byte_count;
  *read = byte_count;
  return 1;
}

static long bio_control(BIO *bio, int command, long number, void *pointer) {
  (void)bio, (void)number, (void)pointer;
  return command == BIO_CTRL_FLUSH ? 1 : 0;
}

static int bio_create(BIO *bio) {
  BIO_set_init(bio, 1);
  return 1;
}

BIO *memory_bio_new(struct memory_bio *memory) {
  static BIO_METHOD *method;
  if (!method) {
    method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "memory window");
    BIO_meth_set_write_ex(method, bio_write);
    BIO_meth_set_read_ex(method, bio_read);
    BIO_meth_set_ctrl(method, bio_control);
    BIO_meth_set_create(method, bio_create);
  }
  BIO *bio = BIO_new(method);
  BIO_set_data(bio, memory);
  return bio;
}
