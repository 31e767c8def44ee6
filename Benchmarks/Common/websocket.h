// The little of RFC 6455 that a load server and a floor client share: frame headers, masking, the accept key.
#ifndef WEBSOCKET_H
#define WEBSOCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum websocket_opcode {
  WEBSOCKET_CONTINUATION = 0x0,
  WEBSOCKET_TEXT = 0x1,
  WEBSOCKET_BINARY = 0x2,
  WEBSOCKET_CLOSE = 0x8,
  WEBSOCKET_PING = 0x9,
  WEBSOCKET_PONG = 0xA,
};

enum { WEBSOCKET_MAXIMUM_HEADER = 14 };

struct websocket_header {
  uint8_t opcode;
  bool is_final;
  bool is_masked;
  uint8_t mask[4];
  uint64_t payload_byte_count;
};

// Reads one header. Returns its length, or 0 when `byte_count` bytes do not hold all of it yet.
static inline size_t websocket_read_header(const uint8_t *bytes, size_t byte_count, struct websocket_header *header) {
  if (byte_count < 2) return 0;
  uint8_t length = bytes[1] & 0x7F;
  size_t offset = 2;
  header->is_final = bytes[0] >> 7;
  header->opcode = bytes[0] & 0xF;
  header->is_masked = bytes[1] >> 7;
  header->payload_byte_count = length;
  if (length >= 126) {
    size_t extended = length == 126 ? 2 : 8;
    if (byte_count < offset + extended) return 0;
    uint64_t value = 0;
    for (size_t i = 0; i < extended; i++) value = value << 8 | bytes[offset + i];
    header->payload_byte_count = value;
    offset += extended;
  }
  if (header->is_masked) {
    if (byte_count < offset + 4) return 0;
    memcpy(header->mask, bytes + offset, 4);
    offset += 4;
  }
  return offset;
}

// Writes the header of a whole message. `mask` is NULL for a server's frame. Returns the header's length.
static inline size_t websocket_write_header(uint8_t *out, uint8_t opcode, uint64_t payload_byte_count, const uint8_t *mask) {
  uint8_t mask_bit = mask ? 0x80 : 0;
  size_t offset = 2;
  out[0] = 0x80 | opcode;
  if (payload_byte_count < 126) {
    out[1] = mask_bit | (uint8_t)payload_byte_count;
  } else {
    size_t extended = payload_byte_count <= 0xFFFF ? 2 : 8;
    out[1] = mask_bit | (extended == 2 ? 126 : 127);
    for (size_t i = 0; i < extended; i++) out[offset + i] = payload_byte_count >> (8 * (extended - 1 - i));
    offset += extended;
  }
  if (mask) {
    memcpy(out + offset, mask, 4);
    offset += 4;
  }
  return offset;
}

static inline void websocket_mask(uint8_t *bytes, size_t byte_count, const uint8_t mask[4]) {
  uint32_t word;
  memcpy(&word, mask, 4);
  uint64_t pair = (uint64_t)word << 32 | word;
  size_t i = 0;
  for (; i + 8 <= byte_count; i += 8) {
    uint64_t value;
    memcpy(&value, bytes + i, 8);
    value ^= pair;
    memcpy(bytes + i, &value, 8);
  }
  for (; i < byte_count; i++) bytes[i] ^= mask[i & 3];
}

// Sec-WebSocket-Accept for a Sec-WebSocket-Key: 28 characters and a terminator.
void websocket_accept_key(const char *key, size_t key_byte_count, char accept[29]);

#endif
