#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kontor::tlog {

// At most eight bytes, the most significant first.
std::uint64_t big_endian(std::string_view bytes);
std::string to_big_endian(std::uint64_t value, std::size_t bytes);

// ASCII decimal digits without leading zeroes, 0 to 2^63 - 1; nothing for any other text.
std::optional<std::uint64_t> parse_decimal(std::string_view text);

}  // namespace kontor::tlog
