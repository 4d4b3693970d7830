#include "base/crypto/seal.hpp"

#include <cassert>

#include "base/crypto/openssl_handles.hpp"

namespace kontor::crypto {
namespace {

constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kNonceBytes = 12;
constexpr std::size_t kTagBytes = 16;

int length(std::string_view text) { return static_cast<int>(text.size()); }

}  // namespace

std::string seal(std::string_view key, std::string_view plain, std::string_view context,
                 Random& random) {
  assert(key.size() == kKeyBytes);
  const std::string nonce = random.bytes(kNonceBytes);
  std::string cipher(plain.size(), '\0');
  std::string tag(kTagBytes, '\0');
  const Openssl<EVP_CIPHER_CTX> state(EVP_CIPHER_CTX_new());
  int written = 0;
  must(state &&
       EVP_EncryptInit_ex(state.get(), EVP_aes_256_gcm(), nullptr, as_bytes(key),
                          as_bytes(nonce)) == 1 &&
       EVP_EncryptUpdate(state.get(), nullptr, &written, as_bytes(context), length(context)) == 1 &&
       EVP_EncryptUpdate(state.get(), as_bytes(cipher.data()), &written, as_bytes(plain),
                         length(plain)) == 1 &&
       EVP_EncryptFinal_ex(state.get(), as_bytes(cipher.data()) + written, &written) == 1 &&
       EVP_CIPHER_CTX_ctrl(state.get(), EVP_CTRL_GCM_GET_TAG, static_cast<int>(kTagBytes),
                           tag.data()) == 1);
  return nonce + cipher + tag;
}

Result<std::string> open_sealed(std::string_view key, std::string_view sealed,
                                std::string_view context) {
  assert(key.size() == kKeyBytes);
  if (sealed.size() < kNonceBytes + kTagBytes)
    return Error{ErrorCode::untrusted, "sealed text is too short"};
  const std::string_view nonce = sealed.substr(0, kNonceBytes);
  const std::string_view cipher =
      sealed.substr(kNonceBytes, sealed.size() - kNonceBytes - kTagBytes);
  std::string tag(sealed.substr(sealed.size() - kTagBytes));
  std::string plain(cipher.size(), '\0');
  const Openssl<EVP_CIPHER_CTX> state(EVP_CIPHER_CTX_new());
  int written = 0;
  must(state &&
       EVP_DecryptInit_ex(state.get(), EVP_aes_256_gcm(), nullptr, as_bytes(key),
                          as_bytes(nonce)) == 1 &&
       EVP_DecryptUpdate(state.get(), nullptr, &written, as_bytes(context), length(context)) == 1 &&
       EVP_DecryptUpdate(state.get(), as_bytes(plain.data()), &written, as_bytes(cipher),
                         length(cipher)) == 1 &&
       EVP_CIPHER_CTX_ctrl(state.get(), EVP_CTRL_GCM_SET_TAG, static_cast<int>(kTagBytes),
                           tag.data()) == 1);
  const bool authentic =
      EVP_DecryptFinal_ex(state.get(), as_bytes(plain.data()) + written, &written) == 1;
  ERR_clear_error();
  if (!authentic)
    return Error{ErrorCode::untrusted, "sealed text was changed or the key is another"};
  return plain;
}

}  // namespace kontor::crypto
