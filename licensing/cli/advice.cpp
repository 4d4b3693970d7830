#include "licensing/cli/advice.hpp"

#include <array>
#include <string_view>

#include "base/core/json.hpp"

namespace kontor::licensing {
namespace {

struct Advice {
  std::string_view code;
  std::string_view words;
};

// By the stable code of a problem (licensing/README.md), or of who sent none.
constexpr std::array kAdvice = {
    Advice{"not-connected",
           "Is the address right, and is the service running? Nothing was changed here."},
    Advice{"no-free-seat",
           "Ask one of those who sit, wait in the queue where the offer has one, or order more "
           "seats: kontor license quote PRODUCT."},
    Advice{"no-seat-assigned",
           "An administrator gives named seats: kontor license assign PRODUCT PERSON …"},
    Advice{"too-few-seats",
           "Name fewer people, or order more seats: kontor license quote PRODUCT."},
    Advice{"unlicensed",
           "See what there is and until when with kontor license status; then order, or fetch what "
           "is paid with kontor license activate."},
    Advice{"stale-fence", "The seat was given back, moved on or lapsed. Claim it again."},
    Advice{"needs-sync",
           "Set the clock right, then let the host reach its ledger or import a response file."},
    Advice{"wrong-ledger",
           "The licence is counted elsewhere. Activate it where its document says, or point the "
           "host to that ledger (--seats-server)."},
    Advice{"reassign-refused",
           "The offer limits how often a seat changes hands; kontor license status says when the "
           "next change is allowed."},
    Advice{"borrow-too-long",
           "The offer limits how long and how many seats may travel; ask for fewer days."},
    Advice{"updates-ended",
           "The version you have goes on working. Renew the updates to get newer ones: kontor "
           "license quote PRODUCT."},
    Advice{"platform-license-needed",
           "What runs goes on running. Renew the host's own licence to install or update this."},
};

std::string_view advice_for(std::string_view code) {
  for (const Advice& advice : kAdvice)
    if (advice.code == code) return advice.words;
  return {};
}

std::string_view advice_for(const Error& refusal, const std::string& code) {
  if (const auto known = advice_for(code); !known.empty()) return known;
  if (refusal.code == ErrorCode::unauthenticated)
    return "Name a file with your token (mode 0600): --token-file FILE, or KONTOR_TOKEN_FILE. A "
           "market wants the company's (kontor license register), a host one of its own (kontor "
           "access token).";
  if (refusal.message.find("certificate verify failed") != std::string::npos)
    return "This machine does not know who signed that certificate: put theirs into "
           "/usr/local/share/ca-certificates, named something.crt, and run "
           "update-ca-certificates.";
  return {};
}

Json detail_of(const Error& refusal) {
  Json detail = Json::parse(refusal.detail, nullptr, /*allow_exceptions=*/false);
  return detail.is_object() ? detail : Json::object();
}

std::string text_member(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace

std::string in_words(const Error& refusal) {
  const Json detail = detail_of(refusal);
  std::string words = refusal.message;
  const auto holders = detail.find("holders");
  if (holders != detail.end() && holders->is_array())
    for (const Json& holder : *holders) {
      if (!holder.is_object()) continue;
      const std::string name = text_member(holder, "name");
      words += "\n  " + (name.empty() ? text_member(holder, "subject") : name) + ", since " +
               text_member(holder, "since");
    }
  if (const std::string until = text_member(detail, "until"); !until.empty())
    words += "\nUntil: " + until;
  const auto told = advice_for(refusal, text_member(detail, "code"));
  if (const std::string own = text_member(detail, "advice"); !own.empty())
    words += "\n" + own;
  else if (!told.empty())
    words += "\n" + std::string(told);
  return words;
}

std::string as_json(const Error& refusal) {
  Json json = detail_of(refusal);
  json["message"] = refusal.message;
  const auto told = advice_for(refusal, text_member(json, "code"));
  if (!json.contains("advice") && !told.empty()) json["advice"] = told;
  return json.dump(2);
}

}  // namespace kontor::licensing
