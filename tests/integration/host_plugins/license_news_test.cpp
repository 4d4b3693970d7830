#include "host/plugins/license_news.hpp"

#include "host/plugins/company_seats.hpp"
#include "licensing/document/revocation_list.hpp"
#include "licensing/seats/refusal.hpp"
#include "tests/integration/host_plugins/company.hpp"
#include "tests/integration/host_plugins/on_either.hpp"

namespace kontor::host {
namespace {

// What the market says about licences, read by a company's host.
class LicenseNewsTest : public OnEither<CompanyTest> {
 protected:
  void SetUp() override {
    CompanyTest::SetUp();
    desk = std::make_unique<licensing::OfflineDesk>(*database, *ledger, clock,
                                                    licenses.authority_key, licenses.trusted());
    news = std::make_unique<LicenseNews>(LicenseNews::Parts{

        .company = {*database, clock, random, ids, *definitions, *records, *accounts, *outbox,
                    *notices},
        .own = *ledger,
        .desk = *desk,
        .file = data / "notices.json"});
    license = *ledger->install_document(licenses.document(licensing::SeatModel::concurrent, 2));
  }
  void TearDown() override {
    news.reset();
    desk.reset();
    CompanyTest::TearDown();
  }
  std::string withdrawn_list(const std::string& company_id) const {
    return licensing::sign_revocations({.company_id = company_id,
                                        .sequence = 1,
                                        .issued_at_ms = clock.now_ms(),
                                        .revoked = {{.license_id = license.license_id,
                                                     .at_ms = clock.now_ms(),
                                                     .reason = "refund"}}},
                                       licenses.market_key)
        .value();
  }
  std::size_t tasks() {
    const auto page = records->list(admin, {.entity = "task"});
    EXPECT_TRUE(page) << page.error().message;
    return page->records.size();
  }
  Json notice(const std::string& id, const std::string& kind) const {
    return {{"notice_id", id},
            {"license_id", license.license_id},
            {"kind", kind},
            {"title", "The trial of kontor.sms ends in a week"},
            {"about", "2026-12-24T00:00:00.000Z"},
            {"made_at", "2026-11-22T00:00:00.000Z"}};
  }

  std::unique_ptr<licensing::OfflineDesk> desk;
  std::unique_ptr<LicenseNews> news;
  licensing::License license;
};
INSTANTIATE_TEST_SUITE_P(Databases, LicenseNewsTest, testing::both_databases(),
                         testing::database_name);

TEST_P(LicenseNewsTest, AWithdrawnLicenceLeavesTheLedgerAndBecomesATask) {
  const auto foreign = news->take_revocations(withdrawn_list("another company"));
  EXPECT_EQ(licensing::refusal_code(foreign.error()), "wrong-company");
  EXPECT_EQ(tasks(), 0U);

  const std::string list = withdrawn_list(license.company_id);
  ASSERT_TRUE(news->take_revocations(list));

  EXPECT_TRUE(ledger->licenses("").empty());
  EXPECT_EQ(tasks(), 1U);
}

// The ledger withdrew it, and the host died before anybody was told.
TEST_P(LicenseNewsTest, AWithdrawalIsToldAlsoWhenTheHostDiedBetween) {
  CompanySeats seats(*ledger, nullptr, clock);
  const CompanyParts parts{*database, clock,     random,  ids,     *definitions,
                           *records,  *accounts, *outbox, *notices};
  EXPECT_EQ(WithdrawalTasks(parts, seats).look().value(), 0) << "it is noted while it is here";
  ASSERT_TRUE(desk->take_revocations(withdrawn_list(license.company_id)));
  EXPECT_EQ(tasks(), 0U);

  EXPECT_EQ(WithdrawalTasks(parts, seats).look().value(), 1);

  EXPECT_EQ(tasks(), 1U);
  EXPECT_EQ(WithdrawalTasks(parts, seats).look().value(), 0);
  ASSERT_TRUE(database->transaction([](db::Session& session) {
    return session.execute("UPDATE plugin_license_seen SET told = 0");
  })) << "as if it had died between the task and its note";
  EXPECT_EQ(WithdrawalTasks(parts, seats).look().value(), 1);
  EXPECT_EQ(tasks(), 1U);
}

TEST_P(LicenseNewsTest, WhatAnAdministratorWithdrawsIsToldWithTheReason) {
  CompanySeats seats(*ledger, nullptr, clock);
  const CompanyParts parts{*database, clock,     random,  ids,     *definitions,
                           *records,  *accounts, *outbox, *notices};
  WithdrawalTasks withdrawals(parts, seats);
  ASSERT_TRUE(withdrawals.look());
  ASSERT_TRUE(ledger->revoke(license.license_id, {.reason = "sold to another", .by = "eva"}));

  ASSERT_EQ(withdrawals.look().value(), 1);

  const auto page = records->list(admin, {.entity = "task"});
  ASSERT_TRUE(page);
  ASSERT_EQ(page->records.size(), 1U);
  EXPECT_NE(to_text(page->records[0].fields).find("sold to another"), std::string::npos);
}

TEST_P(LicenseNewsTest, ADocumentThatWasSignedAnewReplacesTheOneThatIsHereAndNoOther) {
  licensing::License longer = license;
  longer.issued_at_ms += 1000;
  longer.seats = 3;
  licensing::License stranger = longer;
  stranger.license_id = ids.next();
  const auto offer = licenses.offer(licensing::SeatModel::concurrent);
  const std::string old_one = licenses.document(license, offer);
  const std::string new_one = licenses.document(longer, offer);

  EXPECT_EQ(news->take_documents({"v4.public.AAAA", licenses.document(stranger, offer), old_one}),
            0);
  EXPECT_EQ(news->take_documents({old_one, new_one}), 1);
  EXPECT_EQ(news->take_documents({new_one}), 0);

  ASSERT_EQ(ledger->licenses("").size(), 1U);
  EXPECT_EQ(ledger->licenses("")[0].seats, 3);
}

TEST_P(LicenseNewsTest, EachNoticeIsOneTaskHoweverOftenItIsRead) {
  const Json page = {{"notices", {notice("1", "trial"), notice("2", "missed")}}};

  EXPECT_EQ(news->take_notices(page).value(), "2");
  EXPECT_EQ(news->take_notices(page).value(), "2");

  EXPECT_EQ(tasks(), 2U);
  EXPECT_EQ(news->take_notices({{"notices", {notice("3", "renewal")}}}).value(), "3");
  EXPECT_EQ(tasks(), 2U) << "of the end of an installed licence the host tells itself";
  EXPECT_EQ(news->take_notices({{"notices", Json::array()}}).value(), "");
  EXPECT_FALSE(news->take_notices({{"notices", {1}}}));
}

}  // namespace
}  // namespace kontor::host
