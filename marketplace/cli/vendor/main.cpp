#include <CLI/CLI.hpp>
#include <iostream>

#include "marketplace/cli/vendor/verbs.hpp"

namespace {

using namespace kontor;
using namespace kontor::marketplace;

void add_name_and_key(CLI::App& verb, VendorWish& wish) {
  verb.add_option("--vendor", wish.vendor, "Your namespace")->envname("KONTOR_VENDOR")->required();
  verb.add_option("--key", wish.key, "Your private key")->envname("KONTOR_VENDOR_KEY")->required();
}

}  // namespace

int main(int count, char** arguments) {
  CLI::App app("A vendor's affairs with a Kontor market.", "kontor-vendor");
  app.require_subcommand(1);
  VendorWish wish;

  CLI::App* enrol = app.add_subcommand(
      "register", "Claim a namespace; makes the key if there is none and writes the token file");
  add_address_options(*enrol, wish.address);
  add_name_and_key(*enrol, wish);
  enrol->add_option("--display-name", wish.display_name, "Name for people (default: namespace)");
  enrol->add_option("--contact", wish.contact, "How the operator reaches you")->required();

  CLI::App* status = app.add_subcommand("status", "Print your registration and its state");
  add_address_options(*status, wish.address);
  status->add_option("--vendor", wish.vendor, "Your namespace")
      ->envname("KONTOR_VENDOR")
      ->required();

  CLI::App* offer = app.add_subcommand("offer", "Sign an offer and put it on sale");
  add_address_options(*offer, wish.address);
  add_name_and_key(*offer, wish);
  offer->add_option("file", wish.file, "The offer as JSON (see marketplace/README.md)")->required();

  CLI::App* renew = app.add_subcommand("renew", "Sign your role again before it expires");
  add_address_options(*renew, wish.address);
  add_name_and_key(*renew, wish);
  CLI11_PARSE(app, count, arguments);

  const Result<Json> answer = enrol->parsed()    ? register_vendor(wish)
                              : status->parsed() ? vendor_status(wish)
                              : offer->parsed()  ? put_offer(wish)
                                                 : renew_role(wish);
  if (answer) print(*answer);
  return report(answer ? ok() : Status(answer.error()), "kontor-vendor");
}
