#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/crypto/dsse.hpp"
#include "base/crypto/paseto.hpp"
#include "licensing/document/license_document.hpp"

namespace {

using namespace kontor;

const crypto::SigningKey& key() {
  static const crypto::SigningKey key =
      crypto::SigningKey::from_seed("kontor fuzz key of 32 bytes ....").value();
  return key;
}

const licensing::TrustedKeys& trusted() {
  static const licensing::TrustedKeys keys = {
      .license_key = [](std::string_view) -> Result<crypto::PublicKey> {
        return key().public_key();
      },
      .vendor_keys = [](std::string_view) -> Result<std::vector<crypto::PublicKey>> {
        return std::vector{key().public_key()};
      }};
  return keys;
}

}  // namespace

// Property: a market that signs any bytes whatever, around an offer of any bytes whatever,
// makes either a licence within limits or a refusal; nothing throws or crashes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::string footer = R"({"kid":"k"})";

  (void)licensing::verify_license(bytes, trusted());
  (void)licensing::verify_offer(crypto::dsse_sign(licensing::kOfferPayloadType, bytes, key()),
                                {key().public_key()});
  const auto license =
      licensing::verify_license(crypto::paseto::sign(key(), bytes, footer), trusted());
  if (license && (license->seats < 0 || license->seats > 1'000'000 || license->lease_ttl_s < 10)) {
    std::abort();
  }
  return 0;
}
