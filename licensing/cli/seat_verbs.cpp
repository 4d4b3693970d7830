#include "licensing/cli/granted.hpp"
#include "licensing/cli/verbs.hpp"

namespace kontor::licensing {

void add_ledger_options(CLI::App& verb, LicenseWish& wish) {
  verb.add_option("--host", wish.host, "The company's host: http://host:port")
      ->envname("KONTOR_HOST")
      ->capture_default_str();
  verb.add_option("--seats", wish.seats, "kontor-seats, asked instead of the host")
      ->envname("KONTOR_SEATS");
  verb.add_option("--token-file", wish.token_file, "File with your token (mode 0600)")
      ->envname("KONTOR_TOKEN_FILE");
}

namespace {

CLI::App* add_for_product(CLI::App& app, LicenseWish& wish, const char* name, const char* help) {
  CLI::App* verb = app.add_subcommand(name, help);
  verb->add_option("product", wish.product, "Plugin id, for example kontor.sms")->required();
  add_ledger_options(*verb, wish);
  return verb;
}

}  // namespace

void add_seat_verbs(CLI::App& app, LicenseWish& wish, LicenseVerbs& verbs) {
  CLI::App* install = app.add_subcommand(
      "activate", "Install a licence document; without one, fetch what has been paid since");
  install->add_option("file", wish.file, "Licence document");
  add_ledger_options(*install, wish);
  verbs["activate"] = activate;

  CLI::App* status = app.add_subcommand(
      "status", "Licences and plugins: until when; if refused, why and what to do");
  add_ledger_options(*status, wish);
  verbs["status"] = show_status;

  add_for_product(app, wish, "seats", "Who sits on the seats of a product, and since when");
  verbs["seats"] = show_seats;
  add_for_product(app, wish, "assign", "Give the named seats to these people and nobody else")
      ->add_option("people", wish.people, "E-mail addresses or user ids; none takes all away");
  verbs["assign"] = assign_seats;
  add_for_product(app, wish, "release", "Give your own seat back");
  verbs["release"] = release_seat;
}

}  // namespace kontor::licensing
