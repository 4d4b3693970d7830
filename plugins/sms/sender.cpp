#include "sender.hpp"

#include <chrono>
#include <kontor/random.hpp>
#include <kontor/time.hpp>

#include "reason_words.hpp"
#include "sentences.hpp"
#include "utf8.hpp"

namespace kontor::sms {
namespace {

// So long send_due() begins messages in one call: well below its deadline.
constexpr std::chrono::seconds kDueWorkMax{8};

Hours hours_of(const Json& settings) {
  return {.from_minute = settings.value("send_from_hour", 9) * 60,
          .until_minute = settings.value("send_until_hour", 20) * 60};
}

}  // namespace

Size check_text(const std::string& text, const std::string& locale) {
  const Size size = measure(text);
  if (size.parts == 0) throw Failure(KONTOR_INVALID_ARGUMENT, kEmpty.in(locale));
  if (size.parts > kPartsMax) {
    throw Failure(KONTOR_INVALID_ARGUMENT,
                  kTooLong.in(locale, {std::to_string(size.parts), std::to_string(kPartsMax)}));
  }
  return size;
}

void Sender::start(const Json& settings, const std::string& locale) {
  settings_ = settings;
  locale_ = locale;
  hours_ = hours_of(settings);
  stops_.load();
  inbox_.configure(settings, locale);
  const auto tell = [this](const Message& message) { ask(message); };
  outbox_ = Outbox(host_, locale);
  outbox_.recover(tell);
  if (text_of(settings, "smpp_address").empty()) {
    if (text_of(settings, "gateway_url").empty()) return;
    kannel_ = std::make_unique<KannelDesk>(host_, settings, outbox_, tell);
    if (!outbox_.due(rfc3339(now())).empty()) come_back();
    return;
  }
  const auto password = host_.secret_get({.name = "password"}).value.value_or("");
  desk_ = std::make_unique<SmppDesk>(host_, SmppSettings::from_settings(settings, password), stops_,
                                     inbox_, outbox_, tell);
  for (const std::string& id : outbox_.due(rfc3339(now()))) desk_->enqueue(id, "");
  desk_->begin();
}

bool Sender::is_open() const { return desk_ ? desk_->is_up() : !kannel_->is_resting(); }

std::string Sender::trouble(const std::string& locale) const {
  if (desk_ && !desk_->is_up()) return reason_words(desk_->trouble(), locale);
  if (kannel_ && !kannel_->trouble().empty()) {
    return kGatewayRests.in(locale, {reason_words(kannel_->trouble(), locale)});
  }
  const std::size_t open = outbox_.uncertain("").size();
  return open == 0 ? "" : kUncertainCount.in(locale, {std::to_string(open)});
}

void Sender::ask(const Message& message) const {
  if (message.by.empty()) return;
  try {
    host_.user_notify({.user = message.by,
                       .text = kUncertain.in(locale_, {cut(message.text, 300)}),
                       .kind = "warning"});
  } catch (const Failure& failure) {
    // The page of the add-on and its health ask, too.
    host_.log_warning(std::string("nobody was told of an uncertain message: ") + failure.what());
  }
}

Message Sender::send(const Order& order) {
  const Size size = check_text(order.text, locale_);
  // Asked again after a crash: it is on its way, or was.
  if (auto before = outbox_.find(order.id)) return *before;
  if (!is_set_up()) throw Failure(KONTOR_CONFLICT, kNoGateway.in(locale_));
  const auto permit =
      host_.message_permit({.person = order.person, .channel = "sms", .purpose = order.purpose});
  if (stops_.has(permit.address)) throw Failure(KONTOR_FORBIDDEN, kOptedOut.in(locale_));
  Message message = message_of(order, size, permit);
  outbox_.begin(message);
  if (!message.not_before.empty() || !is_open()) outbox_.show(message);
  if (message.not_before.empty()) dispatch(message, permit.address);
  return message;
}

Message Sender::message_of(const Order& order, const Size& size,
                           const op::MessagePermitResponse& permit) {
  Message message{.id = order.id,
                  .key = random_hex(),
                  .person = order.person,
                  .purpose = order.purpose,
                  .by = order.by,
                  .text = order.text,
                  .encoding = size.encoding,
                  .parts = size.parts,
                  .created_at = rfc3339(now()),
                  .not_before = quiet_until(order, permit.address)};
  allow(message, permit);
  return message;
}

// Only what advertises keeps quiet hours: an answer to a customer may be wanted at night.
std::string Sender::quiet_until(const Order& order, const std::string& address) const {
  if (order.purpose != "marketing") return {};
  const Time at = now();
  const std::int64_t now_s =
      std::chrono::duration_cast<std::chrono::seconds>(at.time_since_epoch()).count();
  const std::int64_t may_s = may_send_at(address, now_s, hours_);
  return may_s == now_s ? "" : rfc3339(at + std::chrono::seconds(may_s - now_s));
}

void Sender::dispatch(Message& message, const std::string& address) {
  if (desk_) {
    desk_->enqueue(message.id, address);
  } else if (!kannel_->is_resting()) {
    kannel_->hand_over(message, address);
  }
}

void Sender::send_due() {
  const auto until = std::chrono::steady_clock::now() + kDueWorkMax;
  for (const std::string& id : outbox_.due(rfc3339(now()))) {
    if (desk_) {
      desk_->enqueue(id, "");
      continue;
    }
    if (!kannel_ || kannel_->is_resting()) return;
    if (std::chrono::steady_clock::now() > until) {
      come_back();
      return;
    }
    send_waiting(id);
  }
}

void Sender::send_waiting(const std::string& id) {
  auto message = outbox_.find(id);
  if (!message || message->state != "waiting") return;
  std::string address;
  try {
    const auto permit = host_.message_permit(
        {.person = message->person, .channel = "sms", .purpose = message->purpose});
    allow(*message, permit);
    address = permit.address;
    if (stops_.has(address)) throw Failure(KONTOR_FORBIDDEN, kOptedOut.in(locale_));
  } catch (const Failure& refusal) {
    if (refusal.status() != KONTOR_FORBIDDEN && refusal.status() != KONTOR_NOT_FOUND) throw;
    outbox_.settle(*message, "failed", refusal.what());
    return;
  }
  kannel_->hand_over(*message, address);
}

void Sender::come_back() {
  try {
    host_.job_schedule({.job = "due", .run_at = rfc3339(now()), .payload = Json::object()});
  } catch (const Failure& failure) {
    host_.log_warning(std::string("what is due waits for its minute: ") + failure.what());
  }
}

bool Sender::receive(const std::string& id, const std::string& key, const std::string& receipt) {
  auto message = outbox_.find(id);
  if (!message || !same_secret(message->key, key)) return false;
  const std::string next = receipt_state(receipt);
  if (!next.empty() && may_follow(message->state, next)) outbox_.settle(*message, next, "");
  return true;
}

void Sender::alone(const std::function<void()>& action) {
  if (desk_) {
    desk_->exclusively(action);
  } else {
    action();
  }
}

void Sender::hear(const Inbox::Part& part) {
  alone([&] { inbox_.take(part); });
}

void Sender::adopt_strangers() {
  alone([this] { inbox_.tidy(); });
}

std::size_t Sender::resolve(const std::string& person, Decision decision) {
  std::size_t count = 0;
  const auto decide = [&] {
    for (const std::string& id : outbox_.uncertain(person)) {
      auto message = outbox_.find(id);
      if (!message || message->state != "uncertain") continue;
      ++count;
      if (decision == Decision::again) {
        outbox_.reopen(*message);
      } else {
        outbox_.settle(*message, "left", message->reason);
      }
    }
  };
  alone(decide);
  if (decision == Decision::again && count > 0) send_due();
  return count;
}

}  // namespace kontor::sms
