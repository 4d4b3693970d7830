#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/core/json.hpp"
#include "base/crypto/keys.hpp"

namespace kontor::host {

// What a rehearsal is to do.
struct RehearsalOrder {
  std::filesystem::path data;                  // DATA of the host whose company it is; only read.
  std::string database;                        // "sqlite:PATH" or "postgresql://…"
  std::filesystem::path package;               // The .kpkg …
  std::vector<crypto::PublicKey> vendor_keys;  // … and who may have signed it.
  std::filesystem::path runner;
  int records = 200;  // Of each hooked entity, the newest.
  int events = 200;   // The newest of those it declares.
  int time_max_s = 300;
  std::string phone_region;
  Json cost = nullptr;  // {"users","total","period","model"} as the market says; null: not known.

  Json to_json() const;
  static Result<RehearsalOrder> from_json(const Json& json);
};

}  // namespace kontor::host
