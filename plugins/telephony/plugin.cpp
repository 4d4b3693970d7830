#include <kontor/export.hpp>
#include <kontor/plugin.hpp>
#include <kontor/random.hpp>
#include <kontor/view.hpp>
#include <memory>
#include <mutex>

#include "ami_exchange.hpp"
#include "call_desk.hpp"
#include "call_log.hpp"
#include "clock.hpp"
#include "cloud_exchange.hpp"
#include "days.hpp"
#include "live_page.hpp"
#include "recording_right.hpp"
#include "recordings.hpp"
#include "sentences.hpp"
#include "statistics.hpp"

namespace kontor::telephony {
namespace {

using Verb = Order::Verb;

// Telephony: the card on a ring, calls on the timeline, calls made and led by a click.
class Telephony final : public Plugin {
 public:
  explicit Telephony(Host host) : Plugin(std::move(host)), recording_right_(this->host()) {
    action("telephony.call", [this](const ActionRequest& request) { return call_person(request); });
    action("telephony.dial", [this](const ActionRequest& request) { return dial(request); });
    action("telephony.calls", [this](const ActionRequest& request) { return calls_of(request); });
    add_order("telephony.hold", Verb::hold);
    add_order("telephony.resume", Verb::resume);
    add_order("telephony.transfer", Verb::blind_transfer);
    add_order("telephony.complete_transfer", Verb::complete_transfer);
    add_order("telephony.cancel_transfer", Verb::cancel_transfer);
    add_order("telephony.conference", Verb::conference);
    add_order("telephony.park", Verb::park);
    add_order("telephony.record", Verb::record);
    add_order("telephony.stop_recording", Verb::stop_recording);
    add_order("telephony.hang_up", Verb::hang_up);
    menu("telephony.live", [this](const MenuRequest& request) { return live(request); });
    add_widget("telephony.by_hour", calls_by_hour);
    add_widget("telephony.times_by_hour", times_by_hour);
    add_widget("telephony.by_manager", calls_by_manager);
    add_widget("telephony.missed_share", missed_share);
    webhook("events", [this](const WebhookRequest& request) { return receive(request); });
    job("recording", [this](const Job& job) { recordings().fetch(job.payload); });
    job("tidy", [this](const Job&) { tidy(); });
  }

  ~Telephony() override { stop(); }

  void start(const Start& start) override {
    locale_ = start.locale;
    settings_ = settings_of(start.settings);
    settings_.locale = locale_;
    const bool is_cloud = settings_.exchange == "cloud";
    if ((is_cloud ? settings_.cloud_url : settings_.address).empty()) return;  // Health says so.
    const auto region = settings_.region.empty() ? std::nullopt : std::optional(settings_.region);
    desk_ = std::make_unique<CallDesk>(host(), PhoneBook(host(), region), settings_, locale_,
                                       [this](const Call& call, const std::string& extension) {
                                         const std::lock_guard lock(ready_mutex_);
                                         if (ready_ != nullptr) ready_->route(call, extension);
                                       });
    const std::string secret = host().secret_get({.name = "secret"}).value.value_or("");
    const auto tell = [this](std::vector<CallChange> changes) { desk_->take(std::move(changes)); };
    if (is_cloud) {
      auto cloud =
          std::make_unique<CloudExchange>(host(), settings_, secret, desk_->recover(), tell);
      cloud_ = cloud.get();
      exchange_ = std::move(cloud);
    } else {
      exchange_ = std::make_unique<AmiExchange>(host(), settings_, secret, desk_->recover(), tell);
    }
    const std::lock_guard lock(ready_mutex_);
    ready_ = exchange_.get();
  }

  // The exchange first: no change comes any more, then the desk writes what it has.
  void stop() override {
    {
      const std::lock_guard lock(ready_mutex_);
      ready_ = nullptr;
    }
    cloud_ = nullptr;
    exchange_.reset();
    desk_.reset();
  }

  Health health() override {
    if (!exchange_) return {.status = "degraded", .detail = kNoExchange.in(locale_)};
    return exchange_->health();
  }

 private:
  using Figures = WidgetResult (*)(const Host&, const WidgetRequest&, const std::string&,
                                   const std::string&);

  void add_order(const char* name, Verb verb) {
    action(name, [this, verb](const ActionRequest& request) { return obey(request, verb); });
  }
  void add_widget(const char* name, Figures figures) {
    widget(name, [this, figures](const WidgetRequest& request) {
      const std::string& locale = request.locale.empty() ? locale_ : request.locale;
      return figures(host(), request, settings_.time_zone, locale);
    });
  }

  Recordings recordings() const { return Recordings(host(), settings_, locale_); }

  Exchange& exchange() const {
    if (!exchange_) throw Failure(KONTOR_CONFLICT, kNoExchange.in(locale_));
    return *exchange_;
  }

  std::string extension_of(const ActionRequest& request) const {
    const std::string extension = settings_.extension_of(request.actor.id);
    if (extension.empty()) throw Failure(KONTOR_CONFLICT, kNoPhone.in(locale_));
    return extension;
  }

  ActionResult call_person(const ActionRequest& request) {
    exchange();
    const Json fields = request.record ? request.record->fields : Json::object();
    const std::string number = text_of(fields, "phone");
    if (!number.starts_with('+') || !is_number(number))
      throw Failure(KONTOR_CONFLICT, kNoNumber.in(locale_));
    return start_call(number, extension_of(request), request.record->id,
                      text_of(fields, "name", number));
  }

  // Any number: short ones are colleagues and services of the house, and are dialled as they are.
  ActionResult dial(const ActionRequest& request) {
    std::string number = text_of(request.input, "number");
    if (!settings_.house().is_inside(number)) {
      const auto region = settings_.region.empty() ? std::nullopt : std::optional(settings_.region);
      const auto normal = host().phone_normalise({.text = number, .region = region});
      if (!normal.e164) throw Failure(KONTOR_CONFLICT, kNotDialable.in(locale_, {number}));
      number = *normal.e164;
    }
    return start_call(number, extension_of(request), "", number);
  }

  ActionResult start_call(const std::string& number, const std::string& extension,
                          const std::string& person, const std::string& name) {
    Call call{.id = "kontor-" + random_hex(), .number = number, .extension = extension};
    // A colleague is called, and it is nobody's business.
    if (!settings_.house().is_inside(number)) call.direction = "out";
    call.person = person;
    call.started_ms = now_ms();
    call.is_cloud = settings_.exchange == "cloud";
    if (!call.direction.empty()) desk_->expect(call);
    try {
      exchange().start_call(call);
    } catch (const Failure&) {
      desk_->forget(call.id);
      throw;
    }
    return {.output = {{"call_id", call.id}}, .message = kCalling.in(locale_, {name})};
  }

  // The calls at the user's own telephone: of these they may ask anything.
  std::vector<Call> own_calls(const ActionRequest& request) {
    const std::string extension = extension_of(request);
    std::vector<Call> own;
    for (Call& call : exchange().running()) {
      if (call.extension == extension || call.rung.contains(extension)) {
        own.push_back(std::move(call));
      }
    }
    return own;
  }

  ActionResult calls_of(const ActionRequest& request) {
    Json list = Json::array();
    for (const Call& call : own_calls(request)) {
      list.push_back({{"call_id", call.id},
                      {"number", call.number},
                      {"direction", call.direction},
                      {"state", state_of(call, /*ended=*/false)},
                      {"held", call.held_since_ms != 0},
                      {"space", call.space},
                      {"recordings", call.recordings.size()}});
    }
    return {.output = {{"calls", std::move(list)}}, .message = ""};
  }

  ActionResult obey(const ActionRequest& request, Verb verb) {
    Order order{.verb = verb,
                .call_id = text_of(request.input, "call_id"),
                .extension = extension_of(request),
                .to = text_of(request.input, "to")};
    if (verb == Verb::blind_transfer && text_of(request.input, "kind") == "attended") {
      order.verb = Verb::attended_transfer;
    }
    if (verb == Verb::record && settings_.record == "never") {
      throw Failure(KONTOR_FORBIDDEN, kNoRecording.in(locale_));
    }
    if (verb == Verb::record && !recording_right_.holds()) {
      throw Failure(KONTOR_FORBIDDEN, kNotLicensed.in(locale_));
    }
    for (const Call& call : own_calls(request)) {
      if (call.id != order.call_id) continue;
      exchange().obey(order);
      return {.output = {{"call_id", order.call_id}}, .message = kDone.in(locale_)};
    }
    throw Failure(KONTOR_NOT_FOUND, kNoCall.in(locale_));
  }

  MenuResult live(const MenuRequest& request) {
    if (!exchange_) {
      MenuResult page;
      page.blocks.push_back(view::text(kNoExchange.in(request.locale)));
      return page;
    }
    return live_page(exchange_->queues(), exchange_->running(),
                     settings_.extension_of(request.actor.id), request.locale, now_ms());
  }

  WebhookResult receive(const WebhookRequest& request) {
    if (cloud_ == nullptr) return {.status = 404, .body = "no cloud exchange is set up"};
    return cloud_->receive(
        request, [this](const std::string& number) { return desk_->responsible(number); });
  }

  void tidy() {
    remove_old_days(host(), "log/", settings_.log_days, now_ms(), [](const Json&) {});
    recordings().prune(now_ms());
    if (cloud_ != nullptr) cloud_->tidy();
  }

  std::string locale_ = "en";
  Settings settings_;
  RecordingRight recording_right_;
  std::mutex ready_mutex_;          // Guards ready_: the desk's thread uses it.
  Exchange* ready_ = nullptr;       // exchange_, while it is whole.
  CloudExchange* cloud_ = nullptr;  // exchange_, if it is one.
  std::unique_ptr<CallDesk> desk_;
  std::unique_ptr<Exchange> exchange_;  // After desk_: it tells the desk.
};

}  // namespace
}  // namespace kontor::telephony

KONTOR_PLUGIN(kontor::telephony::Telephony);
