#include "overview.hpp"

#include <cstdint>
#include <map>

#include "overview_words.hpp"
#include "utf8.hpp"

namespace kontor::sms {
namespace {

// A page has fifty blocks. Four for each uncertain person, three for each stranger, and those of
// the form, the table and the recipients come to 49.
constexpr std::size_t kPeopleMax = 5;
constexpr std::size_t kStrangersShown = 4;
constexpr std::size_t kCampaignsShown = 15;
constexpr std::size_t kButtonsShown = 4;
constexpr std::int64_t kRefreshS = 5;

// "2026-11-23 09:15", UTC as everywhere in this add-on.
std::string minute_of(const std::string& rfc3339_text) {
  std::string minute = rfc3339_text.substr(0, 16);
  if (minute.size() > 10) minute[10] = ' ';
  return minute;
}

// A number as one word of a URL's query.
std::string query_word(const std::string& text) {
  std::string word;
  for (const char c : text) {
    if (c >= '0' && c <= '9') word += c;
    if (c == '+') word += "%2B";
  }
  return word;
}

}  // namespace

MenuResult Overview::page(const MenuRequest& request) {
  sender_.adopt_strangers();
  const std::string& locale = request.locale;
  MenuResult page;
  const std::string trouble = sender_.is_set_up() ? sender_.trouble(locale) : kNotSetUp.in(locale);
  if (!trouble.empty()) page.blocks.push_back(view::text(trouble));
  add_uncertain(page.blocks, locale);
  page.blocks.push_back(view::heading(kWrite.in(locale)));
  page.blocks.push_back(view::text(kFields.in(locale)));
  view::Block write = view::action("sms.segment", "", {{"filter", Json::array()}});
  write.preview = "sms.preview";
  page.blocks.push_back(std::move(write));
  add_campaigns(page.blocks, request);
  add_strangers(page.blocks, locale);
  page.refresh_s = kRefreshS;
  return page;
}

void Overview::add_campaigns(Blocks& blocks, const MenuRequest& request) {
  const std::string& locale = request.locale;
  std::vector<std::vector<std::string>> rows;
  std::vector<Campaign> latest = campaigns_.recent(kCampaignsShown);
  for (const Campaign& campaign : latest) {
    const Json results = campaigns_.results_of(campaign);
    const auto number = [&](const char* state) { return results.value(state, std::int64_t{0}); };
    const std::int64_t under_way =
        number("waiting") + number("sending") + number("queued") + number("sent");
    const std::string progress =
        campaign.finished ? std::to_string(campaign.matched)
                          : std::to_string(campaign.sent + campaign.refused + campaign.failed) +
                                " / " + std::to_string(campaign.matched);
    rows.push_back({minute_of(campaign.created_at), beginning(campaign.text, 80), progress,
                    std::to_string(number("delivered")), std::to_string(under_way),
                    std::to_string(number("uncertain") + number("left")),
                    std::to_string(campaign.refused),
                    std::to_string(number("failed") + campaign.failed),
                    std::to_string(campaign.parts), campaigns_.price(campaign.parts, locale)});
  }
  if (rows.empty()) return;
  blocks.push_back(view::heading(kSoFar.in(locale)));
  view::Block table =
      view::table({kWhen.in(locale), kText.in(locale), kPeople.in(locale), kArrived.in(locale),
                   kUnderWay.in(locale), kUnknown.in(locale), kMayNot.in(locale),
                   kFailed.in(locale), kParts.in(locale), kPrice.in(locale)},
                  std::move(rows));
  table.text = kSoFar.in(locale);
  blocks.push_back(std::move(table));
  if (latest.size() > kButtonsShown) latest.resize(kButtonsShown);
  recipients_.add_to(blocks, latest, request.actor.id, locale);
}

void Overview::add_uncertain(Blocks& blocks, const std::string& locale) const {
  std::map<std::string, std::string> texts;  // By person.
  for (const std::string& id : sender_.outbox().uncertain("")) {
    const auto message = sender_.outbox().find(id);
    if (!message || message->state != "uncertain") continue;
    if (texts.size() == kPeopleMax && !texts.contains(message->person)) continue;
    std::string& text = texts[message->person];
    if (text.size() > 1000) continue;
    text += "\n\n" + minute_of(message->created_at) + ": " + beginning(message->text, 200);
  }
  if (texts.empty()) return;
  blocks.push_back(view::heading(kDidTheyArrive.in(locale)));
  blocks.push_back(view::text(kWhyUncertain.in(locale)));
  for (const auto& [person, text] : texts) {
    const op::RecordReference record{.entity = "person", .id = person};
    blocks.push_back(view::text(name_of(person) + text));
    blocks.push_back(view::links({{.text = kOpenCard.in(locale), .href = "/persons/" + person}}));
    blocks.push_back(
        view::action_on(record, "sms.resolve", kAgain.in(locale), {{"decision", "send_again"}}));
    blocks.push_back(
        view::action_on(record, "sms.resolve", kLeave.in(locale), {{"decision", "leave"}}));
  }
}

void Overview::add_strangers(Blocks& blocks, const std::string& locale) const {
  const auto strangers = sender_.strangers();
  if (strangers.empty()) return;
  blocks.push_back(view::heading(kStrangers.in(locale, {std::to_string(strangers.size())})));
  for (std::size_t i = 0; i < strangers.size() && i < kStrangersShown; ++i) {
    const Inbox::Stranger& message = strangers[i];
    blocks.push_back(view::text(message.from + ", " + minute_of(message.at) + ": " + message.text));
    blocks.push_back(
        view::links({{.text = kCreate.in(locale),
                      .href = "/persons?create=true&phone=" + query_word(message.from)}}));
    blocks.push_back(view::action("sms.forget", kForget.in(locale), {{"message", message.id}}));
  }
}

std::string Overview::name_of(const std::string& person) const {
  try {
    const auto found =
        host_.record_get({.entity = "person", .id = person, .purpose = "support"}).record;
    if (found) return text_of(found->fields, "first_name", person.c_str());
  } catch (const Failure&) {
    // Erased, or not to be read: the card says which.
  }
  return person;
}

}  // namespace kontor::sms
