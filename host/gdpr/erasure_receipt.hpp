#pragma once

#include <string>
#include <vector>

#include "base/crypto/keys.hpp"
#include "host/gdpr/erasure_store.hpp"

namespace kontor::host {

// The proof of an erasure: a DSSE envelope, payload type kErasureReceiptType, signed with the
// host's DATA/keys/privacy.key (Ed25519). It names the person by record id alone, so that it may
// be kept and given away: {"receipt","erasure","person","asked_at","asked_by","reason",
// "finished_at","records":{kind: count},"plugins":[{"plugin","installed","storage","files",
// "kept",…}],"stayed":[{"by","what","reason","until"}]}.
inline constexpr const char* kErasureReceiptType = "application/vnd.kontor.erasure-receipt+json";

Json sign_receipt(const Erasure& erasure, const Json& records, TimeMs finished_at_ms,
                  const crypto::SigningKey& key);

// The receipt in the envelope; untrusted unless one of `keys` signed it.
Result<Json> open_receipt(const Json& envelope, const std::vector<crypto::PublicKey>& keys);

}  // namespace kontor::host
