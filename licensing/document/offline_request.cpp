#include "licensing/core/refusals.hpp"
#include "licensing/document/offline_parts.hpp"

namespace kontor::licensing {

namespace {

constexpr std::string_view kOfflineRequestType = "kontor-offline-request/1";
constexpr std::string_view kOfflineRequestSchema = R"json({
  "type": "object",
  "additionalProperties": false,
  "required": ["type", "device_key", "host_id", "fingerprint", "nonce", "action", "license_id",
               "at"],
  "properties": {
    "type": {"type": "string"},
    "device_key": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    "host_id": {"type": "string", "minLength": 1, "maxLength": 80},
    "fingerprint": {"type": "array", "maxItems": 8,
                    "items": {"type": "string", "pattern": "^[0-9a-f]{16,64}$"}},
    "nonce": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
    "action": {"enum": ["activate", "renew", "borrow"]},
    "license_id": {"type": "string", "minLength": 1, "maxLength": 80},
    "subject": {"type": "string", "minLength": 1, "maxLength": 80},
    "days": {"type": "integer", "minimum": 1, "maximum": 365},
    "at": {"type": "string", "maxLength": 40}
  }
})json";

OfflineAction action_named(const Json& json) {
  for (const OfflineAction action : {OfflineAction::renew, OfflineAction::borrow}) {
    if (json == name_of(action)) return action;
  }
  return OfflineAction::activate;
}

Status check_wish(const OfflineRequest& request) {
  const bool borrows = request.action == OfflineAction::borrow;
  if (borrows == (request.days > 0) && borrows == !request.subject.empty()) return ok();
  return refuse(ErrorCode::invalid_argument, "invalid-document",
                "who borrows says a subject and days, and nobody else does");
}

}  // namespace

std::string_view name_of(OfflineAction action) {
  switch (action) {
    case OfflineAction::activate:
      return "activate";
    case OfflineAction::renew:
      return "renew";
    case OfflineAction::borrow:
      break;
  }
  return "borrow";
}

Result<std::string> sign_offline_request(const OfflineRequest& request,
                                         const crypto::SigningKey& device_key) {
  TRY(check_wish(request));
  Json payload = {{"type", kOfflineRequestType},      {"device_key", request.device_key},
                  {"host_id", request.host_id},       {"fingerprint", request.fingerprint},
                  {"nonce", request.nonce},           {"action", name_of(request.action)},
                  {"license_id", request.license_id}, {"at", to_rfc3339(request.at_ms)}};
  if (request.days > 0) payload["days"] = request.days;
  if (!request.subject.empty()) payload["subject"] = request.subject;
  return sign_device_document(payload, device_key, kOfflineRequestSchema);
}

Result<OfflineRequest> verify_offline_request(std::string_view file, TimeMs now_ms) {
  const Json json =
      TRY(open_device_document(file, kOfflineRequestType, kOfflineRequestSchema, now_ms));
  OfflineRequest request;
  request.device_key = json["device_key"];
  request.host_id = json["host_id"];
  request.fingerprint = json["fingerprint"].get<std::vector<std::string>>();
  request.nonce = json["nonce"];
  request.action = action_named(json["action"]);
  request.license_id = json["license_id"];
  request.subject = json.value("subject", "");
  request.days = json.value("days", std::int64_t{0});
  request.at_ms = TRY(parse_rfc3339(json["at"].get<std::string>()));
  TRY(check_wish(request));
  return request;
}

}  // namespace kontor::licensing
