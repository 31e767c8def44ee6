// The floor with the best that C++ has to offer for decoding: simdjson On-Demand and AVX2 base64.
#include <cstring>

#include "client.h"
#include "events.hpp"

static bool is_paced;

static void decode(const uint8_t *payload, size_t byte_count) {
  events::decode(reinterpret_cast<const char *>(payload), byte_count, byte_count + simdjson::SIMDJSON_PADDING, is_paced);
}

int main(int argc, char **argv) {
  for (int i = 1; i < argc; i++) is_paced |= std::strcmp(argv[i], "paced") == 0 || std::strcmp(argv[i], "gateway") == 0;
  const client_codec codec = {decode, events::encode_append};
  return client_run(argc, argv, "floor-simdjson", &codec);
}
