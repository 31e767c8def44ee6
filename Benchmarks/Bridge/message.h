// The little of JSON and base64 that both sides of a call speak.
#ifndef MESSAGE_H
#define MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "link.h"

// Composes a message and sends it. `format` as printf has it.
__attribute__((format(printf, 2, 3))) void message_send(struct link *link, const char *format, ...);

// The bytes between the quotes of the first member called `name`, whose value is a text without escapes. NULL: none.
const char *message_text(const uint8_t *payload, size_t byte_count, const char *name, size_t *length);
bool message_text_is(const uint8_t *payload, size_t byte_count, const char *name, const char *expected);
// The first member called `name` as a whole number, or -1.
long message_number(const uint8_t *payload, size_t byte_count, const char *name);

// The decoded bytes, valid until the next call, or NULL when `text` is no base64.
const uint8_t *base64_decode(const char *text, size_t length, size_t *byte_count);
// Text with a terminator, valid until the next call.
const char *base64_encode(const uint8_t *bytes, size_t byte_count);

#endif
