#include <kontor/export.hpp>
#include <kontor/plugin.hpp>
#include <kontor/random.hpp>
#include <kontor/time.hpp>

#include "campaign.hpp"
#include "sender.hpp"
#include "sentences.hpp"

namespace kontor::sms {
namespace {

constexpr std::int64_t kBatch = 50;  // People of a segment written to in one call.

// Text messages through Kannel: one, or a segment. Sees no telephone number but the one
// the host releases for one message.
class Sms final : public Plugin {
 public:
  explicit Sms(Host host) : Plugin(host), sender_(std::move(host)) {
    action("sms.send", [this](const ActionRequest& request) { return send_one(request); });
    action("sms.segment", [this](const ActionRequest& request) { return send_segment(request); });
    webhook("dlr", [this](const WebhookRequest& request) { return receipt(request); });
    job("campaign", [this](const Job& job) { run_batch(text_of(job.payload, "campaign")); });
  }

  void start(const Start& start) override {
    locale_ = start.locale;
    is_set_up_ = !text_of(start.settings, "gateway_url").empty();
    sender_.recover();
  }

  Health health() override {
    if (is_set_up_) return {.status = "ok", .detail = ""};
    return {.status = "degraded", .detail = kNoGateway.in(locale_)};
  }

 private:
  ActionResult send_one(const ActionRequest& request) {
    if (!request.record || request.record->entity != "person") {
      throw Failure(KONTOR_INVALID_ARGUMENT, kNobody.in(locale_));
    }
    const Message message = sender_.send(random_hex(), request.record->id,
                                         text_of(request.input, "purpose", "marketing"),
                                         text_of(request.input, "text"), locale_);
    if (message.state == "failed") {
      throw Failure(KONTOR_UNAVAILABLE, kRefused.in(locale_, {message.reason}));
    }
    return {
        .output = {{"id", message.id},
                   {"state", message.state},
                   {"parts", message.parts},
                   {"encoding", message.encoding}},
        .message = message.state == "unknown"
                       ? kUnknown.in(locale_)
                       : kQueued.in(locale_, {std::to_string(message.parts), message.encoding})};
  }

  ActionResult send_segment(const ActionRequest& request) {
    Campaign campaign{.id = random_hex(),
                      .text = text_of(request.input, "text"),
                      .purpose = text_of(request.input, "purpose", "marketing"),
                      .filter = filter_of(request.input)};
    check_text(campaign.text, locale_);
    campaign.matched = count(campaign.filter);
    store(campaign);
    campaign = run_batch(campaign.id);
    return {.output = to_json(campaign),
            .message = kSegment.in(
                locale_, {std::to_string(campaign.matched), std::to_string(campaign.sent),
                          std::to_string(campaign.refused), std::to_string(campaign.failed)})};
  }

  // The next people of a segment. A message's id is made of campaign and person, so a batch
  // that runs twice sends nothing twice.
  Campaign run_batch(const std::string& id) {
    Campaign campaign = campaign_of(host().storage_get({.key = "campaign/" + id}).value);
    if (campaign.id.empty()) {
      throw Failure(KONTOR_INVALID_ARGUMENT, kNoCampaign.in(locale_, {id}));
    }
    if (campaign.finished) return campaign;
    const auto page = host().record_list({.entity = "person",
                                          .filter = conditions(campaign.filter),
                                          .limit = kBatch,
                                          .cursor = campaign.cursor,
                                          .purpose = campaign.purpose});
    for (const op::Record& person : page.records) write_to(person.id, campaign);
    campaign.cursor = page.next;
    campaign.finished = !page.next;
    // Whom the host did not show for this purpose, it refused.
    if (campaign.finished) campaign.refused = campaign.matched - campaign.sent - campaign.failed;
    store(campaign);
    if (!campaign.finished) {
      host().job_schedule(
          {.job = "campaign", .run_at = rfc3339(now()), .payload = {{"campaign", id}}});
    }
    return campaign;
  }

  void write_to(const std::string& person, Campaign& campaign) {
    try {
      const Message message = sender_.send(campaign.id + "-" + person, person, campaign.purpose,
                                           campaign.text, locale_);
      ++(message.state == "failed" ? campaign.failed : campaign.sent);
    } catch (const Failure& failure) {
      // No consent, or no number: the host keeps the reason in its audit log.
      if (failure.status() != KONTOR_FORBIDDEN && failure.status() != KONTOR_NOT_FOUND) throw;
      ++campaign.refused;
    }
  }

  std::int64_t count(const Json& filter) const {
    op::RecordAggregateRequest request;
    request.entity = "person";
    request.filter = conditions(filter);
    request.measures = {{.function = "count", .field = {}, .to = {}}};
    const auto rows = host().record_aggregate(request).rows;
    if (rows.empty() || rows[0].values.empty()) return 0;
    return static_cast<std::int64_t>(rows[0].values[0].value_or(0));
  }

  static Json filter_of(const Json& input) {
    const auto found = input.is_object() ? input.find("filter") : input.end();
    return input.is_object() && found != input.end() ? *found : Json::array();
  }

  std::vector<op::Condition> conditions(const Json& filter) const {
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

  void store(const Campaign& campaign) {
    host().storage_put(
        {.key = "campaign/" + campaign.id, .value = to_json(campaign), .subject = {}});
  }

  WebhookResult receipt(const WebhookRequest& request) {
    const auto value = [&request](const char* name) {
      const auto found = request.query.find(name);
      return found == request.query.end() ? std::string() : found->second;
    };
    WebhookResult result;
    if (!sender_.receive(value("id"), value("key"), value("status"))) result.status = 404;
    return result;
  }

  Sender sender_;
  std::string locale_ = "en";
  bool is_set_up_ = false;
};

}  // namespace
}  // namespace kontor::sms

KONTOR_PLUGIN(kontor::sms::Sms);
