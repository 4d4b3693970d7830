#include "marketplace/core/commitment.hpp"

#include "base/crypto/canonical_json.hpp"
#include "base/crypto/hash.hpp"

namespace kontor::marketplace {

Json to_json(const Opening& opening) {
  return {{"license_id", opening.license_id},
          {"product", opening.product},
          {"quantity", opening.quantity},
          {"salt", opening.salt},
          {"total", {{"amount", opening.total.amount}, {"currency", opening.total.currency}}}};
}

Result<Opening> parse_opening(const Json& json) {
  Opening opening;
  opening.license_id = TRY(json_text(json, "license_id"));
  opening.product = TRY(json_text(json, "product"));
  opening.quantity = TRY(json_integer(json, "quantity"));
  opening.salt = TRY(json_text(json, "salt"));
  const Json total = json.value("total", Json::object());
  opening.total.amount = TRY(json_integer(total, "amount"));
  opening.total.currency = TRY(json_text(total, "currency"));
  return opening;
}

Result<std::string> commitment_of(const Opening& opening) {
  const std::string text = TRY(crypto::canonical_json(to_json(opening)));
  return crypto::sha256_hex(text);
}

}  // namespace kontor::marketplace
