#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/core/bytes.hpp"
#include "base/crypto/dsse.hpp"
#include "base/crypto/paseto.hpp"
#include "licensing/document/offline_parts.hpp"
#include "licensing/document/qr_code.hpp"
#include "licensing/document/revocation_list.hpp"

namespace {

using namespace kontor;

const crypto::SigningKey& fuzz_key() {
  static const crypto::SigningKey key =
      crypto::SigningKey::from_seed("kontor fuzz key of 32 bytes ....").value();
  return key;
}

constexpr TimeMs kFuzzNow = 1'795'000'000'000;

licensing::OfflineRequest asked() {
  return {.device_key = hex_encode(fuzz_key().public_key().ed25519_raw()),
          .host_id = "h",
          .nonce = std::string(32, '0'),
          .license_id = "l",
          .at_ms = kFuzzNow};
}

template <typename Document>
void refused_with_a_code(const Result<Document>& result) {
  if (!result && result.error().message.empty()) std::abort();
}

}  // namespace

// Property: files of any bytes, and payloads of any bytes signed by the right key, make either a
// document within its limits or a refusal; nothing throws or crashes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto key = [](std::string_view) -> Result<crypto::PublicKey> {
    return fuzz_key().public_key();
  };
  const Json device = {{"device_key", asked().device_key}};
  const Json issuer = {{"kid", "k"}, {"device", crypto::key_id(fuzz_key().public_key())}};
  const std::string bound = licensing::device_binding(fuzz_key().public_key(), "h");
  const std::string by_device = crypto::paseto::sign(fuzz_key(), bytes, device.dump());
  const std::string by_issuer = crypto::paseto::sign(fuzz_key(), bytes, issuer.dump(), bound);
  const std::string list = crypto::paseto::sign(fuzz_key(), bytes, issuer.dump());

  for (const std::string_view file : {bytes, std::string_view(by_device)}) {
    const auto request = licensing::verify_offline_request(file, kFuzzNow);
    if (request && (request->days < 0 || request->days > 365)) std::abort();
    refused_with_a_code(licensing::verify_offline_return(file, kFuzzNow));
  }
  for (const std::string_view file : {bytes, std::string_view(by_issuer)})
    refused_with_a_code(licensing::verify_offline_response(file, key, asked(), kFuzzNow));
  for (const std::string_view file : {bytes, std::string_view(list)}) {
    const auto read = licensing::verify_revocations(file, key, "c", 5, kFuzzNow);
    if (read && (read->sequence < 5 || read->revoked.size() > licensing::kRevocationsMax))
      std::abort();
  }
  const std::string file(bytes);
  if (const auto joined = licensing::join_qr_parts({file});
      joined && *joined != file && !file.starts_with("KONTOR-PART "))
    std::abort();
  const auto whole = licensing::join_qr_parts(licensing::qr_parts(file));
  if (!file.starts_with("KONTOR-PART ") && (!whole || *whole != file)) std::abort();
  return 0;
}
