#include "marketplace/cli/operator/billing_verbs.hpp"

#include <memory>

#include "base/core/files.hpp"
#include "marketplace/cli/desk/invoice_download.hpp"

namespace kontor::marketplace {
namespace {

constexpr std::size_t kBankFileMax = std::size_t{8} << 20;

Result<Json> post(const BillingWish& wish, const std::string& path, const Json& body = nullptr) {
  auto desk = TRY(Desk::open(wish.address));
  return desk.call("POST", path, body);
}

std::string order_path(const BillingWish& wish, const char* what) {
  return "/orders/" + http::percent_encode(wish.subject) + what;
}

std::string receipt_path(const BillingWish& wish, const char* what) {
  return "/receipts/" + http::percent_encode(wish.subject) + what;
}

Result<Json> send_bank_statement(const BillingWish& wish) {
  const std::string xml = TRY(read_file(wish.file, kBankFileMax));
  auto desk = TRY(Desk::open(wish.address));
  return desk.put("POST", "/bank-statements", xml, "application/xml");
}

Result<Json> list_receipts(const BillingWish& wish) {
  auto desk = TRY(Desk::open(wish.address));
  return desk.call("GET", "/receipts");
}

Result<Json> match(const BillingWish& wish) {
  return post(wish, receipt_path(wish, "/match"), {{"order_id", wish.order}});
}

Result<Json> give_back(const BillingWish& wish) {
  return post(wish, receipt_path(wish, "/return"), {{"reference", wish.reference}});
}

Result<Json> refund(const BillingWish& wish) {
  return post(wish, order_path(wish, "/refund"),
              {{"reason", wish.reason}, {"goodwill", wish.goodwill}});
}

Result<Json> cancel(const BillingWish& wish) {
  return post(wish, order_path(wish, "/cancellation"));
}

Result<Json> invoice(const BillingWish& wish) {
  return download_invoice(wish.address, wish.subject, wish.credit_note, wish.file);
}

Result<Json> pay_out(const BillingWish& wish) {
  return post(
      wish, "/vendors/" + http::percent_encode(wish.subject) + "/payouts",
      {{"reference", wish.reference}, {"amount", wish.amount}, {"currency", wish.currency}});
}

Result<Json> show_vendor_statement(const BillingWish& wish) {
  auto desk = TRY(Desk::open(wish.address));
  return desk.call("GET", "/vendors/" + http::percent_encode(wish.subject) + "/statement");
}

struct BillingVerbs {
  CLI::App& app;
  Result<Json>& answer;
  std::shared_ptr<BillingWish> wish;  // Owned by the callbacks of all verbs.
  std::vector<CLI::App*> list = {};

  CLI::App& add(const char* name, const char* about, Result<Json> (*work)(const BillingWish&)) {
    CLI::App* verb = app.add_subcommand(name, about);
    add_address_options(*verb, wish->address);
    verb->final_callback([into = &answer, typed = wish, work] { *into = work(*typed); });
    list.push_back(verb);
    return *verb;
  }
};

void add_order_verbs(BillingVerbs& verbs) {
  BillingWish& wish = *verbs.wish;
  CLI::App& refunded = verbs.add("refund", "Take a paid order back, and its licence", refund);
  refunded.add_option("order", wish.subject, "Order id")->required();
  refunded.add_option("--reason", wish.reason, "Why; the buyer reads it")->required();
  refunded.add_flag("--goodwill", wish.goodwill, "Also after the days of the billing rules");
  verbs.add("cancel", "Cancel an unpaid order, or a renewal", cancel)
      .add_option("order", wish.subject, "Order id")
      ->required();
  CLI::App& paper = verbs.add("invoice", "Save an order's invoice as PDF", invoice);
  paper.add_option("order", wish.subject, "Order id")->required();
  paper.add_option("--out", wish.file, "File to write")->required();
  paper.add_flag("--credit-note", wish.credit_note, "The note that took it back");
}

void add_money_verbs(BillingVerbs& verbs) {
  BillingWish& wish = *verbs.wish;
  verbs.add("bank-statement", "Record the credits of a camt.053 file", send_bank_statement)
      .add_option("file", wish.file, "The bank's XML file")
      ->required();
  verbs.add("receipts", "List money that is held: unmatched, doubled, too much", list_receipts);
  CLI::App& matched = verbs.add("match", "Apply money that is held to an order", match);
  matched.add_option("receipt", wish.subject, "Receipt id")->required();
  matched.add_option("order", wish.order, "Order id")->required();
  CLI::App& returned = verbs.add("return", "Note that held money went back", give_back);
  returned.add_option("receipt", wish.subject, "Receipt id")->required();
  returned.add_option("--reference", wish.reference, "The bank's reference")->required();
  CLI::App& paid = verbs.add("payout", "Record what you paid to a vendor", pay_out);
  paid.add_option("vendor", wish.subject, "Namespace")->required();
  paid.add_option("--amount", wish.amount, "Minor units")->required();
  paid.add_option("--currency", wish.currency, "ISO 4217")->required();
  paid.add_option("--reference", wish.reference, "The bank's reference")->required();
  verbs.add("statement", "A vendor's account", show_vendor_statement)
      .add_option("vendor", wish.subject, "Namespace")
      ->required();
}

}  // namespace

std::vector<CLI::App*> add_billing_verbs(CLI::App& app, Result<Json>& answer) {
  BillingVerbs verbs{.app = app, .answer = answer, .wish = std::make_shared<BillingWish>()};
  add_order_verbs(verbs);
  add_money_verbs(verbs);
  return std::move(verbs.list);
}

}  // namespace kontor::marketplace
