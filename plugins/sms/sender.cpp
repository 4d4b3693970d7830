#include "sender.hpp"

#include <kontor/random.hpp>
#include <kontor/time.hpp>

#include "kannel.hpp"
#include "sentences.hpp"

namespace kontor::sms {
namespace {

// The request cannot have reached the gateway: it was not allowed, or nobody listened.
bool never_left(const Failure& failure) {
  return failure.status() == KONTOR_FORBIDDEN || failure.status() == KONTOR_INVALID_ARGUMENT ||
         (failure.detail().is_object() && text_of(failure.detail(), "code") == "not-connected");
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

Message Sender::send(const std::string& id, const std::string& person, const std::string& purpose,
                     const std::string& text, const std::string& locale) {
  const Size size = check_text(text, locale);
  if (text_of(host_.settings_get().settings, "gateway_url").empty()) {
    throw Failure(KONTOR_CONFLICT, kNoGateway.in(locale));
  }
  const auto permit =
      host_.message_permit({.person = person, .channel = "sms", .purpose = purpose});
  Message message{.id = id,
                  .key = random_hex(),
                  .person = person,
                  .purpose = purpose,
                  .text = text,
                  .encoding = size.encoding,
                  .parts = size.parts,
                  .created_at = rfc3339(now())};
  if (!outbox_.begin(message)) return outbox_.find(id).value_or(message);
  hand_over(message, permit.address);
  return message;
}

void Sender::hand_over(Message& message, const std::string& address) {
  try {
    const auto password = host_.secret_get({.name = "password"}).value.value_or("");
    const Gateway gateway = Gateway::from_settings(host_.settings_get().settings, password);
    op::HttpFetchRequest request;
    request.url = send_url(gateway, {.id = message.id,
                                     .key = message.key,
                                     .to = address,
                                     .text = message.text,
                                     .encoding = message.encoding});
    const auto response = host_.http_fetch(request);
    const Answer answer = read_answer(response.status, response.body);
    outbox_.settle(message, answer.accepted ? "queued" : "failed", answer.reason);
  } catch (const Failure& failure) {
    outbox_.settle(message, never_left(failure) ? "failed" : "unknown", failure.what());
  }
}

bool Sender::receive(const std::string& id, const std::string& key, const std::string& receipt) {
  auto message = outbox_.find(id);
  if (!message || !same_secret(message->key, key)) return false;
  const std::string next = receipt_state(receipt);
  if (!next.empty() && may_follow(message->state, next)) outbox_.settle(*message, next, "");
  return true;
}

}  // namespace kontor::sms
