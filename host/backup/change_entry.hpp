#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/core/clock.hpp"
#include "base/db/change_log.hpp"

namespace kontor::host {

// One transaction of the log of changes (host/backup/README.md). Bytes, integers big endian:
//
//   number (8) | at_ms (8) | statements (4) | statement …
//   statement = text (4) | rows (8) | parameters (4) | parameter …
//   text: N refers to the N-th text of the file, from 0; the count of those so far stands for a
//         new one, which follows: length (4) and bytes
//   parameter = "n" | "i" and 8 bytes | "r" and 8 bytes of IEEE 754 | "t", length (4) and bytes
struct ChangeEntry {
  std::int64_t number = 0;
  TimeMs at_ms = 0;
  std::vector<db::Change> changes = {};
};

// Writes the entries of one file, in order.
class ChangeEncoder {
 public:
  std::string encode(std::int64_t number, TimeMs at_ms, const std::vector<db::Change>& changes);

 private:
  std::unordered_map<std::string, std::uint32_t> texts_;
};

// Reads them, in the same order. untrusted for anything an encoder would not have written.
class ChangeDecoder {
 public:
  Result<ChangeEntry> decode(std::string_view bytes);

 private:
  std::vector<std::string> texts_;
};

}  // namespace kontor::host
