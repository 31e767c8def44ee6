#include "openssl_start.h"
#include <openssl/crypto.h>
#include <stddef.h>

__attribute__((constructor)) void rt_keep_openssl_at_exit(void) {
  OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, NULL);
}
