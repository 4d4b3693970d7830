#include "recipients.hpp"

#include <utility>

#include "overview_words.hpp"
#include "permit_words.hpp"
#include "state_words.hpp"
#include "utf8.hpp"

namespace kontor::sms {
namespace {

constexpr std::int64_t kShown = 100;       // Also the most links of a block.
constexpr std::size_t kReadersMax = 1000;  // Users whose choice is remembered.

std::string title_of(const Campaign& campaign) {
  return campaign.created_at.substr(0, 10) + ", " + beginning(campaign.text, 40);
}

}  // namespace

void Recipients::toggle(const std::string& user, const std::string& campaign) {
  const auto open = open_.find(user);
  const bool closes = open != open_.end() && open->second == campaign;
  if (open == open_.end() && open_.size() >= kReadersMax) open_.clear();
  open_[user] = closes ? "" : campaign;
}

void Recipients::add_to(std::vector<view::Block>& blocks, const std::vector<Campaign>& latest,
                        const std::string& user, const std::string& locale) const {
  for (const Campaign& campaign : latest) {
    blocks.push_back(view::action("sms.recipients", kRecipients.in(locale, {title_of(campaign)}),
                                  {{"campaign", campaign.id}}));
  }
  const auto open = open_.find(user);
  if (open == open_.end()) return;
  for (const Campaign& campaign : latest)
    if (campaign.id == open->second) add_table(blocks, campaign, locale);
}

void Recipients::add_table(std::vector<view::Block>& blocks, const Campaign& campaign,
                           const std::string& locale) const {
  const auto messages = Outbox(host_).some_of(campaign.id, kShown);
  blocks.push_back(view::heading(kRecipients.in(locale, {title_of(campaign)})));
  blocks.push_back(view::text(
      messages.empty() ? kNobodyYet.in(locale)
                       : kFirstRecipients.in(locale, {std::to_string(messages.size())})));
  if (messages.empty()) return;
  auto names = names_of(messages);
  std::vector<std::vector<std::string>> rows;
  std::vector<op::ViewLink> cards;
  for (const Message& message : messages) {
    std::string& name = names[message.person];
    if (name.empty()) name = message.person;
    rows.push_back({name, state_word(message.state, locale), permit_words(message, locale)});
    cards.push_back({.text = name, .href = "/persons/" + message.person});
  }
  view::Block table =
      view::table({kPerson.in(locale), kState.in(locale), kBasis.in(locale)}, std::move(rows));
  table.text = kRecipients.in(locale, {title_of(campaign)});
  blocks.push_back(std::move(table));
  blocks.push_back(view::links(std::move(cards)));
}

std::map<std::string, std::string> Recipients::names_of(
    const std::vector<Message>& messages) const {
  std::map<std::string, std::string> names;
  Json ids = Json::array();
  for (const Message& message : messages) ids.push_back(message.person);
  try {
    const auto found = host_.record_list({.entity = "person",
                                          .filter = {{.field = "id", .op = "in", .value = ids}},
                                          .limit = kShown,
                                          .purpose = "support"});
    for (const op::Record& person : found.records)
      names[person.id] = cut(text_of(person.fields, "first_name"), 100);
  } catch (const Failure&) {
    // Their ids say it, too.
  }
  return names;
}

}  // namespace kontor::sms
