#include <CLI/CLI.hpp>

#include "base/cli/called_as.hpp"
#include "base/cli/read_line.hpp"
#include "base/cli/require_verb.hpp"
#include "marketplace/cli/vendor/account_verbs.hpp"
#include "marketplace/cli/vendor/publishing_options.hpp"
#include "marketplace/cli/vendor/verbs.hpp"

namespace {

using namespace kontor;
using namespace kontor::marketplace;

void add_name(CLI::App& verb, VendorWish& wish, const std::string& names) {
  verb.add_option(names, wish.vendor, "Your namespace")->envname("KONTOR_VENDOR")->required();
}

void add_key(CLI::App& verb, VendorWish& wish) {
  verb.add_option("--key", wish.key, "Your private key")->envname("KONTOR_VENDOR_KEY")->required();
}

void add_terms(CLI::App& verb, OfferTerms& terms) {
  verb.add_option("offer", terms.offer_id, "Offer id, for example acme.sms-monthly")->required();
  verb.add_option("--product", terms.product, "Plugin id")->required();
  verb.add_option("--model", terms.model, "named, concurrent or site")->required();
  verb.add_option("--price", terms.amount, "Price of one period in minor units")->required();
  verb.add_option("--currency", terms.currency, "ISO 4217")->capture_default_str();
  verb.add_option("--period", terms.period, "once, month or year")->capture_default_str();
  verb.add_option("--per", terms.per, "The price is per seat or per company")
      ->capture_default_str();
  verb.add_option("--min-seats", terms.min_seats, "Least number sold")->capture_default_str();
  verb.add_option("--features", terms.features, "Features of the product; none: all of it");
  verb.add_option("--idle-timeout-s", terms.idle_timeout_s,
                  "A concurrent seat is freed after so long without use; 0: built-in");
  verb.add_option("--lease-ttl-s", terms.lease_ttl_s, "Life of a lease; 0: built-in");
  verb.add_option("--rebind", terms.rebind, "never, counted or free")->capture_default_str();
  verb.add_option("--terms", terms.more,
                  "JSON file with further members of the offer: tiers, borrow, grace …");
}

}  // namespace

int main(int count, char** arguments) {
  CLI::App app("A vendor's affairs with a Kontor market.", kontor::cli::called_as(arguments));
  kontor::cli::require_verb(app);
  VendorWish wish;

  CLI::App* enrol = app.add_subcommand(
      "register", "Claim a namespace; makes the key if there is none and writes the token file");
  add_address_options(*enrol, wish.address);
  add_name(*enrol, wish, "vendor,--vendor");
  add_key(*enrol, wish);
  enrol->add_option("--display-name", wish.display_name, "Name for people (default: namespace)");
  enrol->add_option("--contact", wish.contact, "How the operator reaches you")->required();

  CLI::App* status = app.add_subcommand("status", "Print your registration and its state");
  add_address_options(*status, wish.address);
  add_name(*status, wish, "vendor,--vendor");

  CLI::App* offer = app.add_subcommand("offer", "Sign an offer and put it on sale");
  add_address_options(*offer, wish.address);
  add_name(*offer, wish, "--vendor");
  add_key(*offer, wish);
  add_terms(*offer, wish.terms);

  bool as_json = false;
  Result<Json> answer = Json();
  for (CLI::App* verb : {enrol, status, offer})
    verb->add_flag("--json", as_json, "Print the answer as JSON");
  for (CLI::App* verb : add_publishing_verbs(app, answer))
    verb->add_flag("--json", as_json, "Print the answer as JSON");
  for (CLI::App* verb : add_account_verbs(app, answer))
    verb->add_flag("--json", as_json, "Print the answer as JSON");
  if (const auto ended = kontor::cli::read_line(app, count, arguments)) return *ended;

  if (enrol->parsed()) answer = register_vendor(wish);
  if (status->parsed()) answer = vendor_status(wish);
  if (offer->parsed()) answer = put_offer(wish);
  if (answer) print(*answer, as_json ? Form::json : Form::lines);
  return report(answer ? ok() : Status(answer.error()), "kontor-vendor");
}
