#pragma once

#include <optional>
#include <string>

#include "marketplace/app/market.hpp"
#include "marketplace/core/vendor_affairs.hpp"

namespace kontor::marketplace {

// Keeps a vendor's signed wish for new keys until an operator's session delegates to them.
// untrusted unless each new key signed it; whether the present ones did is the operator's to
// judge, for they may be lost.
Status request_vendor_keys(Market& market, const std::string& vendor, const Json& envelope);
// The waiting request, if any.
Result<std::optional<Json>> vendor_key_request(Market& market, const std::string& vendor);

// Takes another token for a vendor whose delegated or registered key signed its hash within the
// last ten minutes.
Status replace_vendor_token(Market& market, const std::string& vendor, const Json& envelope);

// Says which TXT record would prove the domain to be the vendor's.
Result<DomainClaim> claim_domain(Market& market, const std::string& vendor,
                                 const std::string& domain);
// Looks the record up; conflict (code "not-proven") while it is not there.
Result<DomainClaim> prove_domain(Market& market, const std::string& vendor);
Result<std::optional<DomainClaim>> domain_claim(Market& market, const std::string& vendor);

// Announces that a plugin goes from one vendor to another, in the log and in the catalogue, and
// holds it for the configured time. untrusted unless both vendors signed with enough keys.
Result<Transfer> announce_transfer(Market& market, const std::string& plugin_id,
                                   const Json& envelope);
Result<std::optional<Transfer>> plugin_transfer(Market& market, const std::string& plugin_id);
// Either vendor may, while it is held.
Result<Transfer> withdraw_transfer(Market& market, const std::string& plugin_id,
                                   const std::string& vendor);
// Publishes the operator's shard that gives the plugin to its new vendor; conflict before the
// time is over or when the shard says something else.
Result<Transfer> complete_transfer(Market& market, const std::string& plugin_id,
                                   const std::string& shard_role, const std::string& shard);

}  // namespace kontor::marketplace
