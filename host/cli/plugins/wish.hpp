#pragma once

#include <filesystem>
#include <string>

#include "base/core/json.hpp"
#include "base/core/result.hpp"
#include "host/cli/host/host_wish.hpp"

namespace kontor::host {

// What somebody typed after `kontor plugins`.
struct Wish {
  HostWish host = {};
  bool token_stdin = false;
  std::string plugin = {};
  std::string version = {};
  std::filesystem::path license_file = {};
  bool accept_permissions = false;
  std::string mode = {};           // Of trust: "sandbox" or "in_process".
  std::string storage = "keep";    // Of remove: "keep" or "erase".
  bool at_market = false;          // Of handbook: of what the market lists, installed or not.
  std::string language = "en";     // Of show and handbook.
  std::filesystem::path out = {};  // Of export; empty: standard output.
};

// One request each; null where the host has nothing to say.
Result<Json> list_plugins(const Wish& wish);
Result<Json> show_plugin(const Wish& wish);
Result<Json> read_handbook(const Wish& wish);
Result<Json> update_plugin(const Wish& wish);
Result<Json> trust_plugin(const Wish& wish);
Result<Json> remove_plugin(const Wish& wish);
Result<Json> show_sandbox(const Wish& wish);
// start, stop, rollback, release: POST …/{verb} without a body.
Result<Json> simply(const std::string& verb, const Wish& wish);
// Writes page after page of JSON lines.
Status export_plugin(const Wish& wish);

}  // namespace kontor::host
