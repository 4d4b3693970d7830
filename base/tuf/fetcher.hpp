#pragma once

#include <cstddef>
#include <string>

#include "base/core/result.hpp"

namespace kontor::tuf {

// Where metadata files come from: a web server, a mirror's folder, an air-gap bundle. Never
// trusted. One thread.
class Fetcher {
 public:
  virtual ~Fetcher() = default;
  // The file of this name ("4.root.json", "timestamp.json", "2.a%2Fb.json"). not_found if the
  // repository says it has none, exhausted when longer than `bytes_max` (reading stops there),
  // unavailable when there is no answer.
  virtual Result<std::string> fetch(const std::string& name, std::size_t bytes_max) = 0;
};

}  // namespace kontor::tuf
