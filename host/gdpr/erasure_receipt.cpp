#include "host/gdpr/erasure_receipt.hpp"

#include "base/crypto/dsse.hpp"

namespace kontor::host {

namespace {

// What plugins said must stay although the person goes.
Json what_stayed(const Json& plugins) {
  Json stayed = Json::array();
  for (const Json& plugin : plugins) {
    for (Json kept : plugin.value("kept", Json::array())) {
      kept["by"] = plugin.value("plugin", "");
      stayed.push_back(std::move(kept));
    }
  }
  return stayed;
}

}  // namespace

Json sign_receipt(const Erasure& erasure, const Json& records, TimeMs finished_at_ms,
                  const crypto::SigningKey& key) {
  const Json receipt{{"receipt", 1},
                     {"erasure", erasure.id},
                     {"person", erasure.person},
                     {"asked_at", to_rfc3339(erasure.asked_at_ms)},
                     {"asked_by", erasure.asked_by},
                     {"reason", erasure.reason},
                     {"finished_at", to_rfc3339(finished_at_ms)},
                     {"records", records},
                     {"plugins", erasure.plugins},
                     {"stayed", what_stayed(erasure.plugins)}};
  return crypto::dsse_sign(kErasureReceiptType, to_text(receipt), key);
}

Result<Json> open_receipt(const Json& envelope, const std::vector<crypto::PublicKey>& keys) {
  const std::string payload = TRY(crypto::dsse_verify(envelope, kErasureReceiptType, keys));
  return parse_json(payload);
}

}  // namespace kontor::host
