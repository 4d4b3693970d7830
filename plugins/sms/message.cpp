#include "message.hpp"

namespace kontor::sms {

bool is_final(const Message& message) {
  return message.state == "delivered" || message.state == "failed";
}

Json to_json(const Message& message) {
  return {{"id", message.id},         {"key", message.key},
          {"person", message.person}, {"purpose", message.purpose},
          {"text", message.text},     {"encoding", message.encoding},
          {"parts", message.parts},   {"created_at", message.created_at},
          {"state", message.state},   {"reason", message.reason}};
}

Message message_of(const Json& value) {
  return {.id = text_of(value, "id"),
          .key = text_of(value, "key"),
          .person = text_of(value, "person"),
          .purpose = text_of(value, "purpose"),
          .text = text_of(value, "text"),
          .encoding = text_of(value, "encoding"),
          .parts = value.value("parts", std::int64_t{0}),
          .created_at = text_of(value, "created_at"),
          .state = text_of(value, "state"),
          .reason = text_of(value, "reason")};
}

}  // namespace kontor::sms
