#include <kontor/export.hpp>
#include <kontor/plugin.hpp>
#include <kontor/random.hpp>

#include "campaigns.hpp"
#include "client_reference.hpp"
#include "kannel.hpp"
#include "overview.hpp"
#include "overview_words.hpp"
#include "reason_words.hpp"
#include "sender.hpp"
#include "sentences.hpp"
#include "utf8.hpp"

namespace kontor::sms {
namespace {

std::string query_value(const WebhookRequest& request, const char* name) {
  const auto found = request.query.find(name);
  return found == request.query.end() ? std::string() : found->second;
}

// Text messages through an SMSC (SMPP) or Kannel: one, or a segment; and what people answer.
// Writes to no telephone number but the one the host releases for one message.
class Sms final : public Plugin {
 public:
  explicit Sms(Host host)
      : Plugin(host),
        sender_(host),
        campaigns_(host, sender_),
        overview_(std::move(host), sender_, campaigns_) {
    action("sms.send", [this](const ActionRequest& request) { return send_one(request); });
    action("sms.quote", [this](const ActionRequest& request) {
      return campaigns_.quote(text_of(request.input, "text"));
    });
    action("sms.preview",
           [this](const ActionRequest& request) { return campaigns_.preview(request); });
    action("sms.segment",
           [this](const ActionRequest& request) { return campaigns_.send(request); });
    action("sms.resolve", [this](const ActionRequest& request) { return resolve(request); });
    action("sms.forget", [this](const ActionRequest& request) {
      sender_.forget_stranger(text_of(request.input, "message"));
      return ActionResult{.output = Json::object(), .message = kForgotten.in(locale_)};
    });
    action("sms.recipients", [this](const ActionRequest& request) {
      overview_.toggle_recipients(request.actor.id, text_of(request.input, "campaign"));
      return ActionResult{.output = Json::object(), .message = ""};
    });
    menu("sms.overview", [this](const MenuRequest& request) { return overview_.page(request); });
    webhook("dlr", [this](const WebhookRequest& request) { return receipt(request); });
    webhook("in", [this](const WebhookRequest& request) { return incoming(request); });
    job("campaign", [this](const Job& job) {
      (void)campaigns_.run_batch(text_of(job.payload, "campaign"),
                                 job.payload.value("turn", std::int64_t{0}));
    });
    job("due", [this](const Job&) {
      sender_.send_due();
      campaigns_.resume();
      sender_.adopt_strangers();
    });
  }

  void start(const Start& start) override {
    locale_ = start.locale;
    campaigns_.configure(start.settings, start.locale);
    sender_.start(start.settings, start.locale);
    if (campaigns_.are_running()) sender_.come_back();
  }

  void stop() override { sender_.stop(); }

  Health health() override {
    if (!sender_.is_set_up()) return {.status = "degraded", .detail = kNoGateway.in(locale_)};
    const std::string trouble = sender_.trouble(locale_);
    return {.status = trouble.empty() ? "ok" : "degraded", .detail = trouble};
  }

 private:
  std::string person_of(const ActionRequest& request) const {
    if (!request.record || request.record->entity != "person") {
      throw Failure(KONTOR_INVALID_ARGUMENT, kNobody.in(locale_));
    }
    return request.record->id;
  }

  ActionResult send_one(const ActionRequest& request) {
    const Message message = sender_.send({.id = id_of_request(request),
                                          .person = person_of(request),
                                          .purpose = text_of(request.input, "purpose", "marketing"),
                                          .text = text_of(request.input, "text"),
                                          .by = request.actor.id});
    if (message.state == "failed") {
      throw Failure(KONTOR_UNAVAILABLE,
                    kRefused.in(locale_, {reason_words(message.reason, locale_)}));
    }
    return {.output = {{"id", message.id},
                       {"state", message.state},
                       {"parts", message.parts},
                       {"encoding", message.encoding}},
            .message = told(message)};
  }

  std::string told(const Message& message) const {
    if (message.state == "uncertain") return kUncertain.in(locale_, {cut(message.text, 300)});
    if (message.state == "waiting" && message.not_before.empty() &&
        !sender_.trouble(locale_).empty())
      return sender_.trouble(locale_);
    if (!message.not_before.empty()) return kLater.in(locale_, {message.not_before.substr(0, 16)});
    return kQueued.in(locale_, {std::to_string(message.parts), message.encoding});
  }

  ActionResult resolve(const ActionRequest& request) {
    const bool again = text_of(request.input, "decision") == "send_again";
    const std::size_t count = sender_.resolve(
        person_of(request), again ? Sender::Decision::again : Sender::Decision::leave);
    const Translated& sentence = again ? kSentAgain : kLeft;
    return {.output = {{"count", count}},
            .message = count == 0 ? kNothingUncertain.in(locale_)
                                  : sentence.in(locale_, {std::to_string(count)})};
  }

  WebhookResult receipt(const WebhookRequest& request) {
    WebhookResult result;
    if (!sender_.receive(query_value(request, "id"), query_value(request, "key"),
                         query_value(request, "status")))
      result.status = 404;
    return result;
  }

  // Kannel's sms-service of what people write, with the key the administrator chose.
  WebhookResult incoming(const WebhookRequest& request) {
    WebhookResult result;
    const std::string key = host().secret_get({.name = "incoming_key"}).value.value_or("");
    if (key.empty() || !same_secret(key, query_value(request, "key"))) {
      result.status = 404;
      return result;
    }
    const std::string hex = query_value(request, "hex");
    sender_.hear({.from = query_value(request, "from"),
                  .text = hex.empty() ? query_value(request, "text")
                                      : incoming_text(hex, query_value(request, "coding")),
                  .id = query_value(request, "id")});
    return result;
  }

  std::string locale_ = "en";
  Sender sender_;
  Campaigns campaigns_;
  Overview overview_;
};

}  // namespace
}  // namespace kontor::sms

KONTOR_PLUGIN(kontor::sms::Sms);
