#pragma once

#include <string>
#include <string_view>

#include "base/core/clock.hpp"
#include "base/core/random.hpp"

namespace kontor {

// RFC 9562 version 7: 48 bits of milliseconds, then random bits, as 36 lower-case
// characters. Ids made in one process sort by the time they were made, also within
// one millisecond. Owns neither argument; both outlive it. Any thread.
class IdSource {
 public:
  IdSource(const Clock& clock, Random& random) : clock_(clock), random_(random) {}
  std::string next();

 private:
  const Clock& clock_;
  Random& random_;
};

// True for 36 characters of a UUID of any version, lower case.
bool is_uuid(std::string_view text);

}  // namespace kontor
