#include <openssl/pem.h>
#include <sys/stat.h>

#include "base/core/files.hpp"
#include "base/crypto/key_handles.hpp"

namespace kontor::crypto {
namespace {

constexpr std::size_t kSecretPemBytesMax = 4096;

std::string public_half(EVP_PKEY* key) {
  std::string raw(kEd25519Bytes, '\0');
  std::size_t size = raw.size();
  must(EVP_PKEY_get_raw_public_key(key, as_bytes(raw.data()), &size) == 1);
  return raw;
}

}  // namespace

SigningKey::Handle::Handle(Openssl<EVP_PKEY> secret)
    : key(std::move(secret)), public_key(PublicKey::from_ed25519(public_half(key.get())).value()) {}

SigningKey SigningKey::generate() {
  const Openssl<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new_id(EVP_PKEY_ED25519, nullptr));
  EVP_PKEY* made = nullptr;
  must(context && EVP_PKEY_keygen_init(context.get()) == 1 &&
       EVP_PKEY_keygen(context.get(), &made) == 1);
  return SigningKey(std::make_shared<const Handle>(Openssl<EVP_PKEY>(made)));
}

Result<SigningKey> SigningKey::from_seed(std::string_view raw) {
  if (raw.size() != kEd25519Bytes)
    return Error{ErrorCode::invalid_argument, "an Ed25519 seed has 32 bytes"};
  Openssl<EVP_PKEY> key(
      EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, as_bytes(raw), raw.size()));
  must(key != nullptr);
  return SigningKey(std::make_shared<const Handle>(std::move(key)));
}

Result<SigningKey> SigningKey::from_pem(std::string_view pem) {
  if (pem.size() > kSecretPemBytesMax)
    return Error{ErrorCode::invalid_argument, "PEM key is too long"};
  const Openssl<BIO> bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  must(bio != nullptr);
  // An empty pass phrase keeps OpenSSL from asking on the terminal.
  char no_phrase[] = "";
  Openssl<EVP_PKEY> key(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, no_phrase));
  ERR_clear_error();
  if (!key || EVP_PKEY_is_a(key.get(), "ED25519") != 1)
    return Error{ErrorCode::invalid_argument, "not an Ed25519 private key in PEM form"};
  return SigningKey(std::make_shared<const Handle>(std::move(key)));
}

std::string SigningKey::sign(std::string_view message) const {
  const Openssl<EVP_MD_CTX> context(EVP_MD_CTX_new());
  std::string signature(kEd25519SignatureBytes, '\0');
  std::size_t size = signature.size();
  must(context &&
       EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, handle_->key.get()) == 1 &&
       EVP_DigestSign(context.get(), as_bytes(signature.data()), &size, as_bytes(message),
                      message.size()) == 1);
  return signature;
}

PublicKey SigningKey::public_key() const { return handle_->public_key; }

std::string SigningKey::pem() const {
  const Openssl<BIO> bio(BIO_new(BIO_s_secmem()));
  must(bio && PEM_write_bio_PKCS8PrivateKey(bio.get(), handle_->key.get(), nullptr, nullptr, 0,
                                            nullptr, nullptr) == 1);
  return bio_text(bio.get());
}

Result<SigningKey> SigningKey::load(const std::filesystem::path& file) {
  struct stat facts {};
  if (stat(file.c_str(), &facts) != 0)
    return Error{ErrorCode::not_found, "no key file " + file.string()};
  if ((facts.st_mode & 077) != 0)
    return Error{ErrorCode::forbidden,
                 "key file " + file.string() + " is open to others; its mode must be 0600"};
  const std::string pem = TRY(read_file(file, kSecretPemBytesMax));
  auto key = from_pem(pem);
  if (!key) return Error{key.error().code, file.string() + ": " + key.error().message};
  return key;
}

Result<SigningKey> SigningKey::load_or_create(const std::filesystem::path& file) {
  auto present = load(file);
  if (present || present.error().code != ErrorCode::not_found) return present;
  SigningKey made = generate();
  TRY(write_file(file, made.pem(), FileMode::secret));
  return made;
}

}  // namespace kontor::crypto
