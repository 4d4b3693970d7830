#include "kannel.hpp"

#include <charconv>
#include <utility>

#include "smpp/user_data.hpp"
#include "utf8.hpp"

namespace kontor::sms {
namespace {

std::string encode(std::string_view text) {
  static constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '.' || c == '_' || c == '~';
    if (plain) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
  return out;
}

}  // namespace

Gateway Gateway::from_settings(const Json& settings, std::string password) {
  return {.url = text_of(settings, "gateway_url"),
          .username = text_of(settings, "username"),
          .password = std::move(password),
          .from = text_of(settings, "from"),
          .callback = text_of(settings, "callback_url")};
}

std::string send_url(const Gateway& gateway, const Outgoing& message) {
  std::string url = gateway.url;
  url += gateway.url.find('?') == std::string::npos ? '?' : '&';
  url += "username=" + encode(gateway.username) + "&password=" + encode(gateway.password) +
         "&to=" + encode(message.to) + "&text=" + encode(message.text) + "&charset=UTF-8";
  if (!gateway.from.empty()) url += "&from=" + encode(gateway.from);
  url += message.encoding == "UCS-2" ? "&coding=2" : "&coding=0";
  if (!gateway.callback.empty()) {
    // Kannel fills in %d, the kind of receipt.
    const std::string receipt = gateway.callback + "/api/v1/hooks/kontor.sms/dlr?id=" + message.id +
                                "&key=" + message.key + "&status=%d";
    url += "&dlr-mask=31&dlr-url=" + encode(receipt);
  }
  return url;
}

Answer read_answer(std::int64_t status, std::string_view body) {
  constexpr std::int64_t kAccepted = 202;
  constexpr std::int64_t kTooMany = 429;
  constexpr std::int64_t kUnavailable = 503;
  if (status == kAccepted) return {.verdict = Verdict::accepted, .reason = ""};
  const bool is_refusal = status >= 300 && status < 500;
  return {
      .verdict = status == kTooMany || status == kUnavailable ? Verdict::not_now
                 : is_refusal                                 ? Verdict::refused
                                                              : Verdict::unknown,
      .reason = body.empty() ? "status " + std::to_string(status) : cut(std::string(body), 200)};
}

std::string incoming_text(std::string_view hex, std::string_view coding) {
  std::string octets;
  for (std::size_t at = 0; at + 1 < hex.size(); at += 2) {
    unsigned value = 0;
    const auto read = std::from_chars(hex.data() + at, hex.data() + at + 2, value, 16);
    if (read.ec != std::errc{} || read.ptr != hex.data() + at + 2) return {};
    octets += static_cast<char>(value);
  }
  if (coding != "2") return octets;  // UTF-8 already.
  smpp::ShortMessage message;
  message.data_coding = smpp::kUcs2;
  message.octets = std::move(octets);
  return smpp::incoming_of(message).text;
}

std::string receipt_state(std::string_view number) {
  if (number == "1") return "delivered";
  if (number == "2" || number == "16") return "failed";
  if (number == "4") return "queued";
  if (number == "8") return "sent";
  return {};
}

}  // namespace kontor::sms
