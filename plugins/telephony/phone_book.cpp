#include "phone_book.hpp"

namespace kontor::telephony {
namespace {

constexpr char kPurpose[] = "calls";
constexpr std::int64_t kMatchesMax = 10;

}  // namespace

std::string Party::owner() const {
  std::string owner;
  for (const Match& match : matches) {
    if (match.owner.empty()) continue;
    if (!owner.empty() && owner != match.owner) return {};
    owner = match.owner;
  }
  return owner;
}

Party PhoneBook::look_up(const std::string& number) const {
  const auto normal = host_.phone_normalise({.text = number, .region = region_});
  Party party{.number = normal.e164.value_or(number), .matches = {}};
  if (!normal.e164) return party;  // Never guess whose number an incomplete one is.
  const auto found =
      host_.record_list({.entity = "person",
                         .filter = {{.field = "phone", .op = "eq", .value = *normal.e164}},
                         .limit = kMatchesMax,
                         .cursor = {},
                         .purpose = kPurpose});
  for (const op::Record& person : found.records) {
    party.matches.push_back({.id = person.id,
                             .name = text_of(person.fields, "name"),
                             .organisation = organisation_name(person.fields),
                             .owner = text_of(person.fields, "owner")});
  }
  return party;
}

std::string PhoneBook::organisation_name(const Json& fields) const {
  const std::string id = text_of(fields, "organisation");
  if (id.empty()) return {};
  try {
    const auto found = host_.record_get({.entity = "organisation", .id = id, .purpose = kPurpose});
    return found.record ? text_of(found.record->fields, "name") : "";
  } catch (const Failure&) {
    return {};  // The card opens without it.
  }
}

Json to_json(const std::vector<Match>& matches) {
  Json list = Json::array();
  for (const Match& match : matches) {
    list.push_back({{"id", match.id}, {"name", match.name}, {"organisation", match.organisation}});
  }
  return list;
}

}  // namespace kontor::telephony
