// A WebSocket client on libuv and OpenSSL memory BIOs, as short as C allows: what any client must at least pay.
#ifndef CLIENT_H
#define CLIENT_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct client_codec {
  // Reads one event; `payload` is followed by at least 64 readable bytes. NULL: frame headers only.
  void (*decode)(const uint8_t *payload, size_t byte_count);
  // Writes one `input_audio_buffer.append` event of `pcm` and returns its length. NULL: the frame is made once.
  size_t (*encode_append)(uint8_t *out, const uint8_t *pcm, size_t byte_count);
};

// Runs the benchmark that the command line names. Returns the exit status.
int client_run(int argc, char **argv, const char *peer, const struct client_codec *codec);

#ifdef __cplusplus
}
#endif
#endif
