#pragma once

#include <cstdint>
#include <string>

#include "sdk/runtime/descriptor.hpp"

namespace kontor::runtime {

// What came back for a call: a status of kontor/status.h and text, perhaps a descriptor.
struct Answer {
  std::int32_t status = 0;
  std::string text;
  Descriptor descriptor = {};
};

}  // namespace kontor::runtime
