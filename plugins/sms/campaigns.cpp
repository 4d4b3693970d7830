#include "campaigns.hpp"

#include <chrono>
#include <kontor/random.hpp>
#include <kontor/time.hpp>

#include "price.hpp"
#include "sentences.hpp"
#include "template_text.hpp"

namespace kontor::sms {
namespace {

constexpr std::int64_t kBatch = 50;            // People written to in one call.
constexpr std::size_t kQueuedMax = 2000;       // With so many waiting no batch is added.
constexpr std::int64_t kPreviewPagesMax = 40;  // Of 500 people.

}  // namespace

void Campaigns::configure(const Json& settings, const std::string& locale) {
  settings_ = settings;
  locale_ = locale;
}

Campaign Campaigns::campaign_of_request(const ActionRequest& request) const {
  const auto filter = request.input.find("filter");
  return {.id = random_hex(),
          .text = text_of(request.input, "text"),
          .purpose = text_of(request.input, "purpose", "marketing"),
          .by = request.actor.id,
          .filter = filter != request.input.end() ? *filter : Json::array()};
}

std::string Campaigns::text_for(const Campaign& campaign, const op::Record& person) const {
  try {
    return filled(campaign.text, person.fields);
  } catch (const Failure& failure) {
    throw Failure(KONTOR_INVALID_ARGUMENT, kBadTemplate.in(locale_, {failure.what()}));
  }
}

ActionResult Campaigns::preview(const ActionRequest& request) const {
  const Campaign campaign = campaign_of_request(request);
  check_text(text_for(campaign, {}), locale_);
  std::int64_t people = 0;
  std::int64_t parts = 0;
  std::string first;
  std::optional<std::string> cursor;
  std::int64_t pages = 0;
  do {
    const auto page = host_.record_list({.entity = "person",
                                         .filter = conditions(campaign.filter),
                                         .limit = 500,
                                         .cursor = cursor,
                                         .purpose = campaign.purpose});
    for (const op::Record& person : page.records) {
      const std::string text = text_for(campaign, person);
      if (people++ == 0) first = text;
      parts += measure(text).parts;
    }
    cursor = page.next;
  } while (cursor && ++pages < kPreviewPagesMax);
  ActionResult result;
  result.output = {{"people", people},
                   {"parts", parts},
                   {"encoding", measure(first).encoding},
                   {"first", first},
                   {"complete", !cursor}};
  const std::string price = price_of(parts, result.output);
  result.message = kPreview.in(locale_, {(cursor ? "≥ " : "") + std::to_string(people),
                                         std::to_string(parts), price, first.substr(0, 200)});
  return result;
}

std::string Campaigns::price_of(std::int64_t parts, Json& output) const {
  const std::int64_t per_thousand = settings_.value("price_per_1000_parts", std::int64_t{0});
  const std::string currency = text_of(settings_, "price_currency");
  if (per_thousand <= 0 || currency.empty()) return kNoPrice.in(locale_);
  const std::int64_t price = price_of_parts(parts, per_thousand);
  output["price_minor"] = price;
  output["currency"] = currency;
  return money_text(price, currency);
}

ActionResult Campaigns::send(const ActionRequest& request) {
  Campaign campaign = campaign_of_request(request);
  check_text(text_for(campaign, {}), locale_);
  campaign.matched = count(campaign.filter);
  store(campaign);
  campaign = run_batch(campaign.id);
  return {.output = to_json(campaign),
          .message = kSegment.in(
              locale_, {std::to_string(campaign.matched), std::to_string(campaign.sent),
                        std::to_string(campaign.refused), std::to_string(campaign.failed)})};
}

Campaign Campaigns::run_batch(const std::string& id) {
  Campaign campaign = campaign_of(host_.storage_get({.key = "campaign/" + id}).value);
  if (campaign.id.empty()) {
    throw Failure(KONTOR_INVALID_ARGUMENT, kNoCampaign.in(locale_, {id}));
  }
  if (campaign.finished) return campaign;
  Time next = now();
  if (sender_.queued() > kQueuedMax) {
    next += std::chrono::seconds(2);
  } else {
    const auto page = host_.record_list({.entity = "person",
                                         .filter = conditions(campaign.filter),
                                         .limit = kBatch,
                                         .cursor = campaign.cursor,
                                         .purpose = campaign.purpose});
    for (const op::Record& person : page.records) write_to(person, campaign);
    campaign.cursor = page.next;
    campaign.finished = !page.next;
    // Whom the host did not show for this purpose, it refused.
    if (campaign.finished) campaign.refused = campaign.matched - campaign.sent - campaign.failed;
    store(campaign);
  }
  if (!campaign.finished) {
    host_.job_schedule({.job = "campaign", .run_at = rfc3339(next), .payload = {{"campaign", id}}});
  }
  return campaign;
}

void Campaigns::write_to(const op::Record& person, Campaign& campaign) {
  try {
    const Message message = sender_.send({.id = campaign.id + "-" + person.id,
                                          .person = person.id,
                                          .purpose = campaign.purpose,
                                          .text = text_for(campaign, person),
                                          .by = campaign.by});
    ++(message.state == "failed" ? campaign.failed : campaign.sent);
  } catch (const Failure& failure) {
    // No consent, or no number: the host keeps the reason in its audit log.
    if (failure.status() == KONTOR_INVALID_ARGUMENT) {
      ++campaign.failed;  // This person's text is too long.
      return;
    }
    if (failure.status() != KONTOR_FORBIDDEN && failure.status() != KONTOR_NOT_FOUND) throw;
    ++campaign.refused;
  }
}

std::int64_t Campaigns::count(const Json& filter) const {
  op::RecordAggregateRequest request;
  request.entity = "person";
  request.filter = conditions(filter);
  request.measures = {{.function = "count", .field = {}, .to = {}}};
  const auto rows = host_.record_aggregate(request).rows;
  if (rows.empty() || rows[0].values.empty()) return 0;
  return static_cast<std::int64_t>(rows[0].values[0].value_or(0));
}

std::vector<op::Condition> Campaigns::conditions(const Json& filter) const {
  std::vector<op::Condition> list;
  list.reserve(filter.size());
  std::string problem;
  for (const Json& one : filter) {
    auto condition = op::decode<op::Condition>(one, problem);
    if (!condition) {
      throw Failure(KONTOR_INVALID_ARGUMENT, kBadFilter.in(locale_, {problem}));
    }
    list.push_back(std::move(*condition));
  }
  return list;
}

void Campaigns::store(const Campaign& campaign) {
  host_.storage_put({.key = "campaign/" + campaign.id, .value = to_json(campaign), .subject = {}});
}

}  // namespace kontor::sms
