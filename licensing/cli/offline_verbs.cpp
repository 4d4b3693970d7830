#include "licensing/cli/offline.hpp"
#include "licensing/cli/verbs.hpp"

namespace kontor::licensing {
namespace {

CLI::App* add_carrying(CLI::App& offline, LicenseWish& wish, const char* name, const char* help) {
  CLI::App* verb = offline.add_subcommand(name, help);
  add_ledger_options(*verb, wish);
  return verb;
}

void add_carried(CLI::App& verb, LicenseWish& wish) {
  verb.add_option("files", wish.files, "The file that was carried, or its scanned parts")
      ->required();
}

void add_out(CLI::App& verb, LicenseWish& wish) {
  verb.add_option("--out", wish.out, "File to carry")->required();
  verb.add_option("--qr", wish.qr, "The same as QR codes: an SVG file, numbered when several");
}

void add_license_and_person(CLI::App& verb, LicenseWish& wish) {
  verb.add_option("license", wish.license, "Licence id")->required();
  verb.add_option("--person", wish.people, "E-mail address or user id of who takes a seat along")
      ->expected(1);
}

}  // namespace

void add_offline_verbs(CLI::App& app, LicenseWish& wish, LicenseVerbs& verbs) {
  CLI::App* offline =
      app.add_subcommand("offline", "Activate, borrow and give back by files somebody carries");
  offline->require_subcommand(1);
  CLI::App* request = add_carrying(*offline, wish, "request",
                                   "This host asks for an activation, or for a person's seat");
  add_license_and_person(*request, wish);
  request->add_option("--days", wish.days, "Borrow a seat for so many days")
      ->check(CLI::Range(1, 365));
  add_out(*request, wish);
  verbs["offline request"] = offline_request;

  CLI::App* answer = add_carrying(*offline, wish, "answer", "The ledger answers a request");
  add_carried(*answer, wish);
  add_out(*answer, wish);
  verbs["offline answer"] = offline_answer;

  add_carried(*add_carrying(*offline, wish, "import", "This host takes the ledger's answer"), wish);
  verbs["offline import"] = offline_import;

  CLI::App* giving = add_carrying(*offline, wish, "return",
                                  "This host gives a person's seat or the activation back");
  add_license_and_person(*giving, wish);
  add_out(*giving, wish);
  verbs["offline return"] = offline_return;

  add_carried(*add_carrying(*offline, wish, "accept", "The ledger takes a return"), wish);
  verbs["offline accept"] = offline_accept;

  CLI::App* revocations = app.add_subcommand(
      "revocations", "Withdrawn licences: the lists a ledger has, or bring a market's list");
  revocations->add_option("files", wish.files, "Signed list, from the market");
  add_ledger_options(*revocations, wish);
  verbs["revocations"] = offline_revocations;
}

}  // namespace kontor::licensing
