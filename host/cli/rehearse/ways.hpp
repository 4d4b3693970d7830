#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/core/json.hpp"

namespace kontor::host {

struct RehearseWish {
  std::string package;            // A .kpkg file, or with `host` the id of a plugin on the market.
  std::vector<std::string> keys;  // Vendor's public keys: hexadecimal or .pub files.
  std::string host;
  std::filesystem::path token_file;
  std::filesystem::path data;
  std::string database;  // Of `data`; empty: its host.db.
  std::filesystem::path trace;
  std::string version;
  std::string phone_region;
  int records = 200;
  int events = 200;
  int for_s = 300;
};

// The report of a rehearsal by a running host …
Result<Json> rehearse_at_host(const RehearseWish& wish);
// … or beside it, on the folder of its data. `*ended` is looked at now and then.
Result<Json> rehearse_beside(const RehearseWish& wish, const volatile int* ended);
// What another version answers otherwise than in a trace, as kontor replay tells it.
Result<Json> rehearse_trace(const RehearseWish& wish, std::string& lines);

// For the child of RehearsalJobs: does the work of `folder`; the exit status.
int do_rehearsal(const std::filesystem::path& folder, int parent);

}  // namespace kontor::host
