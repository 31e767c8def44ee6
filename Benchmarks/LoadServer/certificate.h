// A throw-away CA and a server certificate for the loopback addresses, made anew at each start.
#ifndef CERTIFICATE_H
#define CERTIFICATE_H

#include <openssl/ssl.h>
#include <stdbool.h>

// Gives `context` a leaf certificate for 127.0.0.1, ::1 and localhost and writes the CA that signed it to
// `ca_path` as PEM.
bool certificate_install(SSL_CTX *context, const char *ca_path);

#endif
