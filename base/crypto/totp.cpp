#include "base/crypto/totp.hpp"

#include <liboath/oath.h>

#include <array>
#include <cstdlib>
#include <ctime>

namespace kontor::crypto {

namespace {

constexpr std::size_t kTotpSecretBytes = 20;
constexpr unsigned kTotpDigits = 6;
constexpr unsigned kStepSeconds = 30;
constexpr std::size_t kStepsAside = 1;

// Fails only where memory is gone or the library is broken.
void prepare_oath() {
  static const bool prepared = oath_init() == OATH_OK;
  if (!prepared) std::abort();
}

}  // namespace

std::string new_totp_secret(Random& random) { return random.bytes(kTotpSecretBytes); }

std::string totp_secret_text(std::string_view secret) {
  prepare_oath();
  char* text = nullptr;
  std::size_t size = 0;
  if (oath_base32_encode(secret.data(), secret.size(), &text, &size) != OATH_OK) std::abort();
  std::string base32(text, size);
  std::free(text);
  base32.erase(base32.find_last_not_of('=') + 1);
  return base32;
}

std::optional<std::int64_t> totp_step(std::string_view secret, const std::string& code,
                                      TimeMs now_ms) {
  prepare_oath();
  if (code.size() != kTotpDigits || code.find_first_not_of("0123456789") != std::string::npos) {
    return std::nullopt;
  }
  std::uint64_t step = 0;
  int position = 0;
  const int found =
      oath_totp_validate4(secret.data(), secret.size(), static_cast<std::time_t>(now_ms / 1000),
                          kStepSeconds, 0, kStepsAside, &position, &step, 0, code.c_str());
  if (found < 0) return std::nullopt;
  return static_cast<std::int64_t>(step);
}

std::string totp_code(std::string_view secret, TimeMs now_ms) {
  prepare_oath();
  std::array<char, kTotpDigits + 1> code{};
  if (oath_totp_generate(secret.data(), secret.size(), static_cast<std::time_t>(now_ms / 1000),
                         kStepSeconds, 0, kTotpDigits, code.data()) != OATH_OK) {
    std::abort();
  }
  return code.data();
}

}  // namespace kontor::crypto
