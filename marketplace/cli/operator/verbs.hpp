#pragma once

#include <filesystem>
#include <string>

#include "marketplace/cli/desk/desk.hpp"

namespace kontor::marketplace {

struct OperatorWish {
  Address address;
  std::string subject;  // Vendor or order.
  std::filesystem::path keys;
  std::string state;
  std::int64_t amount = 0;
  std::string currency, reference;
};

// One function a verb of kontor-operator; each answers what is to be printed.

// Verifies that the vendor holds its keys, signs the next shard with the off-line key in
// `wish.keys` and has the market publish it. The key never leaves this machine.
Result<Json> approve_vendor(const OperatorWish& wish);
Result<Json> list_vendors(const OperatorWish& wish);
Result<Json> pay(const OperatorWish& wish);

}  // namespace kontor::marketplace
