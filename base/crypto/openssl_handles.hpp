#pragma once

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string_view>

// Private to base/crypto: owners for OpenSSL objects.
namespace kontor::crypto {

struct OpensslDeleter {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
  void operator()(BIO* bio) const { BIO_free(bio); }
};
template <typename T>
using Openssl = std::unique_ptr<T, OpensslDeleter>;

inline const unsigned char* as_bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
inline unsigned char* as_bytes(char* text) { return reinterpret_cast<unsigned char*>(text); }

// For calls that fail only when memory is gone or OpenSSL is broken: going on would mean
// working without cryptography.
inline void must(bool worked) {
  if (worked) return;
  ERR_print_errors_fp(stderr);
  std::abort();
}

}  // namespace kontor::crypto
