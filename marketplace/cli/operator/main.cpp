#include <CLI/CLI.hpp>
#include <algorithm>

#include "base/cli/called_as.hpp"
#include "base/cli/read_line.hpp"
#include "base/cli/require_verb.hpp"
#include "marketplace/cli/operator/billing_verbs.hpp"
#include "marketplace/cli/operator/offline_verbs.hpp"
#include "marketplace/cli/operator/review_commands.hpp"
#include "marketplace/cli/operator/verbs.hpp"

int main(int count, char** arguments) {
  using namespace kontor;
  using namespace kontor::marketplace;
  CLI::App app("The operator's desk of a Kontor market.", kontor::cli::called_as(arguments));
  kontor::cli::require_verb(app);
  OperatorWish wish;

  CLI::App* approve = app.add_subcommand(
      "approve-vendor", "Delegate a namespace to a vendor with the off-line shard key");
  approve->add_option("vendor", wish.subject, "Namespace")->required();
  approve->add_option("--keys", wish.keys, "Folder with the off-line vendors-00.key")->required();

  CLI::App* vendors = app.add_subcommand("vendors", "List vendors");
  vendors->add_option("--state", wish.state, "pending or active");

  const ReviewCommands reviews(app);

  CLI::App* payment = app.add_subcommand("pay", "Record a payment, which issues the licence");
  payment->add_option("order", wish.subject, "Order id")->required();
  payment->add_option("--amount", wish.amount, "Minor units, as on the invoice")->required();
  payment->add_option("--currency", wish.currency, "Default: the invoice's");
  payment->add_option("--reference", wish.reference, "The bank's reference")->required();

  bool as_json = false;
  for (CLI::App* verb : {approve, vendors, payment}) {
    add_address_options(*verb, wish.address);
    verb->add_flag("--json", as_json, "Print the answer as JSON");
  }
  Result<Json> self_answered = Json();
  auto off_line = add_offline_verbs(app, self_answered);
  // Verbs that answer by themselves.
  for (CLI::App* verb : add_billing_verbs(app, self_answered)) off_line.push_back(verb);
  for (CLI::App* verb : off_line) verb->add_flag("--json", as_json, "Print the answer as JSON");
  if (const auto ended = kontor::cli::read_line(app, count, arguments)) return *ended;

  const auto reviewed = reviews.run();
  const bool answered =
      std::ranges::any_of(off_line, [](const CLI::App* verb) { return verb->parsed(); });
  const Result<Json> answer = reviewed            ? *reviewed
                              : answered          ? self_answered
                              : approve->parsed() ? approve_vendor(wish)
                              : vendors->parsed() ? list_vendors(wish)
                                                  : pay(wish);
  if (answer) print(*answer, as_json || reviews.as_json() ? Form::json : Form::lines);
  return report(answer ? ok() : Status(answer.error()), "kontor-operator");
}
