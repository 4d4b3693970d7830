#include "licensing/document/typed_token.hpp"

#include "base/core/bytes.hpp"
#include "base/core/json_schema.hpp"
#include "base/crypto/paseto.hpp"
#include "licensing/core/calendar.hpp"
#include "licensing/core/refusals.hpp"

namespace kontor::licensing {

namespace {

Error not_a_document(const std::string& why) {
  return refuse(ErrorCode::invalid_argument, "malformed-document",
                "not a signed document of Kontor: " + why + "; copy the whole file again");
}

Status check_type(const Json& payload, std::string_view type) {
  const std::string found = payload.is_object() ? payload.value("type", Json()).dump() : "";
  const std::string wanted = Json(type).dump();
  if (found == wanted) return ok();
  const auto name_of_type = [](const std::string& text) { return text.substr(0, text.find('/')); };
  if (name_of_type(found) == name_of_type(wanted))
    return refuse(
        ErrorCode::invalid_argument, "unknown-version",
        "the document is " + found + ", this program reads " + wanted + "; update the program");
  return refuse(ErrorCode::invalid_argument, "unknown-document",
                "this is another document, not " + wanted);
}

}  // namespace

std::string sign_typed(const Json& payload, const crypto::SigningKey& key, const Json& footer,
                       std::string_view implicit) {
  return crypto::paseto::sign(key, to_text(payload), to_text(footer), implicit);
}

Result<Json> peek_typed_footer(std::string_view token) {
  const auto text = crypto::paseto::peek_footer(token);
  if (!text) return not_a_document(text.error().message);
  auto footer = parse_json(*text, {.bytes_max = 400, .depth_max = 2});
  if (!footer || !footer->is_object()) return not_a_document("its footer is not JSON");
  return footer;
}

Result<Json> open_typed(std::string_view token, const crypto::PublicKey& key,
                        std::string_view implicit, std::string_view type, std::string_view schema) {
  const auto opened = crypto::paseto::verify(key, token, implicit);
  if (!opened)
    return refuse(ErrorCode::untrusted, "bad-signature",
                  "the signature does not fit: the document was changed, cut short or made for "
                  "another device");
  const auto payload = parse_json(opened->payload, {.bytes_max = 65536, .depth_max = 6});
  if (!payload) return not_a_document(payload.error().message);
  TRY(check_type(*payload, type));
  const JsonSchema rules = TRY(JsonSchema::parse(Json::parse(schema)));
  if (const auto valid = rules.validate(*payload); !valid)
    return refuse(ErrorCode::invalid_argument, "invalid-document",
                  "the document is not what it should be: " + valid.error().message);
  return *payload;
}

Status check_age(std::string_view at, std::int64_t age_max_ms, TimeMs now_ms) {
  const auto written_ms = parse_rfc3339(at);
  if (!written_ms)
    return refuse(ErrorCode::invalid_argument, "invalid-document", written_ms.error().message);
  if (*written_ms > now_ms + kDayMs)
    return refuse(ErrorCode::untrusted, "document-from-the-future",
                  "the document was written at " + std::string(at) +
                      ", after now; set the clock right and try again");
  if (*written_ms + age_max_ms <= now_ms)
    return refuse(ErrorCode::untrusted, "document-expired",
                  "the document was written at " + std::string(at) + "; ask for a new one");
  return ok();
}

}  // namespace kontor::licensing
