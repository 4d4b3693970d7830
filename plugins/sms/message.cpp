#include "message.hpp"

namespace kontor::sms {
namespace {

int rank(std::string_view state) {
  if (state == "waiting") return 0;
  if (state == "sending") return 1;
  if (state == "uncertain" || state == "left") return 2;
  if (state == "queued") return 3;
  if (state == "sent") return 4;
  return 5;
}

}  // namespace

bool is_final(const Message& message) {
  return message.state == "delivered" || message.state == "failed";
}

void allow(Message& message, const op::MessagePermitResponse& permit) {
  message.permit = permit.permit;
  message.basis = permit.basis;
  message.consent = permit.consent;
}

bool may_follow(std::string_view state, std::string_view next) { return rank(next) > rank(state); }

Json to_json(const Message& message) {
  return {{"id", message.id},
          {"key", message.key},
          {"person", message.person},
          {"purpose", message.purpose},
          {"permit", message.permit},
          {"basis", message.basis},
          {"consent", message.consent},
          {"by", message.by},
          {"text", message.text},
          {"encoding", message.encoding},
          {"parts", message.parts},
          {"submits", message.submits},
          {"delivered", message.delivered},
          {"created_at", message.created_at},
          {"not_before", message.not_before},
          {"state", message.state},
          {"reason", message.reason}};
}

Message message_of(const Json& value) {
  return {.id = text_of(value, "id"),
          .key = text_of(value, "key"),
          .person = text_of(value, "person"),
          .purpose = text_of(value, "purpose"),
          .permit = text_of(value, "permit"),
          .basis = text_of(value, "basis"),
          .consent = text_of(value, "consent"),
          .by = text_of(value, "by"),
          .text = text_of(value, "text"),
          .encoding = text_of(value, "encoding"),
          .parts = value.value("parts", std::int64_t{0}),
          .submits = value.value("submits", std::int64_t{1}),
          .delivered = value.value("delivered", std::vector<std::string>{}),
          .created_at = text_of(value, "created_at"),
          .not_before = text_of(value, "not_before"),
          .state = text_of(value, "state"),
          .reason = text_of(value, "reason")};
}

}  // namespace kontor::sms
