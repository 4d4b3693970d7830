#include "cloud_message.hpp"

#include <charconv>
#include <kontor/hmac.hpp>
#include <kontor/random.hpp>

#include "house.hpp"

namespace kontor::telephony {
namespace {

constexpr std::size_t kIdBytesMax = 100;
constexpr std::size_t kNumberBytesMax = 40;
constexpr std::int64_t kTimeMax = 253'402'300'799'000;  // The end of 9999.

std::string header(const std::map<std::string, std::string>& headers, const char* name) {
  const auto found = headers.find(name);
  return found == headers.end() ? "" : found->second;
}

// A name that may stand in a key, a URL and a line of a protocol.
bool is_name(const std::string& text) {
  if (text.empty() || text.size() > kIdBytesMax || text == "." || text == "..") return false;
  for (const char c : text) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (!plain && c != '-' && c != '_' && c != '.') return false;
  }
  return true;
}

std::optional<CloudMessage::Kind> kind_of(const std::string& text) {
  using Told = CloudMessage::Kind;
  static const std::map<std::string, Told> kKinds = {{"ring", Told::ring},
                                                     {"answer", Told::answer},
                                                     {"end", Told::end},
                                                     {"recording", Told::recording}};
  const auto found = kKinds.find(text);
  return found == kKinds.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace

std::optional<CloudMessage> parse_cloud_message(const std::string& body, std::string& problem) {
  const Json json = Json::parse(body, nullptr, /*allow_exceptions=*/false);
  const auto refuse = [&problem](const char* what) {
    problem = what;
    return std::nullopt;
  };
  if (!json.is_object()) return refuse("the body is no JSON object");
  const auto kind = kind_of(text_of(json, "event"));
  if (!kind) return refuse("event: must be one of ring, answer, end, recording");
  CloudMessage message{.kind = *kind,
                       .event_id = text_of(json, "id"),
                       .call_id = text_of(json, "call_id"),
                       .number = number_or_nothing(text_of(json, "number")),
                       .extension = text_of(json, "extension"),
                       .direction = text_of(json, "direction", "in"),
                       .recording = text_of(json, "recording")};
  if (!is_name(message.event_id)) return refuse("id: letters, digits, - _ . are wanted");
  if (!is_name(message.call_id)) return refuse("call_id: letters, digits, - _ . are wanted");
  if (message.number.size() > kNumberBytesMax) return refuse("number: it is too long");
  if (!message.extension.empty() && !is_name(message.extension))
    return refuse("extension: letters, digits, - _ . are wanted");
  if (message.direction != "in" && message.direction != "out")
    return refuse("direction: must be in or out");
  if (*kind == CloudMessage::Kind::recording && !is_name(message.recording))
    return refuse("recording: the name of a file is wanted");
  const auto at = json.find("at_ms");
  if (at == json.end() || !at->is_number_integer()) return refuse("at_ms: an integer is wanted");
  if (at->is_number_unsigned() && at->get<std::uint64_t>() > std::uint64_t{kTimeMax})
    return refuse("at_ms: that is no time");
  message.at_ms = at->get<std::int64_t>();
  if (message.at_ms < 0) return refuse("at_ms: that is no time");
  return message;
}

std::string cloud_signature(const std::string& secret, const std::string& timestamp,
                            const std::string& body) {
  return hmac_sha256_hex(secret, timestamp + "." + body);
}

bool is_authentic(const std::map<std::string, std::string>& headers, const std::string& body,
                  const std::string& secret, std::int64_t now_s) {
  const std::string timestamp = header(headers, "x-kontor-timestamp");
  std::int64_t sent_s = 0;
  const auto [end, problem] =
      std::from_chars(timestamp.data(), timestamp.data() + timestamp.size(), sent_s);
  if (problem != std::errc{} || end != timestamp.data() + timestamp.size()) return false;
  if (sent_s < now_s - kCloudAgeMaxS || sent_s > now_s + kCloudAgeMaxS) return false;
  if (secret.empty()) return false;  // Without one anybody could sign.
  return same_secret(cloud_signature(secret, timestamp, body),
                     header(headers, "x-kontor-signature"));
}

}  // namespace kontor::telephony
