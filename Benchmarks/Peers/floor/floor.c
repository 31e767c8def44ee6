// The floor: decrypts and walks frame headers, and does nothing with what it received.
#include "client.h"

int main(int argc, char **argv) {
  static const struct client_codec codec = {0};
  return client_run(argc, argv, "floor", &codec);
}
