#pragma once
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#ifdef __cplusplus
extern "C" {
#endif

// Swift imports functions, not function-like macros: one line for each macro that is needed.

static inline long rt_SSL_CTX_set_min_proto_version(SSL_CTX *ctx, int version) {
  return SSL_CTX_set_min_proto_version(ctx, version);
}
static inline long rt_SSL_CTX_set_max_proto_version(SSL_CTX *ctx, int version) {
  return SSL_CTX_set_max_proto_version(ctx, version);
}
static inline long rt_SSL_set_mode(SSL *ssl, long mode) { return SSL_set_mode(ssl, mode); }
static inline long rt_SSL_clear_mode(SSL *ssl, long mode) { return SSL_clear_mode(ssl, mode); }
static inline void rt_SSL_CTX_set_read_ahead(SSL_CTX *ctx, int yes) { SSL_CTX_set_read_ahead(ctx, yes); }
static inline long rt_SSL_CTX_set_session_cache_mode(SSL_CTX *ctx, long mode) {
  return SSL_CTX_set_session_cache_mode(ctx, mode);
}
static inline void rt_SSL_CTX_set_max_cert_list(SSL_CTX *ctx, long byte_count) {
  SSL_CTX_set_max_cert_list(ctx, byte_count);
}
static inline int rt_SSL_CTX_add0_chain_cert(SSL_CTX *ctx, X509 *certificate) {
  return (int)SSL_CTX_add0_chain_cert(ctx, certificate);
}
static inline int rt_SSL_set_tlsext_host_name(SSL *ssl, const char *name) {
  return (int)SSL_set_tlsext_host_name(ssl, name);
}
static inline X509 *rt_SSL_get1_peer_certificate(const SSL *ssl) { return SSL_get1_peer_certificate(ssl); }
static inline EVP_PKEY *rt_generate_p256_key(void) { return EVP_EC_gen("P-256"); }
static inline long rt_BIO_get_mem_data(BIO *bio, char **start) { return BIO_get_mem_data(bio, start); }

static const uint64_t rt_SSL_OP_NO_RENEGOTIATION = SSL_OP_NO_RENEGOTIATION;
static const uint64_t rt_SSL_OP_NO_COMPRESSION = SSL_OP_NO_COMPRESSION;
static const uint64_t rt_SSL_OP_IGNORE_UNEXPECTED_EOF = SSL_OP_IGNORE_UNEXPECTED_EOF;

#ifdef __cplusplus
}
#endif
