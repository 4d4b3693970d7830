#include "kannel_desk.hpp"

#include <chrono>
#include <kontor/time.hpp>
#include <utility>

namespace kontor::sms {
namespace {

// Shorter than a call's deadline: a gateway that hangs costs one message its certainty, not the
// plugin its process.
constexpr std::int64_t kTimeoutMs = 8000;
// After a lost answer no call sees two of them.
constexpr std::int64_t kAfterLostAnswerMs = 10000;
// The host's clock may be a little behind this one.
constexpr std::int64_t kLaterMs = 50;

std::int64_t steady_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

// What an exchange without an answer says about the message.
Answer answer_of(const Failure& failure) {
  const bool is_forbidden =
      failure.status() == KONTOR_FORBIDDEN || failure.status() == KONTOR_INVALID_ARGUMENT;
  const bool never_left =
      failure.detail().is_object() && text_of(failure.detail(), "code") == "not-connected";
  return {.verdict = is_forbidden ? Verdict::refused
                     : never_left ? Verdict::not_now
                                  : Verdict::unknown,
          .reason = failure.what()};
}

}  // namespace

KannelDesk::KannelDesk(Host host, Json settings, Outbox outbox, Ask ask)
    : host_(std::move(host)),
      settings_(std::move(settings)),
      ask_(std::move(ask)),
      outbox_(std::move(outbox)) {}

bool KannelDesk::is_resting() const { return rest_.is_on(steady_ms()); }

void KannelDesk::hand_over(Message& message, const std::string& address) {
  outbox_.claim(message);
  const Answer answer = ask_gateway(message, address);
  switch (answer.verdict) {
    case Verdict::accepted:
      rest_.end();
      outbox_.settle(message, "queued", "");
      return;
    case Verdict::refused:
      rest_.end();  // It answers: the others may try.
      outbox_.settle(message, "failed", answer.reason);
      return;
    case Verdict::unknown:
      ask_(message);
      outbox_.settle(message, "uncertain", answer.reason);
      break;
    case Verdict::not_now:
      outbox_.wait(message, answer.reason);
      break;
  }
  rest(answer);
}

Answer KannelDesk::ask_gateway(const Message& message, const std::string& address) {
  try {
    const auto password = host_.secret_get({.name = "password"}).value.value_or("");
    op::HttpFetchRequest request;
    request.timeout_ms = kTimeoutMs;
    request.url =
        send_url(Gateway::from_settings(settings_, password), {.id = message.id,
                                                               .key = message.key,
                                                               .to = address,
                                                               .text = message.text,
                                                               .encoding = message.encoding});
    const auto response = host_.http_fetch(request);
    return read_answer(response.status, response.body);
  } catch (const Failure& failure) {
    return answer_of(failure);
  }
}

void KannelDesk::rest(const Answer& answer) {
  const bool is_lost = answer.verdict == Verdict::unknown;
  const std::int64_t rest_ms =
      rest_.begin(answer.reason, steady_ms(), is_lost ? kAfterLostAnswerMs : GatewayRest::kMinMs);
  try {
    host_.job_schedule({.job = "due",
                        .run_at = rfc3339(now() + std::chrono::milliseconds(rest_ms + kLaterMs)),
                        .payload = Json::object()});
  } catch (const Failure& failure) {
    // The same job comes by itself each minute.
    host_.log_warning(std::string("the next try waits for its minute: ") + failure.what());
  }
}

}  // namespace kontor::sms
