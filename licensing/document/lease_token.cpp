#include "licensing/document/lease_token.hpp"

#include "base/core/json.hpp"
#include "base/crypto/dsse.hpp"
#include "base/crypto/paseto.hpp"

namespace kontor::licensing {

std::string sign_lease(const Lease& lease, TimeMs issued_at_ms, std::string_view device_key,
                       const crypto::SigningKey& authority_key) {
  Json payload = {{"lease_id", lease.step.lease_id},
                  {"epoch", lease.step.epoch},
                  {"fence", lease.step.fence},
                  {"sequence", lease.step.sequence},
                  {"license_id", lease.license_id},
                  {"product", lease.product},
                  {"subject", lease.subject},
                  {"session", lease.session},
                  {"since", to_rfc3339(lease.since_ms)},
                  {"issued_at", to_rfc3339(issued_at_ms)},
                  {"ttl_s", lease.ttl_s}};
  if (lease.borrowed_until_ms) payload["until"] = to_rfc3339(*lease.borrowed_until_ms);
  const Json footer = {{"kid", crypto::key_id(authority_key.public_key())}};
  return crypto::paseto::sign(authority_key, to_text(payload), to_text(footer), device_key);
}

Result<Lease> verify_lease(std::string_view token, std::string_view device_key,
                           const crypto::PublicKey& authority_key) {
  const std::string payload = TRY(crypto::paseto::verify(authority_key, token, device_key)).payload;
  const Json json = TRY(parse_json(payload, {.bytes_max = 4096, .depth_max = 2}));
  Lease lease;
  lease.step.lease_id = TRY(json_text(json, "lease_id"));
  lease.step.epoch = TRY(json_integer(json, "epoch"));
  lease.step.fence = TRY(json_integer(json, "fence"));
  lease.step.sequence = TRY(json_integer(json, "sequence"));
  lease.license_id = TRY(json_text(json, "license_id"));
  lease.product = TRY(json_text(json, "product"));
  lease.subject = TRY(json_text(json, "subject"));
  lease.session = TRY(json_text(json, "session"));
  const std::string since = TRY(json_text(json, "since"));
  lease.since_ms = TRY(parse_rfc3339(since));
  lease.ttl_s = TRY(json_integer(json, "ttl_s"));
  if (json.contains("until")) {
    const std::string until = TRY(json_text(json, "until"));
    lease.borrowed_until_ms = TRY(parse_rfc3339(until));
  }
  return lease;
}

}  // namespace kontor::licensing
