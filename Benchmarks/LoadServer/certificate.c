#include "certificate.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <unistd.h>

static bool add_extension(X509 *certificate, X509 *issuer, int nid, const char *value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
  X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
  if (!extension) return false;
  bool added = X509_add_ext(certificate, extension, -1) == 1;
  X509_EXTENSION_free(extension);
  return added;
}

static X509 *new_certificate(EVP_PKEY *key, const char *common_name, int serial) {
  X509 *certificate = X509_new();
  X509_set_version(certificate, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 24 * 3600);
  X509_set_pubkey(certificate, key);
  X509_NAME_add_entry_by_txt(
    X509_get_subject_name(certificate), "CN", MBSTRING_ASC, (const unsigned char *)common_name, -1, -1, 0);
  return certificate;
}

static bool write_pem(const char *path, X509 *certificate) {
  FILE *file = fopen(path, "w");
  if (!file) return false;
  bool written = PEM_write_X509(file, certificate) == 1;
  return fclose(file) == 0 && written;
}

bool certificate_install(SSL_CTX *context, const char *ca_path) {
  EVP_PKEY *ca_key = EVP_EC_gen("P-256"), *leaf_key = EVP_EC_gen("P-256");
  if (!ca_key || !leaf_key) return false;

  X509 *ca = new_certificate(ca_key, "Benchmark CA", (int)getpid());
  X509_set_issuer_name(ca, X509_get_subject_name(ca));
  X509 *leaf = new_certificate(leaf_key, "localhost", (int)getpid() + 1);
  X509_set_issuer_name(leaf, X509_get_subject_name(ca));

  bool done = add_extension(ca, ca, NID_basic_constraints, "critical,CA:TRUE")
    && add_extension(ca, ca, NID_key_usage, "critical,keyCertSign,cRLSign")
    && add_extension(ca, ca, NID_subject_key_identifier, "hash")
    && X509_sign(ca, ca_key, EVP_sha256()) > 0
    && add_extension(leaf, ca, NID_subject_alt_name, "IP:127.0.0.1,IP:::1,DNS:localhost")
    && add_extension(leaf, ca, NID_basic_constraints, "critical,CA:FALSE")
    && add_extension(leaf, ca, NID_key_usage, "critical,digitalSignature")
    && add_extension(leaf, ca, NID_ext_key_usage, "serverAuth")
    && add_extension(leaf, ca, NID_subject_key_identifier, "hash")
    && add_extension(leaf, ca, NID_authority_key_identifier, "keyid")
    && X509_sign(leaf, ca_key, EVP_sha256()) > 0
    && SSL_CTX_use_certificate(context, leaf) == 1
    && SSL_CTX_use_PrivateKey(context, leaf_key) == 1
    && write_pem(ca_path, ca);

  X509_free(ca);
  X509_free(leaf);
  EVP_PKEY_free(ca_key);
  EVP_PKEY_free(leaf_key);
  return done;
}
