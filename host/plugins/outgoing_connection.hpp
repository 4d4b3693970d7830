#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/result.hpp"
#include "sdk/runtime/descriptor.hpp"

namespace kontor::host {

// Whose wish an address is. What a manifest names must lie in the public internet, so that
// no plugin looks around in the company's network; what the administrator wrote may lie
// anywhere.
enum class Reach { public_only, anywhere };

// The numeric addresses of a host. forbidden when `reach` is public_only and one of them is
// private, of this machine, or of no network at all; unavailable for an unknown name.
Result<std::vector<std::string>> resolve(const std::string& host, Reach reach);

// True for a numeric address that is reachable in the public internet (RFC 6890).
bool is_public_address(std::string_view address);

// A connected, blocking TCP socket to the first address that answers within the time;
// unavailable when none does. `addresses` are numeric.
Result<runtime::Descriptor> connect_tcp(const std::vector<std::string>& addresses,
                                        std::uint16_t port, int timeout_ms);

}  // namespace kontor::host
