#include "campaigns.hpp"

#include <algorithm>
#include <chrono>
#include <kontor/time.hpp>

#include "client_reference.hpp"
#include "price.hpp"
#include "sentences.hpp"
#include "template_text.hpp"
#include "utf8.hpp"

namespace kontor::sms {
namespace {

constexpr std::int64_t kFirstBatch = 50;  // Somebody waits for the first call.
constexpr std::int64_t kBatch = 200;      // People written to in one call.
constexpr auto kQueueIsLong = std::chrono::milliseconds(200);
constexpr std::size_t kQueuedMax = 2000;                 // With so many waiting no batch is added.
constexpr std::int64_t kPreviewPagesMax = 40;            // Of 500 people.
constexpr auto kSilenceMax = std::chrono::seconds(120);  // Then a campaign's job is lost.
constexpr char kRunning[] = "running/";

std::optional<std::string> segment_of(const Campaign& campaign) {
  return campaign.segment.empty() ? std::nullopt : std::optional(campaign.segment);
}

}  // namespace

void Campaigns::configure(const Json& settings, const std::string& locale) {
  settings_ = settings;
  locale_ = locale;
}

Campaign Campaigns::campaign_of_request(const ActionRequest& request) const {
  const auto filter = request.input.find("filter");
  return {.id = id_of_request(request),
          .text = text_of(request.input, "text"),
          .purpose = text_of(request.input, "purpose", "marketing"),
          .by = request.actor.id,
          .created_at = rfc3339(now()),
          .segment = text_of(request.input, "segment"),
          .filter = filter != request.input.end() ? *filter : Json::array()};
}

std::string Campaigns::text_for(const Campaign& campaign, const op::Record& person) const {
  try {
    return filled(campaign.text, person.fields);
  } catch (const Failure& failure) {
    throw Failure(KONTOR_INVALID_ARGUMENT, kBadTemplate.in(locale_, {failure.what()}));
  }
}

ActionResult Campaigns::quote(const std::string& text) const {
  const Size size = check_text(text, locale_);
  ActionResult result;
  result.output = {{"parts", size.parts}, {"encoding", size.encoding}};
  const std::string price = price_of(size.parts, result.output);
  result.message = kQuote.in(locale_, {std::to_string(size.parts), size.encoding, price});
  return result;
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
                                         .segment = segment_of(campaign),
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
                                         std::to_string(parts), price, cut(first, 200)});
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
  // Asked again because the answer was lost: it is the same one.
  const Campaign before = find(campaign.id);
  if (before.id.empty()) {
    campaign.matched = count(campaign);
    // The mark first: resume() goes on with a campaign that a crash interrupted here.
    host_.storage_put({.key = kRunning + campaign.id, .value = true});
    store(campaign);
    campaign = run_batch(campaign.id, campaign.turn);
  } else {
    campaign = before;
  }
  return {.output = to_json(campaign),
          .message = kSegment.in(
              locale_, {std::to_string(campaign.matched), std::to_string(campaign.sent),
                        std::to_string(campaign.refused), std::to_string(campaign.failed)})};
}

Campaign Campaigns::find(const std::string& id) const {
  return campaign_of(host_.storage_get({.key = "campaign/" + id}).value);
}

Campaign Campaigns::run_batch(const std::string& id, std::int64_t turn) {
  Campaign campaign = find(id);
  if (campaign.id.empty()) {
    throw Failure(KONTOR_INVALID_ARGUMENT, kNoCampaign.in(locale_, {id}));
  }
  if (campaign.finished || turn != campaign.turn) return campaign;
  Time next = now();
  if (sender_.queued() > kQueuedMax) {
    next += kQueueIsLong;
  } else {
    const auto page = host_.record_list({.entity = "person",
                                         .filter = conditions(campaign.filter),
                                         .segment = segment_of(campaign),
                                         .limit = campaign.turn == 0 ? kFirstBatch : kBatch,
                                         .cursor = campaign.cursor,
                                         .purpose = campaign.purpose});
    write_to(page.records, campaign);
    campaign.cursor = page.next;
    campaign.finished = !page.next;
    // Whom the host did not show for this purpose, it refused.
    if (campaign.finished) campaign.refused = campaign.matched - campaign.sent - campaign.failed;
  }
  go_on(campaign, next);
  return campaign;
}

// The next job, or the end. Stored before the job is asked for: of two jobs one is of an old turn.
void Campaigns::go_on(Campaign& campaign, Time at) {
  ++campaign.turn;
  campaign.worked_at = rfc3339(now());
  store(campaign);
  if (campaign.finished) {
    host_.storage_delete({.key = kRunning + campaign.id});
    return;
  }
  host_.job_schedule({.job = "campaign",
                      .run_at = rfc3339(at),
                      .payload = {{"campaign", campaign.id}, {"turn", campaign.turn}}});
}

std::vector<Campaign> Campaigns::recent(std::size_t most) const {
  std::vector<Campaign> all;
  std::optional<std::string> cursor;
  do {
    const auto page = host_.storage_list({.prefix = "campaign/", .limit = 500, .cursor = cursor});
    for (const auto& entry : page.entries) all.push_back(campaign_of(entry.value));
    cursor = page.next;
  } while (cursor);
  std::sort(all.begin(), all.end(), [](const Campaign& one, const Campaign& other) {
    return one.created_at > other.created_at;
  });
  if (all.size() > most) all.resize(most);
  return all;
}

Json Campaigns::results_of(const Campaign& campaign) {
  if (campaign.results.is_object()) return campaign.results;
  Json results = Json::object();
  std::int64_t open = 0;
  for (const auto& [state, count] : sender_.outbox().states(campaign.id)) {
    results[state] = count;
    if (state != "delivered" && state != "failed") open += count;
  }
  if (campaign.finished && open == 0) {
    Campaign ended = campaign;
    ended.results = results;
    store(ended);
  }
  return results;
}

std::string Campaigns::price(std::int64_t parts, const std::string& locale) const {
  Json output = Json::object();
  const std::string price = price_of(parts, output);
  return output.empty() ? kNoPrice.in(locale) : price;
}

void Campaigns::resume() {
  const std::string stale = rfc3339(now() - kSilenceMax);
  const auto page = host_.storage_list({.prefix = kRunning, .limit = 500});
  for (const auto& entry : page.entries) {
    Campaign campaign = find(entry.key.substr(std::string_view(kRunning).size()));
    if (campaign.id.empty() || campaign.finished) {
      host_.storage_delete({.key = entry.key});
    } else if (has_just_started_ || campaign.worked_at < stale) {
      go_on(campaign, now());
    }
  }
  has_just_started_ = false;
}

bool Campaigns::are_running() const {
  return !host_.storage_list({.prefix = kRunning, .limit = 1}).entries.empty();
}

void Campaigns::write_to(const std::vector<op::Record>& people, Campaign& campaign) {
  std::vector<Order> orders;
  orders.reserve(people.size());
  for (const op::Record& person : people)
    orders.push_back({.id = campaign.id + "-" + person.id,
                      .person = person.id,
                      .purpose = campaign.purpose,
                      .text = text_for(campaign, person),
                      .by = campaign.by});
  for (const Sender::Sent& one : sender_.send_all(orders)) {
    if (!one.message) {
      // This person's text is too long; or no consent, no number: the audit log says why.
      ++(one.refusal == KONTOR_INVALID_ARGUMENT ? campaign.failed : campaign.refused);
      continue;
    }
    ++(one.message->state == "failed" ? campaign.failed : campaign.sent);
    if (one.message->state != "failed") campaign.parts += one.message->parts;
  }
}

std::int64_t Campaigns::count(const Campaign& campaign) const {
  op::RecordAggregateRequest request;
  request.entity = "person";
  request.filter = conditions(campaign.filter);
  request.segment = segment_of(campaign);
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
  host_.storage_put({.key = "campaign/" + campaign.id, .value = to_json(campaign), .person = {}});
}

}  // namespace kontor::sms
