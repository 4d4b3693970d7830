#include "host/gdpr/erasure_desk.hpp"

#include <fstream>

#include "host/gdpr/erasure_receipt.hpp"
#include "host/gdpr/person_export.hpp"
#include "tests/integration/host/host_fixture.hpp"

namespace kontor::host {

namespace {

// A person with a history, on both databases; no plugins.
class ErasureTest : public testing::HostTest {
 protected:
  ErasureTest() {
    anna_ = make("person", {{"first_name", "Anna"},
                            {"last_name", "Ek"},
                            {"email", "Anna@kontor.example"},
                            {"phone", "+46701234567"}});
    deal_ = make("deal", {{"title", "Hers"}, {"person", anna_.id}});
    lead_ = make("lead", {{"title", "From the fair"}, {"email", "Anna@kontor.example"}});
    make("task", {{"title", "Call Anna"}, {"subject_entity", "person"}, {"subject", anna_.id}});
    EXPECT_TRUE(records_->add_to_timeline(
        admin_,
        {.subject_entity = "person", .subject = anna_.id, .kind = "note", .summary = "tea"}));
  }
  Erasure erase(const std::string& person) {
    ErasureDesk made(ErasureDesk::Parts{*database_, *records_, *outbox_, clock_, ids_, tombstones_,
                                        nullptr, key_, folder_});
    const auto erased = made.begin(admin_, person, "their wish");
    EXPECT_TRUE(erased) << (erased ? "" : erased.error().message);
    return erased ? *erased : Erasure{};
  }
  // Anywhere in the database's tables of records, search included.
  std::size_t found(const std::string& entity, const std::string& text) {
    const auto page = find(entity, Json::array(), text);
    return page ? page->records.size() : 99;
  }

  const crypto::SigningKey key_ = crypto::SigningKey::generate();
  Record anna_, deal_, lead_;
};
INSTANTIATE_TEST_SUITE_P(Databases, ErasureTest, testing::both_databases(), testing::database_name);

TEST_P(ErasureTest, R54LeavesTheCountsAndTakesTheIdentity) {
  const Erasure erased = erase(anna_.id);

  ASSERT_EQ(erased.state, "done");
  EXPECT_FALSE(records_->get(admin_, "person", anna_.id));
  const Record deal = records_->get(admin_, "deal", deal_.id).value();
  EXPECT_FALSE(deal.fields.contains("person"));
  EXPECT_EQ(found("lead", "anna@kontor"), 0U);
  EXPECT_EQ(find("task", Json::array())->records.size(), 0U);
  EXPECT_EQ(find("activity", Json::array())->records.size(), 0U);
  const auto head = AuditLog::inspect(*database_);
  ASSERT_TRUE(head) << head.error().message;
  EXPECT_GE(head->erased, 1);
  std::string line;
  std::ifstream list(folder_ / "erasures");
  EXPECT_TRUE(std::getline(list, line));
  EXPECT_EQ(line, anna_.id);
}

TEST_P(ErasureTest, R54TheReceiptIsSignedAndSaysWhatWasErased) {
  Erasure erased = erase(anna_.id);

  const auto receipt = open_receipt(erased.receipt, {key_.public_key()});

  ASSERT_TRUE(receipt) << receipt.error().message;
  EXPECT_EQ((*receipt)["person"], anna_.id);
  EXPECT_EQ((*receipt)["reason"], "their wish");
  EXPECT_EQ((*receipt)["records"]["person"], 1);
  EXPECT_EQ((*receipt)["records"]["task"], 1);
  EXPECT_FALSE(open_receipt(erased.receipt, {crypto::SigningKey::generate().public_key()}));
}

TEST_P(ErasureTest, R54NobodyWritesAnErasedPersonBack) {
  erase(anna_.id);
  const auto refused = [&](const Json& fields) {
    const auto made = records_->create(admin_, "person", fields);
    return !made && made.error().detail.find("person-was-erased") != std::string::npos;
  };

  EXPECT_TRUE(refused({{"first_name", "A"}, {"email", "anna@KONTOR.example"}}));
  EXPECT_TRUE(refused({{"first_name", "A"}, {"phone", "+46 70 123 45 67"}}));
  EXPECT_FALSE(records_->create(admin_, "lead", {{"title", "x"}, {"phone", "+46701234567"}}));
  const Record bo = make("person", {{"first_name", "Bo"}, {"email", "bo@kontor.example"}});
  EXPECT_FALSE(records_->update(admin_, "person", bo.id, {}, {{"email", "anna@kontor.example"}}));
  EXPECT_TRUE(records_->update(admin_, "person", bo.id, {}, {{"first_name", "Bosse"}}));
}

TEST_P(ErasureTest, R54AnImportSaysInItsRowWhoWasErased) {
  erase(anna_.id);
  const ImportJob job =
      import("person", "first_name,email\nAnna,anna@kontor.example\nCo,co@kontor.example\n");

  EXPECT_EQ(job.counts.created, 1);
  EXPECT_EQ(job.counts.created + job.counts.invalid + job.counts.failed, 2);
  EXPECT_EQ(found("person", "anna@kontor"), 0U);
}

TEST_P(ErasureTest, WhoComesBackByThemselvesIsLetInAgain) {
  erase(anna_.id);
  ErasureDesk made(ErasureDesk::Parts{*database_, *records_, *outbox_, clock_, ids_, tombstones_,
                                      nullptr, key_, folder_});

  EXPECT_EQ(made.lift_block(admin_, "anna@kontor.example", "", "wrote to us").value(), 1);

  EXPECT_TRUE(records_->create(admin_, "person",
                               {{"first_name", "Anna"}, {"email", "anna@kontor.example"}}));
  EXPECT_FALSE(
      records_->create(admin_, "person", {{"first_name", "Anna"}, {"phone", "+46701234567"}}));
}

TEST_P(ErasureTest, AHoldMakesItWaitAndItsEndLetsItGo) {
  ErasureDesk made(ErasureDesk::Parts{*database_, *records_, *outbox_, clock_, ids_, tombstones_,
                                      nullptr, key_, folder_});
  ASSERT_TRUE(made.hold(admin_, anna_.id, "a claim", clock_.now_ms() + 10'000));

  const auto waits = made.begin(admin_, anna_.id, "their wish");

  ASSERT_TRUE(waits) << waits.error().message;
  EXPECT_EQ(waits->state, "held");
  EXPECT_EQ(waits->holds[0]["reason"], "a claim");
  EXPECT_EQ(made.step().value(), 0);
  EXPECT_TRUE(records_->get(admin_, "person", anna_.id));
  clock_.advance(10'001);
  EXPECT_EQ(made.step().value(), 1);
  EXPECT_FALSE(records_->get(admin_, "person", anna_.id));
  EXPECT_EQ(made.cancel(admin_, waits->id).error().code, ErrorCode::conflict);
}

TEST_P(ErasureTest, WhoWasMergedIntoThePersonGoesToo) {
  const Record twin = make("person", {{"first_name", "Anna"}, {"email", "twin@kontor.example"}});
  ASSERT_TRUE(records_->merge(admin_, "person", anna_.id, {twin.id}, Json::object()));

  const Erasure erased = erase(anna_.id);

  EXPECT_EQ(open_receipt(erased.receipt, {key_.public_key()}).value()["records"]["person"], 2);
  EXPECT_FALSE(records_->restore(admin_, "person", twin.id));
  EXPECT_FALSE(records_->create(admin_, "person", {{"email", "twin@kontor.example"}}));
}

TEST_P(ErasureTest, TheExportFollowsEveryLinkAndNamesIt) {
  PersonExport exports({*database_, *records_, clock_, nullptr});

  const auto document = exports.document(admin_, anna_.id);

  ASSERT_TRUE(document) << document.error().message;
  const Json& found = (*document)["records"];
  EXPECT_EQ(found["deal"][0]["linked_by"], "person");
  EXPECT_EQ(found["lead"][0]["linked_by"], "same email");
  EXPECT_EQ(found["task"].size(), 1U);
  EXPECT_EQ(found["activity"][0]["fields"]["summary"], "tea");
}

}  // namespace

}  // namespace kontor::host
