#pragma once

#include <cstdint>
#include <string>

#include "base/core/result.hpp"
#include "sdk/runtime/descriptor.hpp"

namespace kontor::host {

// A connected, blocking TCP socket; unavailable when no address of the host answers within
// the time.
Result<runtime::Descriptor> connect_tcp(const std::string& host, std::uint16_t port,
                                        int timeout_ms);

}  // namespace kontor::host
