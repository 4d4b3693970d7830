#include "base/crypto/canonical_json.hpp"

namespace kontor::crypto {
namespace {

void append_text(const std::string& text, std::string& out) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  out += '"';
}

Status append(const Json& value, std::string& out) {
  switch (value.type()) {
    case Json::value_t::object: {
      // nlohmann keeps objects sorted by the bytes of their keys, which for UTF-8 is the
      // order of code points.
      char separator = '{';
      for (const auto& [key, member] : value.items()) {
        out += separator;
        append_text(key, out);
        out += ':';
        TRY(append(member, out));
        separator = ',';
      }
      out += value.empty() ? "{}" : "}";
      return ok();
    }
    case Json::value_t::array: {
      char separator = '[';
      for (const Json& element : value) {
        out += separator;
        TRY(append(element, out));
        separator = ',';
      }
      out += value.empty() ? "[]" : "]";
      return ok();
    }
    case Json::value_t::string:
      append_text(value.get_ref<const std::string&>(), out);
      return ok();
    case Json::value_t::boolean:
      out += value.get<bool>() ? "true" : "false";
      return ok();
    case Json::value_t::number_integer:
      out += std::to_string(value.get<std::int64_t>());
      return ok();
    case Json::value_t::number_unsigned:
      out += std::to_string(value.get<std::uint64_t>());
      return ok();
    case Json::value_t::null:
      out += "null";
      return ok();
    case Json::value_t::number_float:
    case Json::value_t::binary:
    case Json::value_t::discarded:
      break;
  }
  return Error{ErrorCode::invalid_argument, "canonical JSON has no floating-point numbers"};
}

}  // namespace

Result<std::string> canonical_json(const Json& value) {
  std::string out;
  TRY(append(value, out));
  return out;
}

}  // namespace kontor::crypto
