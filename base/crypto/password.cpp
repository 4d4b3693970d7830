#include <argon2.h>

#include <array>
#include <cstdio>
#include <cstdlib>

#include "base/crypto/seal.hpp"

namespace kontor::crypto {
namespace {

constexpr std::uint32_t kPasses = 3;
constexpr std::uint32_t kMemoryKib = 65536;
constexpr std::uint32_t kLanes = 1;
constexpr std::size_t kSaltBytes = 16;
constexpr std::size_t kHashBytes = 32;
constexpr std::size_t kPhcBytesMax = 256;
constexpr std::size_t kPasswordBytesMax = 1024;

// A stored text must not make the server allocate or work without bound.
bool within_limits(const std::string& phc) {
  unsigned version = 0, memory = 0, passes = 0, lanes = 0;
  return phc.size() <= kPhcBytesMax &&
         std::sscanf(phc.c_str(), "$argon2id$v=%9u$m=%9u,t=%9u,p=%9u$", &version, &memory, &passes,
                     &lanes) == 4 &&
         memory <= 4 * kMemoryKib && passes <= 10 && lanes <= 8;
}

}  // namespace

std::string hash_password(std::string_view password, Random& random) {
  const std::string salt = random.bytes(kSaltBytes);
  std::array<char, kPhcBytesMax> text{};
  const int code =
      argon2id_hash_encoded(kPasses, kMemoryKib, kLanes, password.data(), password.size(),
                            salt.data(), salt.size(), kHashBytes, text.data(), text.size());
  if (code != ARGON2_OK) {
    (void)std::fprintf(stderr, "argon2id: %s\n", argon2_error_message(code));
    std::abort();
  }
  return text.data();
}

bool verify_password(std::string_view password, std::string_view phc_text) {
  const std::string phc(phc_text);
  return password.size() <= kPasswordBytesMax && within_limits(phc) &&
         argon2id_verify(phc.c_str(), password.data(), password.size()) == ARGON2_OK;
}

}  // namespace kontor::crypto
