#include "licensing/document/offline_parts.hpp"

namespace kontor::licensing {

namespace {

constexpr std::string_view kOfflineReturnType = "kontor-offline-return/1";
constexpr std::string_view kOfflineReturnSchema = R"json({
  "type": "object",
  "additionalProperties": false,
  "required": ["type", "device_key", "host_id", "license_id", "nonce", "at"],
  "properties": {
    "type": {"type": "string"},
    "device_key": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    "host_id": {"type": "string", "minLength": 1, "maxLength": 80},
    "license_id": {"type": "string", "minLength": 1, "maxLength": 80},
    "nonce": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
    "lease": {
      "type": "object",
      "additionalProperties": false,
      "required": ["lease_id", "epoch", "fence", "sequence"],
      "properties": {
        "lease_id": {"type": "string", "minLength": 1, "maxLength": 80},
        "epoch": {"type": "integer", "minimum": 0, "maximum": 9007199254740991},
        "fence": {"type": "integer", "minimum": 0, "maximum": 9007199254740991},
        "sequence": {"type": "integer", "minimum": 0, "maximum": 9007199254740991}
      }
    },
    "at": {"type": "string", "maxLength": 40}
  }
})json";

}  // namespace

Result<std::string> sign_offline_return(const OfflineReturn& giving,
                                        const crypto::SigningKey& device_key) {
  Json payload = {{"type", kOfflineReturnType}, {"device_key", giving.device_key},
                  {"host_id", giving.host_id},  {"license_id", giving.license_id},
                  {"nonce", giving.nonce},      {"at", to_rfc3339(giving.at_ms)}};
  if (giving.lease)
    payload["lease"] = {{"lease_id", giving.lease->lease_id},
                        {"epoch", giving.lease->epoch},
                        {"fence", giving.lease->fence},
                        {"sequence", giving.lease->sequence}};
  return sign_device_document(payload, device_key, kOfflineReturnSchema);
}

Result<OfflineReturn> verify_offline_return(std::string_view file, TimeMs now_ms) {
  const Json json =
      TRY(open_device_document(file, kOfflineReturnType, kOfflineReturnSchema, now_ms));
  OfflineReturn giving;
  giving.device_key = json["device_key"];
  giving.host_id = json["host_id"];
  giving.license_id = json["license_id"];
  giving.nonce = json["nonce"];
  giving.at_ms = TRY(parse_rfc3339(json["at"].get<std::string>()));
  if (!json.contains("lease")) return giving;
  const Json& lease = json["lease"];
  giving.lease = LeaseStep{.lease_id = lease["lease_id"],
                           .epoch = lease["epoch"],
                           .fence = lease["fence"],
                           .sequence = lease["sequence"]};
  return giving;
}

}  // namespace kontor::licensing
