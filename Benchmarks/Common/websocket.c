#include "websocket.h"

#include <openssl/evp.h>

void websocket_accept_key(const char *key, size_t key_byte_count, char accept[29]) {
  static const char guid[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  uint8_t joined[128], digest[20];
  if (key_byte_count > sizeof joined - sizeof guid) key_byte_count = 0;
  memcpy(joined, key, key_byte_count);
  memcpy(joined + key_byte_count, guid, sizeof guid - 1);
  EVP_Digest(joined, key_byte_count + sizeof guid - 1, digest, NULL, EVP_sha1(), NULL);
  EVP_EncodeBlock((uint8_t *)accept, digest, sizeof digest);
}
