#include "message.h"

#include <openssl/evp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CAPACITY = 64 << 10 };

void message_send(struct link *link, const char *format, ...) {
  static uint8_t frame[LINK_HEADROOM + CAPACITY];
  va_list arguments;
  va_start(arguments, format);
  int byte_count = vsnprintf((char *)frame + LINK_HEADROOM, CAPACITY, format, arguments);
  va_end(arguments);
  if (byte_count < 0 || byte_count >= CAPACITY) abort();
  link_send(link, frame + LINK_HEADROOM, (size_t)byte_count);
}

// Where the value of the first member called `name` begins.
static const char *value_of(const uint8_t *payload, size_t byte_count, const char *name) {
  char quoted[64];
  int length = snprintf(quoted, sizeof quoted, "\"%s\"", name);
  const char *end = (const char *)payload + byte_count, *at = (const char *)payload;
  while ((at = memmem(at, (size_t)(end - at), quoted, (size_t)length))) {
    at += length;
    const char *value = at;
    while (value < end && *value == ' ') value++;
    if (value == end || *value++ != ':') continue;
    while (value < end && *value == ' ') value++;
    return value < end ? value : NULL;
  }
  return NULL;
}

const char *message_text(const uint8_t *payload, size_t byte_count, const char *name, size_t *length) {
  const char *value = value_of(payload, byte_count, name);
  if (!value || *value != '"') return NULL;
  value++;
  const char *end = memchr(value, '"', (size_t)((const char *)payload + byte_count - value));
  if (!end) return NULL;
  *length = (size_t)(end - value);
  return value;
}

bool message_text_is(const uint8_t *payload, size_t byte_count, const char *name, const char *expected) {
  size_t length;
  const char *text = message_text(payload, byte_count, name, &length);
  return text && length == strlen(expected) && memcmp(text, expected, length) == 0;
}

long message_number(const uint8_t *payload, size_t byte_count, const char *name) {
  const char *value = value_of(payload, byte_count, name);
  const char *end = (const char *)payload + byte_count;
  long number = 0;
  if (!value || *value < '0' || *value > '9') return -1;
  for (; value < end && *value >= '0' && *value <= '9' && number < 1 << 30; value++) number = number * 10 + *value - '0';
  return number;
}

const uint8_t *base64_decode(const char *text, size_t length, size_t *byte_count) {
  static uint8_t bytes[CAPACITY];
  size_t padding = 0;
  if (length == 0 || length % 4 != 0 || length > CAPACITY) return NULL;
  while (padding < 2 && text[length - 1 - padding] == '=') padding++;
  int decoded = EVP_DecodeBlock(bytes, (const uint8_t *)text, (int)length);
  if (decoded < 0) return NULL;
  *byte_count = (size_t)decoded - padding;
  return bytes;
}

const char *base64_encode(const uint8_t *bytes, size_t byte_count) {
  static char text[CAPACITY];
  if (byte_count > CAPACITY / 2) abort();
  EVP_EncodeBlock((uint8_t *)text, bytes, (int)byte_count);
  return text;
}
