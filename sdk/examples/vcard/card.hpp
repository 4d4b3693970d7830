#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// vCard 3.0 (RFC 2426) and 4.0 (RFC 6350), as far as a CRM keeps what is in them.
namespace vcard {

struct Card {
  std::string first_name, last_name, phone, email, organisation, title;
};

// The end of the last whole card in `text`, behind its END:VCARD line; 0 if there is none.
std::size_t end_of_whole_cards(std::string_view text);

// The cards in `text`, which ends with a whole one. Nothing for text that is no vCard.
std::optional<std::vector<Card>> read_cards(std::string_view text);

}  // namespace vcard
