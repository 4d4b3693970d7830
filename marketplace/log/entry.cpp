#include "marketplace/log/entry.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <span>

#include "base/crypto/canonical_json.hpp"
#include "marketplace/log/log.hpp"

namespace kontor::marketplace {
namespace {

constexpr std::size_t kHashDigits = 64;
constexpr std::size_t kNameMax = 200;  // Characters, as the two that follow.
constexpr std::size_t kTargetMax = 600;
constexpr std::size_t kReasonMax = 2000;
constexpr std::size_t kKeysOfAVendorMax = 32;

// What a member holds.
enum class Shape { hash, hashes, name, target, text, time, length, threshold };

struct Member {
  const char* name;
  Shape shape;
  bool optional = false;
};

struct EntryShape {
  const char* type;
  std::span<const Member> members;  // Beside "type" and "at"; there may be no others.
};

constexpr std::array kRelease = {Member{"vendor", Shape::name},  Member{"plugin", Shape::name},
                                 Member{"version", Shape::name}, Member{"target", Shape::target},
                                 Member{"sha256", Shape::hash},  Member{"length", Shape::length}};
constexpr std::array kVendorKeys = {Member{"vendor", Shape::name}, Member{"keyids", Shape::hashes},
                                    Member{"threshold", Shape::threshold}};
constexpr std::array kTransfer = {Member{"plugin", Shape::name}, Member{"from", Shape::name},
                                  Member{"to", Shape::name}, Member{"announced", Shape::time},
                                  Member{"effective", Shape::time}};
constexpr std::array kYank = {Member{"plugin", Shape::name}, Member{"version", Shape::name},
                              Member{"reason", Shape::text}};
constexpr std::array kDeprecate = {
    Member{"plugin", Shape::name}, Member{"version", Shape::name, true},
    Member{"successor", Shape::name, true}, Member{"reason", Shape::text, true}};
constexpr std::array kLicense = {Member{"vendor", Shape::name}, Member{"commitment", Shape::hash}};

constexpr std::array kEntryShapes = {
    EntryShape{"release", kRelease},     EntryShape{"vendor-keys", kVendorKeys},
    EntryShape{"transfer", kTransfer},   EntryShape{"yank", kYank},
    EntryShape{"deprecate", kDeprecate}, EntryShape{"license", kLicense}};

bool is_hash(const Json& value) {
  if (!value.is_string()) return false;
  const auto& text = value.get_ref<const std::string&>();
  return text.size() == kHashDigits && std::ranges::all_of(text, [](char digit) {
           return (digit >= '0' && digit <= '9') || (digit >= 'a' && digit <= 'f');
         });
}

bool is_text(const Json& value, std::size_t characters_min, std::size_t characters_max) {
  if (!value.is_string()) return false;
  // Bytes that begin a character of UTF-8.
  const auto characters = static_cast<std::size_t>(std::ranges::count_if(
      value.get_ref<const std::string&>(),
      [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; }));
  return characters >= characters_min && characters <= characters_max;
}

bool is_integer(const Json& value, std::int64_t max) {
  return value.is_number_integer() && value >= 0 && value <= max;
}

// Why the value is not what the shape asks for; "" if it is.
std::string unlike(const Json& value, Shape shape) {
  switch (shape) {
    case Shape::hash:
      return is_hash(value) ? "" : "must be a SHA-256 in lower-case hexadecimal digits";
    case Shape::hashes:
      if (value.is_array() && value.size() <= kKeysOfAVendorMax &&
          std::ranges::all_of(value, is_hash))
        return "";
      return "must be a list of at most 32 SHA-256";
    case Shape::name:
      return is_text(value, 1, kNameMax) ? "" : "must be a text of 1 to 200 characters";
    case Shape::target:
      return is_text(value, 1, kTargetMax) ? "" : "must be a text of 1 to 600 characters";
    case Shape::text:
      return is_text(value, 0, kReasonMax) ? "" : "must be a text of at most 2000 characters";
    case Shape::time:
      if (value.is_string() && parse_rfc3339(value.get_ref<const std::string&>())) return "";
      return "must be a time as in 2026-11-22T03:05:34Z";
    case Shape::length:
      return is_integer(value, std::numeric_limits<std::int64_t>::max())
                 ? ""
                 : "must be a whole number of at least 0";
    case Shape::threshold:
      return is_integer(value, kKeysOfAVendorMax) ? "" : "must be a whole number of 0 to 32";
  }
  return "has no shape";
}

// By hand and not by JSON Schema: a log checks ten thousand entries a second.
Status check_members(const Json& entry, const EntryShape& shape) {
  const auto wrong = [](const std::string& name, const std::string& why) {
    return Error{ErrorCode::invalid_argument, "/" + name + ": " + why};
  };
  std::size_t known = 1;  // "type"
  const auto check = [&](const Member& member) -> Status {
    const auto found = entry.find(member.name);
    if (found == entry.end())
      return member.optional ? ok() : Status(wrong(member.name, "is missing"));
    ++known;
    const std::string why = unlike(*found, member.shape);
    return why.empty() ? ok() : Status(wrong(member.name, why));
  };
  TRY(check({"at", Shape::time}));
  for (const Member& member : shape.members) TRY(check(member));
  if (entry.size() == known) return ok();
  return Error{ErrorCode::invalid_argument,
               std::string("an entry of type \"") + shape.type + "\" has a member too many"};
}

}  // namespace

Status check_log_entry(const Json& entry) {
  const std::string type = TRY(json_text(entry, "type"));
  const auto shape =
      std::ranges::find_if(kEntryShapes, [&](const EntryShape& one) { return one.type == type; });
  if (shape == kEntryShapes.end())
    return Error{ErrorCode::invalid_argument, "a log holds no entries of type \"" + type + "\""};
  return check_members(entry, *shape);
}

Result<std::string> log_entry_bytes(const Json& entry) {
  TRY(check_log_entry(entry));
  std::string bytes = TRY(crypto::canonical_json(entry));
  if (bytes.size() > kLogEntryBytesMax)
    return Error{ErrorCode::invalid_argument, "a log entry is longer than 4096 bytes"};
  return bytes;
}

Result<Json> parse_log_entry(std::string_view bytes) {
  Json entry = TRY(parse_json(bytes, {.bytes_max = kLogEntryBytesMax, .depth_max = 4}));
  const std::string canonical = TRY(log_entry_bytes(entry));
  if (canonical != bytes)
    return Error{ErrorCode::invalid_argument, "the entry is not canonical JSON"};
  return entry;
}

std::string_view release_hash(std::string_view canonical_entry) {
  // Inside a text a quote is escaped, so neither mark can be part of one.
  constexpr std::string_view kHashMark = R"("sha256":")";
  if (canonical_entry.find(R"("type":"release")") == std::string_view::npos) return {};
  const std::size_t place = canonical_entry.find(kHashMark);
  if (place == std::string_view::npos) return {};
  return canonical_entry.substr(place + kHashMark.size(), kHashDigits);
}

TimeMs log_entry_time(const Json& entry) {
  const auto at = parse_rfc3339(entry.value("at", ""));
  return at ? *at : 0;
}

}  // namespace kontor::marketplace
