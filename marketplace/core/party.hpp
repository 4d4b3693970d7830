#pragma once

#include <string>

#include "base/core/json.hpp"

namespace kontor::marketplace {

// A seller or buyer as an invoice names it. Everything but the name may be empty.
struct Party {
  std::string name = {};
  std::string address = {};  // Lines as on an envelope, without the name.
  std::string country = {};  // ISO 3166-1 alpha-2.
  std::string tax_id = {};   // VAT number, INN and the like.
  std::string email = {};
  std::string iban = {};  // Where to pay; sellers only.
  std::string bic = {};
};

// Members as above. invalid_argument, naming the member, for unknown ones, other types, texts of
// over 500 bytes or a country that is not two capital letters.
Result<Party> parse_party(const Json& json);
Json to_json(const Party& party);

}  // namespace kontor::marketplace
