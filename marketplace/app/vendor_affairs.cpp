#include "marketplace/app/vendor_affairs.hpp"

#include <cstdlib>

#include "base/core/bytes.hpp"
#include "base/core/log.hpp"
#include "marketplace/app/vendors.hpp"
#include "marketplace/core/statement.hpp"
#include "marketplace/store/vendor_affairs_store.hpp"
#include "marketplace/store/vendor_store.hpp"

namespace kontor::marketplace {
namespace {

constexpr std::int64_t kTokenStatementAgeMs = std::int64_t{10} * 60 * 1000;
constexpr std::size_t kTokenHashDigits = 64;

// The keys that speak for a vendor now: those delegated, or before approval those registered.
Result<std::vector<crypto::PublicKey>> speaking_keys(Market& market, const Vendor& vendor) {
  if (vendor.state == VendorState::active) return market.repository.vendor_keys(vendor.name);
  return parse_vendor_keys(vendor.public_keys);
}

}  // namespace

Status request_vendor_keys(Market& market, const std::string& vendor, const Json& envelope) {
  TRY(active_vendor(market, vendor));
  const Json wish = TRY(statement_of(envelope, kKeysStatement));
  const KeyWish keys = TRY(parse_key_wish(wish));
  if (keys.vendor != vendor)
    return Error{ErrorCode::forbidden, "the request is for vendor '" + keys.vendor + "'"};
  TRY(check_signers(envelope, kKeysStatement, keys.keys,
                    static_cast<std::int64_t>(keys.keys.size())));
  return market.database.transaction([&](db::Session& session) {
    return VendorAffairsStore(session).put_key_request(vendor, envelope, market.clock.now_ms());
  });
}

Result<std::optional<Json>> vendor_key_request(Market& market, const std::string& vendor) {
  return market.database.read(
      [&](db::Session& session) { return VendorAffairsStore(session).key_request(vendor); });
}

Status replace_vendor_token(Market& market, const std::string& name, const Json& envelope) {
  const Vendor vendor = TRY(get_vendor(market, name));
  const auto keys = TRY(speaking_keys(market, vendor));
  TRY(check_signers(envelope, kTokenStatement, keys, 1));
  const Json said = TRY(statement_of(envelope, kTokenStatement));
  const std::string hash = TRY(json_text(said, "token_hash"));
  const std::string at = TRY(json_text(said, "at"));
  const TimeMs signed_at = TRY(parse_rfc3339(at));
  if (said.value("vendor", "") != name || hash.size() != kTokenHashDigits || !hex_decode(hash))
    return Error{ErrorCode::invalid_argument, "the statement names another vendor or no hash"};
  // Who replays it later can at most bring back a token he does not know; and not even that.
  if (std::abs(market.clock.now_ms() - signed_at) > kTokenStatementAgeMs)
    return Error{ErrorCode::untrusted,
                 "the statement was signed at " + at + ", which is more than ten minutes from now"};
  TRY(market.database.transaction(
      [&](db::Session& session) { return VendorStore(session).set_token(name, hash); }));
  log::info("vendor token replaced", {{"vendor", name}});
  return ok();
}

Result<DomainClaim> claim_domain(Market& market, const std::string& vendor,
                                 const std::string& domain) {
  if (!is_domain(domain))
    return Error{ErrorCode::invalid_argument, "\"" + domain + "\" is no domain in lower case"};
  constexpr std::size_t kChallengeBytes = 24;
  const DomainClaim claim{.vendor = vendor,
                          .domain = domain,
                          .challenge = "kontor-namespace=" + vendor + " " +
                                       base64url_encode(market.random.bytes(kChallengeBytes)),
                          .claimed_at_ms = market.clock.now_ms()};
  TRY(market.database.transaction(
      [&](db::Session& session) { return VendorAffairsStore(session).put_claim(claim); }));
  return claim;
}

Result<std::optional<DomainClaim>> domain_claim(Market& market, const std::string& vendor) {
  return market.database.read(
      [&](db::Session& session) { return VendorAffairsStore(session).claim(vendor); });
}

Result<DomainClaim> prove_domain(Market& market, const std::string& vendor) {
  auto claim = TRY(domain_claim(market, vendor));
  if (!claim) return Error{ErrorCode::not_found, "vendor '" + vendor + "' claimed no domain"};
  if (!market.rules.resolver)
    return Error{ErrorCode::unavailable, "this market looks up no DNS records"};
  const std::string name = challenge_name(claim->domain);
  for (const std::string& text : TRY(market.rules.resolver->texts(name))) {
    if (text != claim->challenge) continue;
    claim->proven_at_ms = market.clock.now_ms();
    TRY(market.database.transaction(
        [&](db::Session& session) { return VendorAffairsStore(session).put_claim(*claim); }));
    log::info("domain proven", {{"vendor", vendor}, {"domain", claim->domain}});
    return *claim;
  }
  return Error{ErrorCode::conflict,
               name + " has no TXT record \"" + claim->challenge + "\"; DNS may need a while",
               R"({"code":"not-proven"})"};
}

}  // namespace kontor::marketplace
