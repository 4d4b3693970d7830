#pragma once

#include <map>
#include <string>
#include <vector>

#include "marketplace/core/commitment.hpp"
#include "marketplace/core/posting.hpp"

namespace kontor::marketplace {

// A vendor's account in one currency over a time.
struct AccountSums {
  std::int64_t opening = 0;  // Owed to the vendor at the beginning.
  std::int64_t sales = 0;    // Gross.
  std::int64_t refunds = 0;  // Gross, below zero.
  std::int64_t tax = 0;      // Of sales and refunds.
  std::int64_t commission = 0;
  std::int64_t paid_out = 0;  // Below zero.
  // opening + sales + refunds - tax - commission + paid_out
  std::int64_t closing() const { return opening + sales + refunds - tax - commission + paid_out; }
};

// The statement of [from, to): every posting, and the opening of each licence sold in it.
struct VendorAccount {
  std::string vendor = {};
  TimeMs from_ms = 0, to_ms = 0;
  std::map<std::string, AccountSums> sums = {};  // By currency.
  std::vector<Posting> postings = {};
  std::vector<Commitment> licenses = {};
};

// Adds a posting to the sums of its currency.
void add(AccountSums& sums, const Posting& posting);

}  // namespace kontor::marketplace
