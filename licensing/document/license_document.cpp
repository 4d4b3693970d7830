#include "licensing/document/license_document.hpp"

#include "base/core/json_schema.hpp"
#include "base/crypto/canonical_json.hpp"
#include "base/crypto/dsse.hpp"
#include "base/crypto/paseto.hpp"
#include "licensing/core/license_rules.hpp"
#include "licensing/core/refusals.hpp"

namespace kontor::licensing {

namespace {

constexpr std::string_view kSchema = R"json({
  "type": "object",
  "additionalProperties": false,
  "required": ["license_id", "company_id", "company", "product", "offer", "model", "seats",
               "features", "authority", "issued_at", "valid_from", "expires_at",
               "updates_until"],
  "properties": {
    "license_id": {"type": "string", "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"},
    "company_id": {"type": "string", "minLength": 1, "maxLength": 80},
    "company": {"type": "string", "minLength": 1, "maxLength": 200},
    "product": {"type": "string", "minLength": 3, "maxLength": 210},
    "offer": {"type": "object"},
    "model": {"enum": ["named", "concurrent", "site"]},
    "seats": {"type": "integer", "minimum": 0, "maximum": 1000000},
    "features": {"type": "array", "maxItems": 100,
                 "items": {"type": "string", "minLength": 1, "maxLength": 80}},
    "authority": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    "issued_at": {"type": "string", "maxLength": 40},
    "valid_from": {"type": "string", "maxLength": 40},
    "expires_at": {"type": ["string", "null"], "maxLength": 40},
    "updates_until": {"type": ["string", "null"], "maxLength": 40},
    "support_until": {"type": "string", "maxLength": 40},
    "grant": {"enum": ["purchase", "rental", "instalments", "trial"]},
    "major": {"type": "integer", "minimum": 0, "maximum": 1000000}
  }
})json";

constexpr JsonLimits kPayloadLimits = {.bytes_max = 65536, .depth_max = 8};

const JsonSchema& schema() {
  static const JsonSchema schema = JsonSchema::parse(Json::parse(kSchema)).value();
  return schema;
}

Json time_or_null(const std::optional<TimeMs>& time_ms) {
  return time_ms ? Json(to_rfc3339(*time_ms)) : Json(nullptr);
}

Result<std::optional<TimeMs>> optional_time(const Json& json) {
  if (json.is_null()) return std::optional<TimeMs>();
  return std::optional<TimeMs>(TRY(parse_rfc3339(json.get<std::string>())));
}

Json to_json(const License& license, const Json& offer) {
  Json json = {{"license_id", license.license_id},
               {"company_id", license.company_id},
               {"company", license.company},
               {"product", license.product},
               {"offer", offer},
               {"model", name_of(license.model)},
               {"seats", license.seats},
               {"features", license.features},
               {"authority", license.authority},
               {"issued_at", to_rfc3339(license.issued_at_ms)},
               {"valid_from", to_rfc3339(license.valid_from_ms)},
               {"expires_at", time_or_null(license.expires_at_ms)},
               {"updates_until", time_or_null(license.updates_until_ms)}};
  if (license.support_until_ms) json["support_until"] = to_rfc3339(*license.support_until_ms);
  if (license.grant != Grant::purchase) json["grant"] = name_of(license.grant);
  if (license.major) json["major"] = *license.major;
  return json;
}

Grant grant_of(const Json& json) {
  for (const Grant grant : {Grant::rental, Grant::instalments, Grant::trial}) {
    if (json.value("grant", "") == name_of(grant)) return grant;
  }
  return Grant::purchase;
}

Result<License> from_json(const Json& json) {
  TRY(schema().validate(json));
  License license;
  license.license_id = json["license_id"];
  license.company_id = json["company_id"];
  license.company = json["company"];
  license.product = json["product"];
  license.model = TRY(parse_seat_model(json["model"].get<std::string>()));
  license.seats = json["seats"];
  license.features = json["features"].get<std::vector<std::string>>();
  license.authority = json["authority"];
  license.issued_at_ms = TRY(parse_rfc3339(json["issued_at"].get<std::string>()));
  license.valid_from_ms = TRY(parse_rfc3339(json["valid_from"].get<std::string>()));
  license.expires_at_ms = TRY(optional_time(json["expires_at"]));
  license.updates_until_ms = TRY(optional_time(json["updates_until"]));
  license.support_until_ms = TRY(optional_time(json.value("support_until", Json())));
  license.grant = grant_of(json);
  if (json.contains("major")) license.major = json["major"].get<std::int64_t>();
  return license;
}

Result<std::string> key_id_in(std::string_view token) {
  const std::string text = TRY(crypto::paseto::peek_footer(token));
  const Json footer = TRY(parse_json(text, {.bytes_max = 200, .depth_max = 2}));
  return json_text(footer, "kid");
}

}  // namespace

Result<std::string> sign_license(const License& license, const Json& offer,
                                 const crypto::SigningKey& license_key) {
  const Json json = to_json(license, offer);
  TRY(from_json(json));
  const Json footer = {{"kid", crypto::key_id(license_key.public_key())}};
  const std::string payload = TRY(crypto::canonical_json(json));
  return crypto::paseto::sign(license_key, payload, to_text(footer));
}

Result<License> verify_license(std::string_view token, const TrustedKeys& keys) {
  const std::string kid = TRY(coded("malformed-document", key_id_in(token)));
  const crypto::PublicKey key = TRY(coded("unknown-key", keys.license_key(kid)));
  const auto opened = TRY(coded("bad-signature", crypto::paseto::verify(key, token)));
  const Json json = TRY(coded("invalid-license", parse_json(opened.payload, kPayloadLimits)));
  License license = TRY(coded("invalid-license", from_json(json)));
  const auto vendor_keys = TRY(coded("unknown-key", keys.vendor_keys(vendor_of(license.product))));
  Offer offer = TRY(coded("offer-not-countersigned", verify_offer(json["offer"], vendor_keys)));
  TRY(check_within(license, offer));
  license.lease_ttl_s = offer.lease_ttl_s;
  license.idle_timeout_s = offer.idle_timeout_s;
  license.offer = std::move(offer);
  return license;
}

}  // namespace kontor::licensing
