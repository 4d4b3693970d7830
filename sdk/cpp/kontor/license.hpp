#pragma once

#include <algorithm>
#include <array>
#include <kontor/base64.hpp>
#include <kontor/ed25519.hpp>
#include <kontor/host.hpp>
#include <kontor/random.hpp>
#include <kontor/time.hpp>
#include <string>
#include <string_view>
#include <vector>

// Defined by kontor_plugin() and `kontor build`.
#ifndef KONTOR_LICENSE_KEYS
#define KONTOR_LICENSE_KEYS ""
#define KONTOR_OFFER_KEYS ""
#endif

// What license.check says, believed only with proof: a token over this call's nonce by the seat
// authority, or by a device the authority bound to the licence, and the licence document that
// names the authority, signed by a key of the plugin's own manifest. A host cannot simply say
// yes.
namespace kontor {

// Raw Ed25519 public keys in hexadecimal: `license.keys` of the manifest.
struct LicenseKeys {
  std::vector<std::string> licenses;     // Who issues licence documents.
  std::vector<std::string> offers = {};  // Who signs offers; empty: offers are not looked at.

  // `license.keys` of the plugin's own manifest, as kontor_plugin() and `kontor build` compile
  // them in: no host can put others in their place.
  static LicenseKeys of_manifest() { return of(KONTOR_LICENSE_KEYS, KONTOR_OFFER_KEYS); }

  // From lists separated by commas.
  static LicenseKeys of(std::string_view licenses, std::string_view offers = {}) {
    return {split(licenses), split(offers)};
  }

 private:
  static std::vector<std::string> split(std::string_view list) {
    std::vector<std::string> keys;
    while (!list.empty()) {
      const auto comma = list.find(',');
      keys.emplace_back(list.substr(0, comma));
      list.remove_prefix(comma == list.npos ? list.size() : comma + 1);
    }
    return keys;
  }
};

// What is asked, and what was asked along.
struct LicenseQuestion {
  std::string product;
  std::string feature = {};  // Empty: the product itself.
  std::string nonce;
};

namespace license_detail {

[[noreturn]] inline void refuse(const std::string& why) {
  throw Failure(KONTOR_UNTRUSTED, "the proof of the licence is not good: " + why);
}

inline std::string from_hex(std::string_view text) {
  const auto digit = [](char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    refuse("a key is not hexadecimal");
  };
  std::string bytes;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    bytes += static_cast<char>(digit(text[i]) << 4 | digit(text[i + 1]));
  }
  return bytes;
}

inline std::string from_base64url(std::string text) {
  std::replace(text.begin(), text.end(), '-', '+');
  std::replace(text.begin(), text.end(), '_', '/');
  while (text.size() % 4 != 0) text += '=';
  return from_base64(text);
}

inline bool signed_by(const std::vector<std::string>& keys, std::string_view message,
                      std::string_view signature) {
  return std::any_of(keys.begin(), keys.end(), [&](const std::string& key) {
    return ed25519_verify(from_hex(key), message, signature);
  });
}

// PASETO v4.public: the payload, signed by one of `keys` under this implicit assertion.
inline Json open_token(const std::string& token, const std::vector<std::string>& keys,
                       std::string_view implicit = {}) {
  static constexpr std::string_view kHeader = "v4.public.";
  const auto dot = token.find('.', kHeader.size());
  if (!token.starts_with(kHeader) || dot == token.npos) refuse("not a v4.public token");
  const std::string body = from_base64url(token.substr(kHeader.size(), dot - kHeader.size()));
  const std::string footer = from_base64url(token.substr(dot + 1));
  if (body.size() < 64) refuse("the token is too short");
  const std::string payload = body.substr(0, body.size() - 64);
  const std::array<std::string_view, 4> pieces = {kHeader, payload, footer, implicit};
  std::string message;
  const auto append_number = [&message](std::uint64_t number) {
    for (int i = 0; i < 8; ++i) message += static_cast<char>(number >> (8 * i) & 255);
  };
  append_number(pieces.size());
  for (const std::string_view piece : pieces) {
    append_number(piece.size());
    message += piece;
  }
  if (!signed_by(keys, message, std::string_view(body).substr(payload.size()))) {
    refuse("the signature does not fit");
  }
  Json json = Json::parse(payload, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) refuse("the token holds no object");
  return json;
}

inline std::string text_in(const Json& json, const char* name) {
  const auto found = json.find(name);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// RFC 3339 in UTC to the second: texts of one form are compared as texts.
inline std::string second_of(const std::string& time) { return time.substr(0, 19); }

inline void check_offer(const Json& envelope, const std::vector<std::string>& keys,
                        const std::string& product) {
  const std::string payload = from_base64url(text_in(envelope, "payload"));
  const std::string type = text_in(envelope, "payloadType");
  const std::string message = "DSSEv1 " + std::to_string(type.size()) + " " + type + " " +
                              std::to_string(payload.size()) + " " + payload;
  const auto signatures = envelope.find("signatures");
  bool good = false;
  if (signatures != envelope.end() && signatures->is_array()) {
    for (const Json& one : *signatures) {
      good = good ||
             (one.is_object() && signed_by(keys, message, from_base64url(text_in(one, "sig"))));
    }
  }
  const Json offer = Json::parse(payload, nullptr, /*allow_exceptions=*/false);
  if (!good || type != "application/vnd.kontor.offer+json" || !offer.is_object() ||
      text_in(offer, "product") != product) {
    refuse("the vendor did not make this offer");
  }
}

// Days of full use after the ledger's last word, as the vendor offers them.
inline std::int64_t grace_days(const Json& document) {
  const Json envelope = document.value("offer", Json::object());
  const Json offer = Json::parse(from_base64url(text_in(envelope, "payload")), nullptr,
                                 /*allow_exceptions=*/false);
  const auto grace = offer.is_object() ? offer.find("grace") : offer.end();
  if (grace == offer.end() || !grace->is_object()) return 14;
  const auto days = grace->find("notice_days");
  return days != grace->end() && days->is_number_integer() ? days->get<std::int64_t>() : 14;
}

// The document, if it is a licence of the product and the feature that is valid now.
inline Json open_document(const std::string& token, const LicenseQuestion& asked,
                          const LicenseKeys& keys, Time now) {
  Json document = open_token(token, keys.licenses);
  const std::string today = second_of(rfc3339(now));
  const std::string end = text_in(document, "expires_at");
  // A missed instalment stops nothing before the offer's days of notice are over.
  const bool waits = text_in(document, "grant") == "instalments";
  const Time judged = waits ? now - std::chrono::hours(24) * grace_days(document) : now;
  if (text_in(document, "product") != asked.product) refuse("it is of another product");
  if (second_of(text_in(document, "valid_from")) > today) refuse("it is not valid yet");
  if (!end.empty() && second_of(end) <= second_of(rfc3339(judged))) refuse("it has expired");
  const Json features = document.value("features", Json::array());
  if (!asked.feature.empty() && !features.empty() &&
      std::find(features.begin(), features.end(), Json(asked.feature)) == features.end()) {
    refuse("it does not cover " + asked.feature);
  }
  if (!keys.offers.empty()) {
    check_offer(document.value("offer", Json::object()), keys.offers, asked.product);
  }
  return document;
}

// A ledger outside the host: it bound the host's device key to the licence when it granted a
// seat or activated, and the device signs for the nonce. Gives the key that may sign.
inline std::string device_bound(const op::LicenseCheckResponse& answer, const Json& document,
                                Time now) {
  if (!answer.device_key) refuse("nobody says whose device it is");
  const Json binding =
      open_token(*answer.binding, {text_in(document, "authority")}, from_hex(*answer.device_key));
  if (text_in(binding, "license_id") != text_in(document, "license_id")) {
    refuse("the ledger bound the device to another licence");
  }
  const std::string issued = second_of(text_in(binding, "issued_at"));
  const auto days = std::chrono::hours(24) * (grace_days(document) + 1);
  // A day for clocks that differ and zones that were put in for UTC.
  if (issued > second_of(rfc3339(now + std::chrono::hours(24)))) refuse("it is from the future");
  const std::string until = second_of(text_in(binding, "until"));
  if (!until.empty() ? until <= second_of(rfc3339(now))
                     : issued <= second_of(rfc3339(now - days))) {
    refuse("the ledger has not been heard of for too long");
  }
  return *answer.device_key;
}

}  // namespace license_detail

// The state that the answer proves: "licensed", "trial", or "unlicensed", which needs no
// proof. Throws Failure(KONTOR_UNTRUSTED) for an answer that claims more than it proves.
inline std::string verified_state(const op::LicenseCheckResponse& answer,
                                  const LicenseQuestion& asked, const LicenseKeys& keys, Time now) {
  if (answer.state == "unlicensed") return answer.state;
  if (!answer.token || !answer.document) license_detail::refuse("there is none");
  const Json document = license_detail::open_document(*answer.document, asked, keys, now);
  const std::string signer = answer.binding ? license_detail::device_bound(answer, document, now)
                                            : license_detail::text_in(document, "authority");
  const Json token = license_detail::open_token(*answer.token, {signer});
  for (const auto& [name, wanted] : {std::pair{"nonce", asked.nonce},
                                     {"product", asked.product},
                                     {"feature", asked.feature},
                                     {"state", answer.state}}) {
    if (license_detail::text_in(token, name) != wanted) {
      license_detail::refuse(std::string("its ") + name + " is another");
    }
  }
  if (license_detail::text_in(token, "license_id") !=
      license_detail::text_in(document, "license_id")) {
    license_detail::refuse("the authority speaks of another licence");
  }
  return answer.state;
}

// Asks the host and verifies the answer, with a nonce of its own.
inline std::string check_license(const Host& host, const std::string& product,
                                 const LicenseKeys& keys, const std::string& feature = {}) {
  const LicenseQuestion asked = {product, feature, random_hex()};
  op::LicenseCheckRequest request{.nonce = asked.nonce};
  if (!feature.empty()) request.feature = feature;
  return verified_state(host.license_check(request), asked, keys, now());
}

}  // namespace kontor
