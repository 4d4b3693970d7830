#include "base/crypto/cbor.hpp"

#include <algorithm>
#include <limits>

#include "base/core/bytes.hpp"

namespace kontor::crypto {

namespace {

// Major types (section 3.1).
constexpr unsigned kUnsigned = 0;
constexpr unsigned kNegative = 1;
constexpr unsigned kByteString = 2;
constexpr unsigned kTextString = 3;
constexpr unsigned kArray = 4;
constexpr unsigned kMap = 5;
constexpr unsigned kSimple = 7;
constexpr unsigned kFalse = 20;
constexpr unsigned kTrue = 21;
constexpr unsigned kNull = 22;
constexpr unsigned kOneByte = 24;  // 24 to 27: an argument of 1, 2, 4 or 8 bytes follows.
constexpr unsigned kEightBytes = 27;

Error not_cbor(const char* why) {
  return Error{ErrorCode::invalid_argument, std::string("CBOR: ") + why};
}

Result<std::uint64_t> take_argument(std::string_view& bytes, unsigned additional) {
  if (additional < kOneByte) return std::uint64_t{additional};
  if (additional > kEightBytes) return not_cbor("a length that is not definite");
  const std::size_t count = std::size_t{1} << (additional - kOneByte);
  if (bytes.size() < count) return not_cbor("cut short");
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    value = (value << 8) | static_cast<unsigned char>(bytes[i]);
  }
  bytes.remove_prefix(count);
  const std::uint64_t least = count == 1 ? kOneByte : std::uint64_t{1} << (4 * count);
  if (value < least) return not_cbor("a number that is not in its shortest form");
  return value;
}

Result<std::string> take_string(std::string_view& bytes, std::uint64_t size) {
  if (size > bytes.size()) return not_cbor("cut short");
  std::string taken(bytes.substr(0, static_cast<std::size_t>(size)));
  bytes.remove_prefix(taken.size());
  return taken;
}

bool same_key(const Cbor& a, const Cbor& b) {
  return a.kind == b.kind && a.integer == b.integer && a.bytes == b.bytes;
}

bool has_key(const Cbor& map_item, const Cbor& key) {
  for (std::size_t i = 0; i < map_item.items.size(); i += 2) {
    if (same_key(map_item.items[i], key)) return true;
  }
  return false;
}

Result<Cbor> take_item(std::string_view& bytes, int depth);

Result<Cbor> take_items(std::string_view& bytes, std::uint64_t count, bool is_map, int depth) {
  if (depth >= kCborDepthMax) return not_cbor("nested too deeply");
  // Each item has a byte at least.
  if (count > bytes.size()) return not_cbor("cut short");
  Cbor item{.kind = is_map ? Cbor::Kind::map : Cbor::Kind::array};
  for (std::uint64_t i = 0; i < count; ++i) {
    Cbor next = TRY(take_item(bytes, depth + 1));
    if (!is_map) {
      item.items.push_back(std::move(next));
      continue;
    }
    if (next.kind != Cbor::Kind::integer && next.kind != Cbor::Kind::text) {
      return not_cbor("a key that is neither a number nor text");
    }
    if (has_key(item, next)) return not_cbor("a key twice");
    item.items.push_back(std::move(next));
    item.items.push_back(TRY(take_item(bytes, depth + 1)));
  }
  return item;
}

Result<Cbor> simple_item(std::uint64_t argument) {
  if (argument == kFalse || argument == kTrue) {
    return Cbor{.kind = Cbor::Kind::boolean, .integer = argument == kTrue ? 1 : 0};
  }
  if (argument == kNull) return Cbor{};
  return not_cbor("a simple value or floating point");
}

Result<Cbor> take_item(std::string_view& bytes, int depth) {
  if (bytes.empty()) return not_cbor("cut short");
  const auto head = static_cast<unsigned char>(bytes.front());
  bytes.remove_prefix(1);
  const unsigned major = head >> 5U;
  const unsigned additional = head & 31U;
  if (major == kSimple) return simple_item(additional);
  const std::uint64_t argument = TRY(take_argument(bytes, additional));
  if (major == kUnsigned || major == kNegative) {
    if (argument > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
      return not_cbor("a number that is too great");
    }
    const auto value = static_cast<std::int64_t>(argument);
    return Cbor{.kind = Cbor::Kind::integer, .integer = major == kUnsigned ? value : ~value};
  }
  if (major == kByteString || major == kTextString) {
    Cbor item{.kind = major == kByteString ? Cbor::Kind::bytes : Cbor::Kind::text};
    item.bytes = TRY(take_string(bytes, argument));
    if (major == kTextString && !is_utf8(item.bytes)) return not_cbor("text that is not UTF-8");
    return item;
  }
  if (major == kArray || major == kMap) return take_items(bytes, argument, major == kMap, depth);
  return not_cbor("a tag");
}

template <typename Same>
const Cbor* value_of(const std::vector<Cbor>& items, Cbor::Kind wanted, const Same& same) {
  for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
    if (same(items[i])) return items[i + 1].kind == wanted ? &items[i + 1] : nullptr;
  }
  return nullptr;
}

}  // namespace

const Cbor* Cbor::find(std::int64_t key, Kind wanted) const {
  if (kind != Kind::map) return nullptr;
  return value_of(items, wanted, [key](const Cbor& item) {
    return item.kind == Kind::integer && item.integer == key;
  });
}

const Cbor* Cbor::find(std::string_view key, Kind wanted) const {
  if (kind != Kind::map) return nullptr;
  return value_of(items, wanted,
                  [key](const Cbor& item) { return item.kind == Kind::text && item.bytes == key; });
}

Result<Cbor> take_cbor(std::string_view& bytes) { return take_item(bytes, 0); }

}  // namespace kontor::crypto
