#pragma once

#include <kontor/json.hpp>
#include <string>
#include <string_view>

// Kannel's HTTP interface: chapter "SMS push and HTTP" of its user guide.
namespace kontor::sms {

struct Gateway {
  std::string url;  // …/cgi-bin/sendsms
  std::string username;
  std::string password;
  std::string from;
  std::string callback;  // Where the gateway reaches this host; "" asks for no receipts.

  static Gateway from_settings(const Json& settings, std::string password);
};

struct Outgoing {
  std::string id;
  std::string key;  // Proves that a receipt is about this message.
  std::string to;
  std::string text;
  std::string encoding;
};

// The GET request that sends one message, receipts asked for.
std::string send_url(const Gateway& gateway, const Outgoing& message);

// What a gateway did with a message: took it; surely did not, for now or for good; or nobody knows.
enum class Verdict { accepted, not_now, refused, unknown };
struct Answer {
  Verdict verdict = Verdict::unknown;
  std::string reason;  // Of everything but an acceptance.
};
// 202 is accepted, now or queued for later. 503 (Kannel's "Temporal failure, try again later") and
// 429 are not now. Of what else is no refusal, as 500 from Kannel in the middle of a text's parts
// or 504 from a proxy before it, nobody knows.
Answer read_answer(std::int64_t status, std::string_view body);

// What a telephone wrote, by Kannel's escapes %e (its octets in hexadecimal) and %c (its coding):
// %a would lose what is not in Kannel's own alphabet. Empty for digits that are none.
std::string incoming_text(std::string_view hex, std::string_view coding);

// What a delivery receipt (dlr-mask bits) means: "queued", "sent", "delivered", "failed";
// "" for a number that is no receipt.
std::string receipt_state(std::string_view number);

}  // namespace kontor::sms
