#include "marketplace/cli/company/verbs.hpp"

#include <memory>

#include "base/core/files.hpp"
#include "marketplace/cli/desk/invoice_download.hpp"

namespace kontor::marketplace {
namespace {

struct CompanyWish {
  Address address;
  std::string name, ledger_key, street, country, tax_id, email;
  std::string kind = "purchase", offer, license, coupon, key, subject, after;
  std::int64_t quantity = 0, term_months = 0;
  bool credit_note = false;
  std::filesystem::path file;
};

Json party_of(const CompanyWish& wish) {
  Json party = Json::object();
  if (!wish.name.empty()) party["name"] = wish.name;
  if (!wish.street.empty()) party["address"] = wish.street;
  if (!wish.country.empty()) party["country"] = wish.country;
  if (!wish.tax_id.empty()) party["tax_id"] = wish.tax_id;
  if (!wish.email.empty()) party["email"] = wish.email;
  return party;
}

Result<Json> call(const CompanyWish& wish, const std::string& method, const std::string& path,
                  const Json& body = nullptr) {
  auto desk = TRY(Desk::open(wish.address));
  return desk.call(method, path, body);
}

// Writes the token that is told once; never over another one.
Result<Json> enrol(const CompanyWish& wish) {
  const auto& token_file = wish.address.token_file;
  if (token_file.empty())
    return Error{ErrorCode::invalid_argument, "--token-file says where to keep your token"};
  if (std::filesystem::exists(token_file))
    return Error{ErrorCode::conflict, token_file.string() + " exists; it holds another token"};
  auto desk = TRY(Desk::open({.market = wish.address.market, .token_file = {}}));
  Json body{{"name", wish.name}, {"party", party_of(wish)}};
  if (!wish.ledger_key.empty()) body["ledger_key"] = wish.ledger_key;
  Json answer = TRY(desk.call("POST", "/companies", body));
  const std::string token = TRY(json_text(answer, "token"));
  TRY(write_file(token_file, token + "\n", FileMode::secret));
  answer.erase("token");
  return answer;
}

Result<Json> place(const CompanyWish& wish) {
  Json body{{"kind", wish.kind}};
  if (!wish.offer.empty()) body["offer_id"] = wish.offer;
  if (!wish.license.empty()) body["license_id"] = wish.license;
  if (!wish.coupon.empty()) body["coupon"] = wish.coupon;
  if (wish.quantity > 0) body["quantity"] = wish.quantity;
  if (wish.term_months > 0) body["term_months"] = wish.term_months;
  http::Headers headers{{"content-type", "application/json"}};
  if (!wish.key.empty()) headers["idempotency-key"] = wish.key;
  auto desk = TRY(Desk::open(wish.address));
  const auto response = TRY(desk.send("POST", "/orders", headers, kontor::to_text(body)));
  return http::json_answer(response);
}

std::string order_path(const CompanyWish& wish) {
  return "/orders/" + http::percent_encode(wish.subject);
}

Result<Json> change_party(const CompanyWish& wish) {
  return call(wish, "PUT", "/companies/party", party_of(wish));
}
Result<Json> orders(const CompanyWish& wish) { return call(wish, "GET", "/orders"); }
Result<Json> show(const CompanyWish& wish) { return call(wish, "GET", order_path(wish)); }
Result<Json> cancel(const CompanyWish& wish) {
  return call(wish, "POST", order_path(wish) + "/cancellation");
}
Result<Json> invoice(const CompanyWish& wish) {
  return download_invoice(wish.address, wish.subject, wish.credit_note, wish.file);
}
Result<Json> licenses(const CompanyWish& wish) { return call(wish, "GET", "/licenses"); }
Result<Json> activate(const CompanyWish& wish) {
  return call(wish, "POST", "/licenses/" + http::percent_encode(wish.subject) + "/activation");
}
Result<Json> notices(const CompanyWish& wish) {
  return call(wish, "GET", "/notices?after=" + http::percent_encode(wish.after));
}

void add_party_options(CLI::App& verb, CompanyWish& wish) {
  verb.add_option("--name", wish.name, "Name on invoices")->required();
  verb.add_option("--address", wish.street, "Lines of the address");
  verb.add_option("--country", wish.country, "ISO 3166, two letters; decides the tax");
  verb.add_option("--tax-id", wish.tax_id, "VAT number, INN and the like");
  verb.add_option("--email", wish.email, "Of the bookkeeper");
}

}  // namespace

std::vector<CLI::App*> add_company_verbs(CLI::App& app, Result<Json>& answer) {
  // Lives until the program ends, for CLI11 keeps references.
  const auto wish = std::make_shared<CompanyWish>();
  std::vector<CLI::App*> verbs;
  const auto add = [&](const char* name, const char* about,
                       Result<Json> (*work)(const CompanyWish&)) -> CLI::App& {
    CLI::App* verb = app.add_subcommand(name, about);
    add_address_options(*verb, wish->address);
    verb->final_callback([&answer, wish, work] { answer = work(*wish); });
    verbs.push_back(verb);
    return *verb;
  };
  CLI::App& enrolled = add("register", "Register; writes the token file", enrol);
  add_party_options(enrolled, *wish);
  enrolled.add_option("--ledger-key", wish->ledger_key, "Hexadecimal key of your seat ledger");
  add_party_options(add("party", "Change how invoices name you", change_party), *wish);
  CLI::App& order = add("order", "Order a licence, or a change of one", place);
  order
      .add_option("--kind", wish->kind,
                  "purchase, rental, instalments, trial, renewal, upgrade, buy_out, major_update")
      ->capture_default_str();
  order.add_option("--offer", wish->offer, "Offer id");
  order.add_option("--license", wish->license, "The licence that changes");
  order.add_option("--quantity", wish->quantity, "Seats");
  order.add_option("--months", wish->term_months, "Term; default: one period");
  order.add_option("--coupon", wish->coupon, "Code");
  order.add_option("--idempotency-key", wish->key, "The same again is the same order");
  add("orders", "List your orders", orders);
  add("show", "One order", show).add_option("order", wish->subject, "Order id")->required();
  CLI::App& paper = add("invoice", "Save an invoice as PDF", invoice);
  paper.add_option("order", wish->subject, "Order id")->required();
  paper.add_option("--out", wish->file, "File to write")->required();
  paper.add_flag("--credit-note", wish->credit_note, "The note that took it back");
  add("cancel", "Cancel an unpaid order, or a renewal", cancel)
      .add_option("order", wish->subject, "Order id")
      ->required();
  add("licenses", "List your licences", licenses);
  add("activate", "Begin a licence's updates and support", activate)
      .add_option("license", wish->subject, "Licence id")
      ->required();
  add("notices", "What you must know in time", notices)
      .add_option("--after", wish->after, "Only those after this notice id");
  return verbs;
}

}  // namespace kontor::marketplace
