#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/core/result.hpp"

namespace kontor::marketplace {

// Looks up DNS. Any thread.
class TxtResolver {
 public:
  virtual ~TxtResolver() = default;
  // The texts of all TXT records of a name, none if it has none; unavailable without an answer.
  virtual Result<std::vector<std::string>> texts(const std::string& name) const = 0;
};

// What an operator may set about publishing.
struct PublishingRules {
  const TxtResolver* resolver = nullptr;  // Null: domains cannot be proven. Outlives the market.
  int registrations_per_hour = 60;        // From one address, vendors and companies each.
  std::int64_t transfer_hold_ms = std::int64_t{14} * 24 * 60 * 60 * 1000;
};

}  // namespace kontor::marketplace
