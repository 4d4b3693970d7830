#include <kontor/export.hpp>
#include <kontor/plugin.hpp>

#include "card.hpp"

namespace {

// Reads what is whole; a card that is cut in two comes again with the next piece.
kontor::ImportedRows read(const kontor::ImportPiece& piece) {
  std::string_view text = piece.bytes;
  if (!piece.last) text = text.substr(0, vcard::end_of_whole_cards(text));
  const auto cards = vcard::read_cards(text);
  if (!cards) throw kontor::Failure(KONTOR_INVALID_ARGUMENT, "This is no vCard, or it is cut off.");
  kontor::ImportedRows rows;
  rows.columns = {"First name", "Last name", "Phone", "Email", "Organisation", "Title"};
  rows.rows.reserve(cards->size());
  for (const vcard::Card& card : *cards)
    rows.rows.push_back(
        {card.first_name, card.last_name, card.phone, card.email, card.organisation, card.title});
  rows.read_bytes = static_cast<std::int64_t>(text.size());
  return rows;
}

// Contacts from vCard files, in the host's own import.
class VCards final : public kontor::Plugin {
 public:
  explicit VCards(kontor::Host host) : Plugin(std::move(host)) { import_format("vcard", read); }
};

}  // namespace

KONTOR_PLUGIN(VCards);
