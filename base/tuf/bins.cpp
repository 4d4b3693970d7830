#include <cstdint>

#include "base/core/bytes.hpp"
#include "base/crypto/hash.hpp"
#include "base/tuf/limits.hpp"
#include "base/tuf/metadata_parts.hpp"

namespace kontor::tuf {
namespace {

constexpr int kBitsMax = 32;
constexpr char kBinDigits[] = "0123456789abcdef";

std::string numbered(std::uint64_t bin, std::size_t digits) {
  std::string number(digits, '0');
  for (auto digit = number.rbegin(); digit != number.rend(); ++digit, bin >>= 4)
    *digit = kBinDigits[bin & 15];
  return number;
}

}  // namespace

Verdict<HashBins> parse_bins(const Json& object, const std::string& role) {
  HashBins bins;
  bins.signers = TRY(parse_role_keys(object, role));
  const std::int64_t bits = TRY(sound(json_integer(object, "bit_length"), role));
  if (bits < 1 || bits > kBitsMax) return malformed(role, "\"bit_length\" must be 1 to 32");
  bins.bit_length = static_cast<int>(bits);
  bins.name_prefix = TRY(sound(json_text(object, "name_prefix"), role));
  if (bins.name_prefix.empty() ||
      encode_role(bins.name_prefix).size() + 1 + bins.digits() > kRoleNameBytesMax)
    return malformed(role, "delegates to bins named \"" + bins.name_prefix + "\"");
  return bins;
}

std::size_t HashBins::digits() const { return (static_cast<std::size_t>(bit_length) + 3) / 4; }

std::string HashBins::role_of(std::string_view target_path) const {
  const std::string digest = hex_decode(crypto::sha256_hex(target_path)).value();
  std::uint32_t bin = 0;
  for (int byte = 0; byte < 4; ++byte)
    bin = bin << 8 | static_cast<unsigned char>(digest[static_cast<std::size_t>(byte)]);
  return name_prefix + "-" + numbered(bin >> (kBitsMax - bit_length), digits());
}

std::vector<std::string> HashBins::roles() const {
  std::vector<std::string> names;
  const std::uint64_t count = std::uint64_t{1} << bit_length;
  names.reserve(count);
  for (std::uint64_t bin = 0; bin < count; ++bin)
    names.push_back(name_prefix + "-" + numbered(bin, digits()));
  return names;
}

bool HashBins::holds(std::string_view role) const {
  if (!role.starts_with(name_prefix) || role.size() != name_prefix.size() + 1 + digits() ||
      role[name_prefix.size()] != '-')
    return false;
  std::uint64_t number = 0;
  for (const char c : role.substr(name_prefix.size() + 1)) {
    const std::size_t value = std::string_view(kBinDigits).find(c);
    if (value == std::string_view::npos) return false;
    number = number << 4 | value;
  }
  return number >> bit_length == 0;
}

}  // namespace kontor::tuf
