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
  CLI::App* waiting =
      add_for_product(app, wish, "wait", "Take a seat, or wait in the queue until one is free");
  waiting->add_option("--for", wish.for_s, "Seconds to wait; 0 only tells the place")
      ->check(CLI::Range(0, 86'400))
      ->capture_default_str();
  waiting->add_flag("--leave", wish.leave, "Give the place up instead");
  verbs["wait"] = wait_for_seat;
  CLI::App* release = app.add_subcommand(
      "release", "Give your own seat back; or, as an administrator, end another's lease");
  auto* const own = release->add_option("product", wish.product, "Plugin id of your own seat");
  release->add_option("--license", wish.license, "Licence of another's lease")->excludes(own);
  release->add_option("--lease", wish.lease, "The lease, from kontor license seats");
  release->add_option("--reason", wish.reason, "Why; written into the licence log");
  add_ledger_options(*release, wish);
  verbs["release"] = [](const LicenseWish& asked) -> Result<Json> {
    if (!asked.license.empty()) return force_release(asked);
    if (!asked.product.empty()) return release_seat(asked);
    return Error{ErrorCode::invalid_argument, "name a product, or --license, --lease, --reason"};
  };
}

void add_travel_verbs(CLI::App& app, LicenseWish& wish, LicenseVerbs& verbs) {
  add_for_product(app, wish, "borrow", "Take your seat along, to work without a connection")
      ->add_option("--days", wish.days, "For how many days")
      ->required()
      ->check(CLI::Range(1, 366));
  verbs["borrow"] = borrow_seat;
  add_for_product(app, wish, "return", "Give a borrowed seat back before its date");
  verbs["return"] = return_seat;

  CLI::App* usage = app.add_subcommand("usage", "Peak, denials and use, by day and feature");
  usage->add_option("--from", wish.from, "First day, for example 2026-11-01");
  usage->add_option("--to", wish.to, "Last day");
  usage->add_option("--license", wish.license, "This licence only");
  add_ledger_options(*usage, wish);
  verbs["usage"] = show_usage;
  add_ledger_options(
      *app.add_subcommand("audit", "Verify the ledger's licence log, entry by entry"), wish);
  verbs["audit"] = audit_log;
}

}  // namespace kontor::licensing
