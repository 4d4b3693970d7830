#include "host/plugins/license_words.hpp"

namespace kontor::host {

LicenseWords words_of(const std::string& code, const CompanySeats& seats) {
  const std::string ledger = seats.remote() != nullptr ? seats.remote()->origin() : "";
  if (code == "lapsed")
    return {"the licence has ended",
            "Renew it, then fetch it with kontor license activate. What was stored stays the "
            "company's and can be exported."};
  if (code == "instalment-missed")
    return {"an instalment is not paid",
            "Pay what kontor company invoices shows, then fetch the licence with kontor license "
            "activate. Until the date told everything works."};
  if (code == "ledger-unreachable" && ledger.empty())
    return {"this host reaches no seat ledger",
            "Carry files: kontor license offline request, answer and import. Or point the host to "
            "the ledger (--seats-server)."};
  if (code == "ledger-unreachable")
    return {"the seat ledger at " + ledger + " does not answer",
            "See that kontor-seats runs and that this host reaches it; or import a response file "
            "with kontor license offline import."};
  if (code == "needs-sync")
    return {"this machine's clock was set back",
            "Set the clock right. Nothing is extended by a clock that runs behind."};
  if (code == "device-moved")
    return {"this host's folder lies on another machine than it was enrolled on",
            "If the machine was replaced, an administrator rebinds it: kontor license rebind."};
  if (code == "forked")
    return {"another copy of this installation checks in at the ledger",
            "Set the copy up as a host of its own: stop it, and remove DATA/licenses there."};
  if (code == "unknown-key")
    return {
        "the key that signed this licence is not listed by the market, or not any more",
        "Fetch the licence as the market signs it now: kontor license activate, or activate the "
        "file of kontor license order --look ORDER --out FILE. Nothing of it is lost."};
  if (code == "offer-not-countersigned")
    return {"the vendor's signature under the offer does not stand any more",
            "Ask the vendor to sign the offer again (kontor vendor offer), then fetch the licence: "
            "kontor license activate."};
  if (code == "unlicensed")
    return {"there is no licence of it here",
            "Order one (kontor license quote PRODUCT), or fetch what is paid with kontor license "
            "activate."};
  return {};
}

Error with_standing(Error error, const LicenseStanding& standing, const CompanySeats& seats) {
  Json detail = Json::parse(error.detail, nullptr, /*allow_exceptions=*/false);
  if (!detail.is_object()) detail = Json::object();
  const LicenseWords words = words_of(standing.why, seats);
  detail["standing"] = licensing::name_of(standing.step.standing);
  if (!words.why.empty()) detail["why"] = words.why;
  if (!words.advice.empty()) detail["advice"] = words.advice;
  if (standing.step.until_ms) detail["until"] = to_rfc3339(*standing.step.until_ms);
  error.detail = to_text(detail);
  return error;
}

}  // namespace kontor::host
