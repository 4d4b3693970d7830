#pragma once

#include <chrono>
#include <cstdint>
#include <kontor/time.hpp>

namespace kontor::telephony {

// Milliseconds since 1970.
inline std::int64_t now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(now().time_since_epoch()).count();
}

}  // namespace kontor::telephony
