#pragma once

#include <string>

#include "base/core/json.hpp"
#include "licensing/seats/ledger.hpp"

namespace kontor::licensing {

// Bodies of the lease endpoints. Reading checks the form; proofs are checked afterwards.
struct ClaimRequest {
  Claim claim;  // device_key in hexadecimal.
  std::string signature;
};
struct StepRequest {
  LeaseStep step;  // lease_id comes from the path.
  std::string proof;
};
struct BorrowRequest {
  LeaseStep step;
  std::int64_t days = 0;
  std::string signature;
};
struct CheckInRequest {
  std::string device_key;  // Hexadecimal.
  std::int64_t counter = 0;
  std::string nonce;
  std::string signature;
};

// JSON Schemas of the bodies, also published in the OpenAPI document.
const Json& claim_schema();
const Json& renew_schema();
const Json& release_schema();  // Also of a return.
const Json& borrow_schema();
const Json& check_in_schema();

// invalid_argument unless `body` fits the schema and texts hold no control characters.
Result<ClaimRequest> parse_claim(const Json& body);
Result<StepRequest> parse_renew(const Json& body, std::string lease_id);
Result<StepRequest> parse_release(const Json& body, std::string lease_id);
Result<BorrowRequest> parse_borrow(const Json& body, std::string lease_id);
Result<CheckInRequest> parse_check_in(const Json& body);

// What a device signs to check in.
std::string check_in_text(std::int64_t counter, const std::string& nonce);

// The same of a body that was checked against the schema already, as the router does.
ClaimRequest read_claim(const Json& body);
StepRequest read_renew(const Json& body, std::string lease_id);
StepRequest read_release(const Json& body, std::string lease_id);
BorrowRequest read_borrow(const Json& body, std::string lease_id);
CheckInRequest read_check_in(const Json& body);

}  // namespace kontor::licensing
