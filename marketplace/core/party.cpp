#include "marketplace/core/party.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace kontor::marketplace {
namespace {

constexpr std::size_t kPartyTextMax = 500;

using PartyText = std::pair<const char*, std::string Party::*>;
constexpr std::array<PartyText, 7> kPartyTexts{{{"name", &Party::name},
                                                {"address", &Party::address},
                                                {"country", &Party::country},
                                                {"tax_id", &Party::tax_id},
                                                {"email", &Party::email},
                                                {"iban", &Party::iban},
                                                {"bic", &Party::bic}}};

bool is_country(const std::string& text) {
  return text.size() == 2 && std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

}  // namespace

Result<Party> parse_party(const Json& json) {
  if (!json.is_object()) return Error{ErrorCode::invalid_argument, "a party is a JSON object"};
  Party party;
  for (const auto& [name, value] : json.items()) {
    const auto known = std::ranges::find_if(
        kPartyTexts, [&name = name](const PartyText& text) { return name == text.first; });
    if (known == kPartyTexts.end())
      return Error{ErrorCode::invalid_argument, "a party has no member \"" + name + "\""};
    if (!value.is_string() || value.get_ref<const std::string&>().size() > kPartyTextMax)
      return Error{ErrorCode::invalid_argument, "\"" + name + "\" is a text of at most 500 bytes"};
    party.*known->second = value.get<std::string>();
  }
  if (!party.country.empty() && !is_country(party.country))
    return Error{ErrorCode::invalid_argument,
                 "\"country\" is two capital letters of ISO 3166, for example DE"};
  return party;
}

Json to_json(const Party& party) {
  Json json = Json::object();
  for (const auto& [name, member] : kPartyTexts)
    if (!(party.*member).empty()) json[name] = party.*member;
  return json;
}

}  // namespace kontor::marketplace
