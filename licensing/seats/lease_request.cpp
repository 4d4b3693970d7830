#include "licensing/seats/lease_request.hpp"

#include "base/core/json_schema.hpp"
#include "licensing/seats/request_schema.hpp"

namespace kontor::licensing {

namespace {

constexpr std::int64_t kStepMax = 1'000'000'000'000;
constexpr std::int64_t kDaysMax = 3650;

Json step_members() {
  return {{"epoch", count_number(kStepMax)},
          {"fence", count_number(kStepMax)},
          {"sequence", count_number(kStepMax)}};
}

Json step_schema(const char* proof, int proof_characters) {
  Json members = step_members();
  members[proof] = hex_text(proof_characters);
  return object_schema(std::move(members));
}

LeaseStep read_step(const Json& body, std::string lease_id) {
  return {.lease_id = std::move(lease_id),
          .epoch = body["epoch"],
          .fence = body["fence"],
          .sequence = body["sequence"]};
}

std::string text_or_none(const Json& body, const char* name) {
  const auto member = body.find(name);
  return member == body.end() ? std::string() : member->get<std::string>();
}

}  // namespace

const Json& claim_schema() {
  static const Json schema = object_schema({{"license_id", name_text()},
                                            {"subject", name_text()},
                                            {"session", name_text()},
                                            {"idempotency_key", name_text()},
                                            {"device_key", hex_text(64)},
                                            {"signature", hex_text(128)}},
                                           {{"group", name_text()}, {"feature", name_text()}});
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

const Json& borrow_schema() {
  static const Json schema = [] {
    Json members = step_members();
    members["days"] = {{"type", "integer"}, {"minimum", 1}, {"maximum", kDaysMax}};
    members["signature"] = hex_text(128);
    return object_schema(std::move(members));
  }();
  return schema;
}

const Json& check_in_schema() {
  static const Json schema = object_schema({{"device_key", hex_text(64)},
                                            {"counter", count_number(kStepMax)},
                                            {"nonce", name_text()},
                                            {"signature", hex_text(128)}});
  return schema;
}

std::string check_in_text(std::int64_t counter, const std::string& nonce) {
  return "kontor-device-check-in/1\n" + std::to_string(counter) + "\n" + nonce;
}

ClaimRequest read_claim(const Json& body) {
  return {.claim = {.license_id = body["license_id"],
                    .subject = body["subject"],
                    .session = body["session"],
                    .device_key = body["device_key"],
                    .idempotency_key = body["idempotency_key"],
                    .group = text_or_none(body, "group"),
                    .feature = text_or_none(body, "feature")},
          .signature = body["signature"]};
}

StepRequest read_renew(const Json& body, std::string lease_id) {
  return {.step = read_step(body, std::move(lease_id)), .proof = body["mac"]};
}

StepRequest read_release(const Json& body, std::string lease_id) {
  return {.step = read_step(body, std::move(lease_id)), .proof = body["signature"]};
}

BorrowRequest read_borrow(const Json& body, std::string lease_id) {
  return {.step = read_step(body, std::move(lease_id)),
          .days = body["days"],
          .signature = body["signature"]};
}

CheckInRequest read_check_in(const Json& body) {
  return {.device_key = body["device_key"],
          .counter = body["counter"],
          .nonce = body["nonce"],
          .signature = body["signature"]};
}

Result<ClaimRequest> parse_claim(const Json& body) {
  static const JsonSchema schema = JsonSchema::parse(claim_schema()).value();
  TRY(schema.validate(body));
  return read_claim(body);
}

Result<StepRequest> parse_renew(const Json& body, std::string lease_id) {
  static const JsonSchema schema = JsonSchema::parse(renew_schema()).value();
  TRY(schema.validate(body));
  return read_renew(body, std::move(lease_id));
}

Result<StepRequest> parse_release(const Json& body, std::string lease_id) {
  static const JsonSchema schema = JsonSchema::parse(release_schema()).value();
  TRY(schema.validate(body));
  return read_release(body, std::move(lease_id));
}

Result<BorrowRequest> parse_borrow(const Json& body, std::string lease_id) {
  static const JsonSchema schema = JsonSchema::parse(borrow_schema()).value();
  TRY(schema.validate(body));
  return read_borrow(body, std::move(lease_id));
}

Result<CheckInRequest> parse_check_in(const Json& body) {
  static const JsonSchema schema = JsonSchema::parse(check_in_schema()).value();
  TRY(schema.validate(body));
  return read_check_in(body);
}

}  // namespace kontor::licensing
