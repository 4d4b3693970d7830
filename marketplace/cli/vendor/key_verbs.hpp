#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "marketplace/cli/desk/desk.hpp"

namespace kontor::marketplace {

struct VendorKeysWish {
  Address address;
  std::string vendor;
  std::vector<std::filesystem::path> old_keys;  // May be empty: all are lost.
  std::vector<std::filesystem::path> new_keys;
  int threshold = 1;
};

// Asks for other keys, signed by the present ones and by each new one, and signs the present
// role with both, so that it is believed before and after the operator's session.
Result<Json> rotate_keys(const VendorKeysWish& wish);

// Makes a new token, has the market take it on the word of the vendor's key, and writes it to
// the token file, which is replaced.
Result<Json> replace_token(const VendorKeysWish& wish);

struct ClaimWish {
  Address address;
  std::string vendor, domain;
  bool check = false;
};
// Claims a domain, or asks the market to look up the record that proves it.
Result<Json> claim_domain(const ClaimWish& wish);

struct TransferWish {
  Address address;
  std::string vendor, plugin, to;
  std::vector<std::filesystem::path> keys;
  std::filesystem::path file;
};
// The giving vendor signs a transfer into `file`; the taking one countersigns it and has it
// announced; either takes it back while it is held; the taking one, once the operator has
// delegated the plugin, names its releases in its own role.
Result<Json> offer_transfer(const TransferWish& wish);
Result<Json> accept_transfer(const TransferWish& wish);
Result<Json> withdraw_transfer(const TransferWish& wish);
Result<Json> finish_transfer(const TransferWish& wish);

}  // namespace kontor::marketplace
