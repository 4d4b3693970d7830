#include "licensing/cli/buying.hpp"
#include "licensing/cli/verbs.hpp"

namespace kontor::licensing {

void add_market_options(CLI::App& verb, LicenseWish& wish) {
  verb.add_option("--market", wish.market, "The market: http://host:port")
      ->envname("KONTOR_MARKET");
  verb.add_option("--token-file", wish.token_file, "File with the company's token (mode 0600)")
      ->envname("KONTOR_TOKEN_FILE");
}

void add_buying_verbs(CLI::App& app, LicenseWish& wish, LicenseVerbs& verbs) {
  CLI::App* enrol = app.add_subcommand("register", "Register the company with a market");
  enrol->add_option("company", wish.company, "Its name, as invoices shall show it")->required();
  enrol->add_option("--ledger-key", wish.ledger_key,
                    "Public key of the ledger that will count (kontor license status); default: "
                    "the market counts");
  enrol->add_option("--out", wish.out, "File for the company's token; made with mode 0600")
      ->required();
  add_market_options(*enrol, wish);
  verbs["register"] = register_company;

  CLI::App* quote = app.add_subcommand("quote", "What a plugin costs, with every condition");
  quote->add_option("product", wish.product, "Plugin id, for example kontor.sms")->required();
  quote->add_option("--quantity", wish.quantity, "How many people")->capture_default_str();
  quote->add_option("--offer", wish.offer, "This offer only");
  quote->add_option("--kind", wish.kind, "purchase, rental, instalments or trial")
      ->check(CLI::IsMember({"purchase", "rental", "instalments", "trial"}))
      ->capture_default_str();
  quote->add_option("--term-months", wish.term_months, "Of a subscription or rental");
  add_market_options(*quote, wish);
  verbs["quote"] = quote_product;

  CLI::App* order = app.add_subcommand("order", "Order seats; the answer names the invoice");
  auto* const offer = order->add_option("offer", wish.offer, "Offer id, from kontor license quote");
  order->add_option("--quantity", wish.quantity, "How many seats")->capture_default_str();
  order->add_option("--kind", wish.kind, "What is bought")
      ->check(CLI::IsMember({"purchase", "rental", "instalments", "trial", "renewal", "upgrade",
                             "buy_out", "major_update"}))
      ->capture_default_str();
  order->add_option("--term-months", wish.term_months, "Of a subscription or rental");
  order->add_option("--coupon", wish.coupon, "Coupon");
  order->add_option("--license", wish.license, "Licence to renew, upgrade or buy out");
  order->add_option("--key", wish.idempotency_key,
                    "Idempotency key of an order whose answer was lost");
  order->add_option("--look", wish.order, "Look at this order instead")->excludes(offer);
  order->add_option("--out", wish.out, "File for the licence document once it is paid");
  add_market_options(*order, wish);
  verbs["order"] = [](const LicenseWish& asked) -> Result<Json> {
    if (!asked.order.empty()) return look_at_order(asked);
    if (asked.offer.empty() && asked.license.empty())
      return Error{ErrorCode::invalid_argument,
                   "name an offer, --license LICENSE with --kind, or --look ORDER"};
    return order_seats(asked);
  };

  CLI::App* begin =
      app.add_subcommand("begin", "Begin a licence's updates and support at the market, once");
  begin->add_option("license", wish.license, "Licence id")->required();
  begin->add_option("--out", wish.out, "File for the document that says so")->required();
  add_market_options(*begin, wish);
  verbs["begin"] = begin_license;
}

}  // namespace kontor::licensing
