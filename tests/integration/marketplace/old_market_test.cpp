#include <algorithm>
#include <map>

#include "base/core/bytes.hpp"
#include "licensing/core/calendar.hpp"
#include "licensing/document/license_document.hpp"
#include "licensing/seats/ledger.hpp"
#include "marketplace/app/commitments.hpp"
#include "marketplace/app/notices.hpp"
#include "marketplace/app/old_sales.hpp"
#include "marketplace/core/reconcile.hpp"
#include "marketplace/log/entry.hpp"
#include "tests/integration/marketplace/buying_fixture.hpp"

namespace kontor::marketplace {
namespace {

constexpr int kMigrationsBeforeBooks = 3;
constexpr TimeMs kOldDayMs = 86'400'000;

using OldRows = std::vector<db::Row>;

TimeMs after_period(TimeMs from_ms, licensing::Period period) {
  return licensing::add_months(from_ms, licensing::months_of(period));
}

// A market that sold before it kept books (migration 0004), filled as its program filled it:
// vendor, offers and companies are carried over, sales are written by that program's statements.
class OldMarketTest : public BuyingFixture {
 protected:
  OldMarketTest() : ledger_key_(crypto::SigningKey::generate()) {
    market_->ledger_key = hex_encode(ledger_key_.public_key().ed25519_raw());
    offer({{"offer_id", "acme.notes-monthly"}});
    offer({{"offer_id", "acme.notes-yearly"}, {"period", "year"}});
    offer({{"offer_id", "acme.notes-owned"}, {"period", "once"}});
    offer({{"offer_id", "acme.notes-site"},
           {"model", "site"},
           {"per", "company"},
           {"period", "year"}});
    offer({{"offer_id", "acme.notes-free"},
           {"price", {{"amount", 0}, {"currency", "EUR"}}},
           {"period", "once"}});
    become_old();
  }

  void become_old() {
    const std::map<std::string, std::vector<std::string>> carried = {
        {"vendor",
         {"name", "display_name", "contact", "state", "public_keys", "proof", "token_hash",
          "created_at_ms"}},
        {"offer", {"offer_id", "product", "vendor", "envelope", "updated_at_ms"}},
        {"company", {"company_id", "name", "ledger_key", "token_hash", "created_at_ms"}}};
    std::map<std::string, OldRows> kept;
    for (const auto& [table, columns] : carried) kept[table] = rows_of(table, columns);
    drop_all();
    auto migrations = market_migrations();
    migrations.resize(kMigrationsBeforeBooks);
    ASSERT_EQ(migrations.back().number, kMigrationsBeforeBooks);
    ASSERT_TRUE(db::migrate(*database_, "marketplace", migrations));
    for (const char* table : {"vendor", "offer", "company"}) put(table, carried.at(table), kept);
  }

  OldRows rows_of(const std::string& table, const std::vector<std::string>& columns) {
    std::string sql = "SELECT ";
    for (const std::string& column : columns) sql += (&column == &columns[0] ? "" : ", ") + column;
    const auto rows = database_->read(
        [&](db::Session& session) { return session.query(sql + " FROM " + table); });
    EXPECT_TRUE(rows) << rows.error().message;
    return *rows;
  }

  void put(const std::string& table, const std::vector<std::string>& columns,
           const std::map<std::string, OldRows>& kept) {
    std::vector<std::vector<db::Value>> values;
    for (const db::Row& row : kept.at(table)) {
      values.emplace_back();
      for (std::size_t i = 0; i < row.size(); ++i) values.back().push_back(row.at(i));
    }
    ASSERT_TRUE(database_->transaction(
        [&](db::Session& session) { return session.insert_rows(table, columns, values); }));
  }

  // Children before parents: the youngest table first.
  void drop_all() {
    const bool sqlite = GetParam() == db::Dialect::sqlite;
    const Status dropped = database_->transaction([&](db::Session& session) -> Status {
      const auto tables = TRY(session.query(
          sqlite ? "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE "
                   "'sqlite_%' ORDER BY rowid DESC"
                 : "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"));
      for (const db::Row& table : tables)
        TRY(session.execute("DROP TABLE " + table.text(0) + (sqlite ? "" : " CASCADE")));
      return ok();
    });
    ASSERT_TRUE(dropped) << dropped.error().message;
  }

  struct OldSale {
    std::string order_id, license_id, invoice;
  };
  // One order as that program wrote it; paid and licensed unless `seats` of it are only invoiced.
  enum class Paid { no, yes };
  OldSale sell(const std::string& offer_id, std::int64_t seats, Paid paid) {
    OldSale sale{ids_.next(), "", "2026-00000" + std::to_string(++sold_)};
    const Status written = database_->transaction([&](db::Session& session) -> Status {
      const auto company =
          TRY(session.query_row("SELECT company_id FROM company WHERE name = 'nordwind'"));
      const auto offered =
          TRY(session.query_row("SELECT envelope FROM offer WHERE offer_id = $1", {offer_id}));
      const Json envelope = TRY(parse_json(offered->text(0)));
      TRY(session.execute(
          R"sql(INSERT INTO counter (name, value) VALUES ($1, $2)
                ON CONFLICT (name) DO UPDATE SET value = excluded.value)sql",
          {"invoice." + to_rfc3339(clock_.now_ms()).substr(0, 4), std::int64_t{sold_}}));
      const auto terms = licensing::verify_offer(envelope, {keys_.at("acme").public_key()}).value();
      const bool site = terms.model == licensing::SeatModel::site;
      const std::int64_t amount = terms.price.amount * (site ? 1 : seats);
      TRY(session.execute(
          R"sql(INSERT INTO purchase (order_id, company_id, offer_id, offer, product, seats, amount,
                                      currency, state, invoice_number, idempotency_key,
                                      created_at_ms)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'invoiced', $9, $1, $10))sql",
          {sale.order_id, company->text(0), offer_id, kontor::to_text(envelope), terms.product,
           seats, amount, std::string("EUR"), sale.invoice, clock_.now_ms()}));
      if (paid == Paid::no) return ok();
      if (amount > 0)
        TRY(session.execute(
            R"sql(INSERT INTO payment (order_id, reference, amount, currency, recorded_at_ms)
                  VALUES ($1, $2, $3, 'EUR', $4) ON CONFLICT DO NOTHING)sql",
            {sale.order_id, "BANK " + sale.invoice, amount, clock_.now_ms()}));
      return issue(session, sale, company->text(0), terms, envelope, seats);
    });
    EXPECT_TRUE(written) << written.error().message;
    return sale;
  }

  // That program's terms: what is for ever has its updates for a year from the sale.
  Status issue(db::Session& session, OldSale& sale, const std::string& company_id,
               const licensing::Offer& terms, const Json& envelope, std::int64_t seats) {
    licensing::License license;
    license.license_id = sale.license_id = ids_.next();
    license.company_id = company_id;
    license.company = "nordwind";
    license.product = terms.product;
    license.model = terms.model;
    license.seats = seats;
    license.authority = market_->ledger_key;
    license.issued_at_ms = license.valid_from_ms = clock_.now_ms();
    if (terms.period == licensing::Period::once)
      license.updates_until_ms = after_period(license.valid_from_ms, licensing::Period::year);
    else
      license.expires_at_ms = after_period(license.valid_from_ms, terms.period);
    const std::string document =
        TRY(licensing::sign_license(license, envelope, repository_->license_key()));
    TRY(session.execute("UPDATE purchase SET state = 'licensed' WHERE order_id = $1",
                        {sale.order_id}));
    TRY(session.execute(
        R"sql(INSERT INTO issued_license (license_id, order_id, company_id, product, document,
                                          issued_at_ms)
              VALUES ($1, $2, $3, $4, $5, $6))sql",
        {license.license_id, sale.order_id, company_id, license.product, document,
         license.issued_at_ms}));
    return ok();
  }

  // What a market does at its start.
  void upgrade() {
    const Status migrated = migrate_market(*database_);
    ASSERT_TRUE(migrated) << migrated.error().message;
    const Status taken = take_over_old_sales(*market_);
    ASSERT_TRUE(taken) << taken.error().message;
    log_commitments(*market_);
  }

  licensing::TrustedKeys believed() {
    return {.license_key = [this](std::string_view) -> Result<crypto::PublicKey> {
              return repository_->license_key().public_key();
            },
            .vendor_keys = [this](std::string_view) -> Result<std::vector<crypto::PublicKey>> {
              return std::vector{keys_.at("acme").public_key()};
            }};
  }
  Json standing_of(const OldSale& sale) { return get("/orders/" + sale.order_id); }
  std::vector<std::string> told() {
    EXPECT_TRUE(write_notices(*market_));
    std::vector<std::string> notices;
    const Json page = get("/notices");
    for (const Json& notice : page["notices"])
      notices.push_back(notice["kind"].get<std::string>() + " " +
                        notice["license_id"].get<std::string>());
    std::ranges::sort(notices);
    return notices;
  }

  crypto::SigningKey ledger_key_;
  int sold_ = 0;
};

TEST_P(OldMarketTest, EveryLicenceSoldBeforeWorksAndKeepsItsTerms) {
  std::vector<OldSale> sales;
  for (const char* offer_id : {"acme.notes-monthly", "acme.notes-yearly", "acme.notes-owned",
                               "acme.notes-site", "acme.notes-free"})
    sales.push_back(sell(offer_id, 3, Paid::yes));

  upgrade();

  const Json listed = get("/licenses");
  ASSERT_EQ(listed["licenses"].size(), sales.size());
  auto ledger = licensing::SeatLedger::open(*database_, clock_, random_, ledger_key_, believed());
  ASSERT_TRUE(ledger) << ledger.error().message;
  for (const OldSale& sale : sales) {
    const Json standing = standing_of(sale);
    EXPECT_EQ(standing["state"], "licensed");
    EXPECT_EQ(standing["paid"], standing["invoice"]["total"]["amount"]) << sale.invoice;
    const auto installed = (*ledger)->install_document(standing["license"].get<std::string>());
    ASSERT_TRUE(installed) << installed.error().message;
    const auto lease = (*ledger)->claim({.license_id = sale.license_id,
                                         .subject = "anna",
                                         .session = sale.license_id,
                                         .idempotency_key = sale.license_id});
    EXPECT_TRUE(lease) << sale.invoice;
  }
}

TEST_P(OldMarketTest, EachIsToldOfItsEndOnceAndAnotherTimeIsNothingNew) {
  const OldSale yearly = sell("acme.notes-yearly", 2, Paid::yes);
  const OldSale owned = sell("acme.notes-owned", 2, Paid::yes);
  const OldSale site = sell("acme.notes-site", 1, Paid::yes);
  clock_.advance(30 * kOldDayMs);

  upgrade();
  EXPECT_TRUE(told().empty());
  clock_.advance(255 * kOldDayMs);
  std::vector<std::string> wanted{"renewal " + yearly.license_id, "renewal " + site.license_id,
                                  "updates " + owned.license_id};
  std::ranges::sort(wanted);
  EXPECT_EQ(told(), wanted);
  upgrade();

  EXPECT_EQ(told(), wanted);
}

TEST_P(OldMarketTest, WhatIsForEverWasActivatedWhenItWasSold) {
  const OldSale owned = sell("acme.notes-owned", 2, Paid::yes);
  const TimeMs year_after = after_period(clock_.now_ms(), licensing::Period::year);
  clock_.advance(100 * kOldDayMs);
  upgrade();

  const auto begun =
      ask("POST", "/api/v1/licenses/" + owned.license_id + "/activation", tokens_["nordwind"]);
  ASSERT_EQ(begun.status, 200) << begun.body;

  const auto after = license_of(standing_of(owned));
  EXPECT_EQ(after.updates_until_ms, year_after);
}

TEST_P(OldMarketTest, ItIsRenewedAndRefundedAsAnyOther) {
  const OldSale yearly = sell("acme.notes-yearly", 2, Paid::yes);
  const OldSale monthly = sell("acme.notes-monthly", 2, Paid::yes);
  upgrade();
  const auto before = license_of(standing_of(yearly));

  const Json renewed =
      paid(ordered({{"kind", "renewal"}, {"license_id", yearly.license_id}}, "r"), "r");
  const auto refunded = ask("POST", "/api/v1/orders/" + monthly.order_id + "/refund",
                            tokens_["operator"], {{"reason", "not what they needed"}});

  const auto after = license_of(renewed);
  EXPECT_EQ(after.license_id, yearly.license_id);
  EXPECT_EQ(after.expires_at_ms, after_period(*before.expires_at_ms, licensing::Period::year));
  EXPECT_EQ(refunded.status, 200) << refunded.body;
  EXPECT_EQ(held()[0]["held"], 3800) << "until it is returned to its payer";
}

TEST_P(OldMarketTest, AnInvoiceOfThoseDaysIsStillPaidByItsNumber) {
  const OldSale open = sell("acme.notes-monthly", 2, Paid::no);
  upgrade();

  bank(camt({{"B-1", "38.00", "invoice " + open.invoice}}));

  EXPECT_EQ(standing_of(open)["state"], "licensed");
  EXPECT_TRUE(license_of(standing_of(open)).valid_at(clock_.now_ms()));
}

TEST_P(OldMarketTest, ItsSalesAreCommittedToTheLogAndTheStatementReconciles) {
  sell("acme.notes-yearly", 2, Paid::yes);
  sell("acme.notes-owned", 1, Paid::yes);
  clock_.advance(40 * kOldDayMs);

  upgrade();

  std::map<std::string, std::uint64_t> logged;
  for (std::uint64_t index = 0; index < log_->size(); ++index) {
    const Json entry = parse_log_entry(log_->entry(index).value()).value();
    if (entry["type"] == "license") logged.emplace(entry["commitment"], index);
  }
  const auto found = reconcile(statement(), logged, clock_.now_ms());
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_TRUE(found->clean()) << to_json(*found);
  EXPECT_EQ(found->licenses, 2);
}

INSTANTIATE_TEST_SUITE_P(Databases, OldMarketTest, testing::both_databases(),
                         testing::database_name);

}  // namespace
}  // namespace kontor::marketplace
