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

// JSON Schemas of the bodies, also published in the OpenAPI document.
const Json& claim_schema();
const Json& renew_schema();
const Json& release_schema();

// invalid_argument unless `body` fits the schema and texts hold no control characters.
Result<ClaimRequest> parse_claim(const Json& body);
Result<StepRequest> parse_renew(const Json& body, std::string lease_id);
Result<StepRequest> parse_release(const Json& body, std::string lease_id);

}  // namespace kontor::licensing
