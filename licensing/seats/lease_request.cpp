#include "licensing/seats/lease_request.hpp"

#include "base/core/json_schema.hpp"

namespace kontor::licensing {

namespace {

Json object_schema(Json properties) {
  Json required = Json::array();
  for (const auto& [name, rule] : properties.items()) required.push_back(name);
  return {{"type", "object"},
          {"additionalProperties", false},
          {"required", std::move(required)},
          {"properties", std::move(properties)}};
}

Json hex_text(int characters) {
  return {{"type", "string"}, {"pattern", "^[0-9a-f]{" + std::to_string(characters) + "}$"}};
}

// Printable ASCII: identifiers of programs, not names of people.
Json name_text() { return {{"type", "string"}, {"pattern", "^[!-~]{1,200}$"}}; }

Json step_schema(const char* proof, int proof_characters) {
  const Json number = {{"type", "integer"}, {"minimum", 0}, {"maximum", 1'000'000'000'000}};
  return object_schema({{"epoch", number},
                        {"fence", number},
                        {"sequence", number},
                        {proof, hex_text(proof_characters)}});
}

const JsonSchema& compiled(const Json& schema) {
  // Three fixed schemas, compiled once each.
  static const JsonSchema claim = JsonSchema::parse(claim_schema()).value();
  static const JsonSchema renew = JsonSchema::parse(renew_schema()).value();
  static const JsonSchema release = JsonSchema::parse(release_schema()).value();
  if (&schema == &claim_schema()) return claim;
  return &schema == &renew_schema() ? renew : release;
}

Result<StepRequest> parse_step(const Json& schema, const Json& body, const char* proof,
                               std::string lease_id) {
  TRY(compiled(schema).validate(body));
  return StepRequest{.step = {.lease_id = std::move(lease_id),
                              .epoch = body["epoch"],
                              .fence = body["fence"],
                              .sequence = body["sequence"]},
                     .proof = body[proof]};
}

}  // namespace

const Json& claim_schema() {
  static const Json schema = object_schema({{"license_id", name_text()},
                                            {"subject", name_text()},
                                            {"session", name_text()},
                                            {"idempotency_key", name_text()},
                                            {"device_key", hex_text(64)},
                                            {"signature", hex_text(128)}});
  return schema;
}

const Json& renew_schema() {
  static const Json schema = step_schema("mac", 64);
  return schema;
}

const Json& release_schema() {
  static const Json schema = step_schema("signature", 128);
  return schema;
}

Result<ClaimRequest> parse_claim(const Json& body) {
  TRY(compiled(claim_schema()).validate(body));
  return ClaimRequest{.claim = {.license_id = body["license_id"],
                                .subject = body["subject"],
                                .session = body["session"],
                                .device_key = body["device_key"],
                                .idempotency_key = body["idempotency_key"]},
                      .signature = body["signature"]};
}

Result<StepRequest> parse_renew(const Json& body, std::string lease_id) {
  return parse_step(renew_schema(), body, "mac", std::move(lease_id));
}

Result<StepRequest> parse_release(const Json& body, std::string lease_id) {
  return parse_step(release_schema(), body, "signature", std::move(lease_id));
}

}  // namespace kontor::licensing
