#include "licensing/document/lease_proof.hpp"

#include "base/core/bytes.hpp"
#include "base/crypto/hash.hpp"

namespace kontor::licensing {

namespace {

std::string step_text(std::string_view purpose, const LeaseStep& step) {
  return std::string(purpose) + "\n" + step.lease_id + "\n" + std::to_string(step.epoch) + "\n" +
         std::to_string(step.fence) + "\n" + std::to_string(step.sequence);
}

Error wrong_proof() { return {ErrorCode::unauthenticated, "the proof of the device does not fit"}; }

}  // namespace

std::string claim_text(std::string_view license_id, std::string_view subject,
                       std::string_view session, std::string_view idempotency_key) {
  std::string text = "kontor-seat-claim/1";
  for (const std::string_view part : {license_id, subject, session, idempotency_key}) {
    text.append("\n").append(part);
  }
  return text;
}

std::string release_text(const LeaseStep& step) { return step_text("kontor-seat-release/1", step); }

std::string borrow_text(const LeaseStep& step, std::int64_t days) {
  return step_text("kontor-seat-borrow/1", step) + "\n" + std::to_string(days);
}

std::string return_text(const LeaseStep& step) { return step_text("kontor-seat-return/1", step); }

Status check_device_signature(std::string_view device_key_hex, std::string_view text,
                              std::string_view signature_hex) {
  const auto raw = hex_decode(device_key_hex);
  const auto signature = hex_decode(signature_hex);
  if (!raw || !signature) return wrong_proof();
  const auto key = crypto::PublicKey::from_ed25519(*raw);
  if (!key || !key->verify(text, *signature)) return wrong_proof();
  return ok();
}

std::string renewal_key(std::string_view secret, std::string_view lease_id) {
  return crypto::hmac_sha256(secret, lease_id);
}

std::string renewal_mac(std::string_view key, const LeaseStep& step) {
  return hex_encode(crypto::hmac_sha256(key, step_text("kontor-seat-renew/1", step)));
}

Status check_renewal_mac(std::string_view key, const LeaseStep& step, std::string_view mac_hex) {
  if (!crypto::equal_secrets(renewal_mac(key, step), mac_hex)) return wrong_proof();
  return ok();
}

}  // namespace kontor::licensing
