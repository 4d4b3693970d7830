#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace kontor::crypto {

// Raw digests: 32 and 64 bytes.
std::string sha256(std::string_view bytes);
std::string sha512(std::string_view bytes);
std::string sha256_hex(std::string_view bytes);
std::string sha512_hex(std::string_view bytes);
std::string hmac_sha256(std::string_view key, std::string_view bytes);

// Incremental hash. One thread.
class Hasher {
 public:
  enum class Algorithm { sha256, sha512 };
  explicit Hasher(Algorithm algorithm);
  ~Hasher();
  Hasher(Hasher&&) noexcept;
  Hasher& operator=(Hasher&&) noexcept;
  void update(std::string_view bytes);
  std::string finish();  // Raw digest; the object is then used up.

 private:
  struct State;
  std::unique_ptr<State> state_;
};

class Sha256 : public Hasher {
 public:
  Sha256() : Hasher(Algorithm::sha256) {}
};

// Compares in time that depends on the lengths only.
bool equal_secrets(std::string_view a, std::string_view b);

}  // namespace kontor::crypto
