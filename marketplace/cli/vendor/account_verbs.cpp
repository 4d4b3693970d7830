#include "marketplace/cli/vendor/account_verbs.hpp"

#include <iostream>
#include <map>
#include <memory>

#include "base/core/clock.hpp"
#include "base/core/files.hpp"
#include "licensing/core/coupon.hpp"
#include "marketplace/cli/log/audit.hpp"
#include "marketplace/core/reconcile.hpp"
#include "marketplace/core/statement.hpp"

namespace kontor::marketplace {
namespace {

constexpr std::size_t kTermsFileMax = 65536;

Result<Json> read_terms(const std::filesystem::path& file) {
  const std::string text = TRY(read_file(file, kTermsFileMax));
  return parse_json(text);
}

std::string statement_path(const AccountWish& wish) {
  return "/vendors/" + http::percent_encode(wish.vendor) +
         "/statement?from=" + http::percent_encode(wish.from) +
         "&to=" + http::percent_encode(wish.to);
}

CLI::App* add_account_verb(CLI::App& app, AccountWish& wish, const char* name, const char* about) {
  CLI::App* verb = app.add_subcommand(name, about);
  add_address_options(*verb, wish.address);
  verb->add_option("--vendor", wish.vendor, "Your namespace")->envname("KONTOR_VENDOR")->required();
  return verb;
}

void add_file(CLI::App& verb, AccountWish& wish, const char* about) {
  verb.add_option("file", wish.file, about)->required();
  verb.add_option("--key", wish.key, "Your private key")->envname("KONTOR_VENDOR_KEY")->required();
}

}  // namespace

Result<Json> show_statement(const AccountWish& wish) {
  auto desk = TRY(Desk::open(wish.address));
  return desk.call("GET", statement_path(wish));
}

Result<Json> put_coupon(const AccountWish& wish) {
  const auto key = TRY(crypto::SigningKey::load(wish.key));
  const Json terms = TRY(read_terms(wish.file));
  const licensing::Coupon coupon = TRY(licensing::parse_coupon(terms));
  const Json envelope = TRY(sign_statement(licensing::kCouponStatement, to_json(coupon), {key}));
  auto desk = TRY(Desk::open(wish.address));
  return desk.call("PUT", "/coupons/" + http::percent_encode(coupon.code), envelope);
}

Result<Json> reconcile_statement(const AccountWish& wish) {
  // The statement first: what is sold meanwhile would be in the log and not in it.
  const Json statement = TRY(show_statement(wish));
  const LogWish log{.market = wish.address.market,
                    .folder = {},
                    .keys = wish.log_keys,
                    .key_file = wish.log_key_file};
  const tlog::LogPolicy policy = TRY(believed(log));
  LogSource source = TRY(LogSource::open(log));
  const std::string until = statement.value("made_at", "");
  std::map<std::string, std::uint64_t> logged;
  TRY(audit_log(source, policy, {}, [&](std::uint64_t index, const Json& entry) {
    if (entry.value("type", "") == "license" && entry.value("vendor", "") == wish.vendor &&
        (until.empty() || entry.value("at", "") <= until))
      logged.emplace(entry.value("commitment", ""), index);
  }));
  const Reconciliation found = TRY(reconcile(statement, logged, SystemClock().now_ms()));
  if (found.clean()) return to_json(found);
  std::cerr << to_json(found).dump(2) << "\n";
  return Error{ErrorCode::untrusted,
               "the statement and the transparency log do not tell the same; see above"};
}

std::vector<CLI::App*> add_account_verbs(CLI::App& app, Result<Json>& answer) {
  // Lives until the program ends, for CLI11 keeps references.
  const auto wish = std::make_shared<AccountWish>();
  std::vector<CLI::App*> verbs;
  const auto on = [&](CLI::App* verb, Result<Json> (*work)(const AccountWish&)) {
    verb->final_callback([&answer, wish, work] { answer = work(*wish); });
    verbs.push_back(verb);
  };
  CLI::App* statement = add_account_verb(app, *wish, "statement",
                                         "Your sales, refunds, commission, and what you are owed");
  statement->add_option("--from", wish->from, "RFC 3339; default: ever");
  statement->add_option("--to", wish->to, "RFC 3339; default: ever");
  on(statement, show_statement);
  CLI::App* coupon = add_account_verb(app, *wish, "coupon", "Sign a coupon and put it to use");
  add_file(*coupon, *wish, "JSON: code, offers, percent or amount with currency, until, uses_max");
  on(coupon, put_coupon);
  CLI::App* check = add_account_verb(
      app, *wish, "reconcile", "Hold your statement against every licence in the market's log");
  check->add_option("--log-keys", wish->log_key_file, "market/log-keys.json, as hosts verify it");
  check->add_option("--log-key", wish->log_keys, "C2SP verifier key of the log instead");
  on(check, reconcile_statement);
  return verbs;
}

}  // namespace kontor::marketplace
