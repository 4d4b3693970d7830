#include "host/plugins/mail_message.hpp"

#include <algorithm>
#include <array>
#include <ctime>

#include "base/core/bytes.hpp"

namespace kontor::host {
namespace {

constexpr std::size_t kLineLetters = 76;
constexpr std::size_t kWordBytes = 45;  // 60 letters of base64 and the frame of RFC 2047.

bool is_plain(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7f; });
}

bool has_control(std::string_view text) {
  return std::ranges::any_of(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

// A header's text: as it is, or in encoded words that never cut a letter in two.
std::string words(std::string_view text) {
  if (is_plain(text) && text.find("=?") == text.npos) return std::string(text);
  std::string out;
  while (!text.empty()) {
    std::size_t size = std::min(text.size(), kWordBytes);
    while (size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) --size;
    out += (out.empty() ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?") + base64_encode(text.substr(0, size)) +
           "?=";
    text.remove_prefix(size);
  }
  return out;
}

std::string base64_lines(std::string_view bytes) {
  const std::string letters = base64_encode(bytes);
  std::string out;
  for (std::size_t at = 0; at < letters.size(); at += kLineLetters)
    out += letters.substr(at, kLineLetters) + "\r\n";
  return out.empty() ? "\r\n" : out;
}

std::string part(const std::string& type, std::string_view bytes, const std::string& more = {}) {
  return "Content-Type: " + type + "\r\nContent-Transfer-Encoding: base64\r\n" + more + "\r\n" +
         base64_lines(bytes);
}

std::string several(const std::string& kind, const std::string& boundary,
                    const std::vector<std::string>& parts) {
  std::string out = "Content-Type: multipart/" + kind + "; boundary=\"" + boundary + "\"\r\n\r\n";
  for (const std::string& each : parts) out += "--" + boundary + "\r\n" + each;
  return out + "--" + boundary + "--\r\n";
}

std::string file_name(std::string_view name) {
  static constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    const bool kept = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                      c == '.' || c == '-' || c == '_';
    if (kept)
      out += c;
    else
      out += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
  }
  return out;
}

std::string date(TimeMs now_ms) {
  static constexpr std::array kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto seconds = static_cast<std::time_t>(now_ms / 1000);
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  std::array<char, 40> rest{};
  std::strftime(rest.data(), rest.size(), " %Y %H:%M:%S +0000", &parts);
  return std::string(kDays.at(static_cast<std::size_t>(parts.tm_wday))) + ", " +
         std::to_string(parts.tm_mday) + " " + kMonths.at(static_cast<std::size_t>(parts.tm_mon)) +
         rest.data();
}

std::string body(const MailMessage& message) {
  const std::string boundary = "=_" + message.id;
  std::string content = part("text/plain; charset=utf-8", message.text);
  if (message.html)
    content = several("alternative", boundary + "_a",
                      {content, part("text/html; charset=utf-8", *message.html)});
  if (message.attachments.empty()) return content;
  std::vector<std::string> parts = {content};
  for (const MailAttachment& file : message.attachments)
    parts.push_back(
        part(file.content_type, file.bytes,
             "Content-Disposition: attachment; filename*=UTF-8''" + file_name(file.name) + "\r\n"));
  return several("mixed", boundary + "_m", parts);
}

}  // namespace

Result<std::string> mail_address(std::string_view text) {
  const Error wrong{ErrorCode::invalid_argument, "not a mail address"};
  if (const auto open = text.find('<'); open != text.npos) {
    if (!text.ends_with('>')) return wrong;
    text = text.substr(open + 1, text.size() - open - 2);
  }
  const auto at = text.find('@');
  const bool sound = text.size() <= 254 && at != 0 && at != text.npos && at + 1 < text.size() &&
                     at == text.rfind('@') && is_plain(text) &&
                     text.find_first_of(" <>,;:\"()[]\\") == text.npos;
  if (!sound) return wrong;
  return std::string(text);
}

Result<std::string> compose(const MailMessage& message, TimeMs now_ms) {
  const std::string from = TRY(mail_address(message.from));
  const std::string to = TRY(mail_address(message.to));
  std::string reply_to;
  if (message.reply_to) reply_to = TRY(mail_address(*message.reply_to));
  if (has_control(message.subject) || has_control(message.from) ||
      (message.unsubscribe && (has_control(*message.unsubscribe) ||
                               message.unsubscribe->find_first_of(" <>") != std::string::npos)))
    return Error{ErrorCode::invalid_argument, "a header of a mail holds a control character"};
  const std::size_t name_end = message.from.find('<');
  const std::string name =
      name_end == std::string::npos
          ? ""
          : message.from.substr(0, message.from.find_last_not_of(" <", name_end) + 1);
  std::string head = "From: " + (name.empty() ? from : words(name) + " <" + from + ">") +
                     "\r\nTo: " + to + "\r\nSubject: " + words(message.subject) +
                     "\r\nDate: " + date(now_ms) + "\r\nMessage-ID: <" + message.id +
                     from.substr(from.find('@')) + ">\r\nMIME-Version: 1.0\r\n";
  if (!reply_to.empty()) head += "Reply-To: " + reply_to + "\r\n";
  if (message.unsubscribe) {
    head += "List-Unsubscribe: <" + *message.unsubscribe + ">\r\n";
    if (message.unsubscribe->starts_with("https://"))
      head += "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n";
  }
  return head + body(message);
}

}  // namespace kontor::host
