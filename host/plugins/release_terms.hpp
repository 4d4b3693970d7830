#pragma once

#include <optional>
#include <string>

#include "host/plugins/company_seats.hpp"
#include "licensing/core/support_rule.hpp"

namespace kontor::host {

// The product whose licence is the host's own, for offers with a platform condition (N7).
inline constexpr const char* kPlatformProduct = "kontor.host";

// May this release be put in, by the terms of the licences there are? What is installed goes on
// whatever this says. Refused as licensing::may_install refuses
// (N6, N7), "updates-ended" with `until`. One licence that allows it is enough; none at all is for
// others to refuse. `released_at_ms`: as the log or a review proves it; none counts as today.
Status check_release_terms(CompanySeats& seats, const std::string& product,
                           const std::string& version, std::optional<TimeMs> released_at_ms,
                           TimeMs now_ms);

// Support for one plugin by its licences' terms (R48, N7, N8, N9).
struct SupportStanding {
  std::string level;  // bug_reports, standard, priority
  std::optional<TimeMs> until_ms;
  bool eligible = false;
  std::string why;  // Why not.
};
SupportStanding support_of(CompanySeats& seats, const std::string& product, bool is_free,
                           licensing::Integrity integrity, TimeMs now_ms);

}  // namespace kontor::host
