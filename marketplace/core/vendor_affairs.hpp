#pragma once

#include <string>
#include <string_view>

#include "base/core/clock.hpp"
#include "base/core/json.hpp"

namespace kontor::marketplace {

// A domain that a vendor says is its own. It proves so by a TXT record.
struct DomainClaim {
  std::string vendor = {};
  std::string domain = {};
  std::string challenge = {};  // The whole text of the record.
  TimeMs claimed_at_ms = 0;
  TimeMs proven_at_ms = 0;  // 0: not yet.
};

// "_kontor-challenge.<domain>"
std::string challenge_name(const std::string& domain);
// A host name of at least two labels, lower case.
bool is_domain(std::string_view text);
// True if the domain's first label is the vendor's name, as acme of acme.example.
bool fits_namespace(const std::string& domain, const std::string& vendor);

enum class TransferState { announced, done, withdrawn };
std::string_view to_text(TransferState state);
Result<TransferState> parse_transfer_state(std::string_view text);

// A plugin on its way from one vendor to another; both signed the envelope.
struct Transfer {
  std::string plugin_id = {};
  std::string from = {}, to = {};
  Json envelope = {};
  TimeMs announced_at_ms = 0;
  TimeMs effective_at_ms = 0;  // Not before.
  TransferState state = TransferState::announced;
};

}  // namespace kontor::marketplace
