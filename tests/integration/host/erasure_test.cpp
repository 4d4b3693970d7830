#include "host/gdpr/erasure_desk.hpp"

#include <fstream>

#include "host/gdpr/erasure_receipt.hpp"
#include "host/gdpr/person_export.hpp"
#include "host/gdpr/redacted_text.hpp"
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
  // A call with a text and a task on a record.
  void speak_of(const Record& record) {
    EXPECT_TRUE(records_->add_to_timeline(admin_, {.subject_entity = record.entity,
                                                   .subject = record.id,
                                                   .kind = "call",
                                                   .summary = "rang on " + record.entity,
                                                   .body = "she told of her divorce",
                                                   .duration_s = 60}));
    make("task", {{"title", "Visit her"},
                  {"description", "bring her papers"},
                  {"subject_entity", record.entity},
                  {"subject", record.id}});
  }
  // How often any record of an entity says so.
  int said(const std::string& entity, const std::string& text) {
    const auto page = find(entity, Json::array());
    int times = 0;
    for (const Record& record : page.value().records)
      if (to_text(record.fields).find(text) != std::string::npos) ++times;
    return times;
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

TEST_P(ErasureTest, TheExportHasWhatHangsOnTheirRecordsAndEachOnce) {
  // By its person and by its address.
  const Record lead =
      make("lead", {{"title", "Twice"}, {"person", anna_.id}, {"email", "anna@kontor.example"}});
  const Record order = make("order", {{"number", "1"}, {"person", anna_.id}});
  make("order_line", {{"order", order.id}, {"description", "a lamp"}});
  for (const Record& each : {deal_, lead_, lead}) speak_of(each);
  PersonExport exports({*database_, *records_, clock_, nullptr});

  const auto document = exports.document(admin_, anna_.id);

  ASSERT_TRUE(document) << document.error().message;
  const Json& found = (*document)["records"];
  EXPECT_EQ(found["lead"].size(), 2U);
  EXPECT_EQ(found["activity"].size(), 4U);
  EXPECT_EQ(found["task"].size(), 4U);
  EXPECT_EQ(found["order_line"][0]["linked_by"], "order");
}

TEST_P(ErasureTest, R54WhatHangsOnTheirRecordsForgetsThemAndTheFiguresStay) {
  const Record case_of = make("case", {{"title", "Anna cannot sleep"},
                                       {"description", "her doctor says"},
                                       {"person", anna_.id},
                                       {"csat", 4}});
  const Record deal = make("deal", {{"title", "Kitchen for ANNA EK, Malmö"},
                                    {"person", anna_.id},
                                    {"amount", {{"amount", 70000}, {"currency", "EUR"}}}});
  for (const Record& each : {case_of, deal, lead_}) speak_of(each);

  const Erasure erased = erase(anna_.id);

  ASSERT_EQ(erased.state, "done");
  for (const char* text : {"divorce", "rang", "papers", "Visit her", "Anna", "ANNA", "doctor"}) {
    for (const char* entity : {"activity", "task", "case", "deal", "lead"})
      EXPECT_EQ(said(entity, text), 0) << entity << " " << text;
  }
  EXPECT_EQ(said("activity", R"("duration_s":60)"), 3);
  EXPECT_EQ(said("task", R"("title":"erased")"), 3);
  const Record left = records_->get(admin_, "deal", deal.id).value();
  EXPECT_EQ(left.fields["amount"]["amount"], 70000);
  EXPECT_EQ(left.fields["title"], "Kitchen for erased, Malmö");
  EXPECT_EQ(records_->get(admin_, "case", case_of.id)->fields["csat"], 4);
}

TEST_P(ErasureTest, R54AFieldThatWasSwitchedOffForgetsThemAsWell) {
  const Record case_of =
      make("case", {{"title", "Sleepless"}, {"description", "her doctor"}, {"person", anna_.id}});
  ASSERT_TRUE(desk_->adjust(admin_, "case", "description", {{"hidden", true}}));

  ASSERT_EQ(erase(anna_.id).state, "done");

  ASSERT_TRUE(desk_->adjust(admin_, "case", "description", {{"hidden", false}}));
  EXPECT_FALSE(records_->get(admin_, "case", case_of.id)->fields.contains("description"));
}

TEST_P(ErasureTest, WhatOnlyNamesThemStaysWhoseItIs) {
  const Record bo = make("person", {{"first_name", "Bo"}});
  const Record deal =
      make("deal", {{"title", "Anna's friend"}, {"person", bo.id}, {"referred_by", anna_.id}});
  const Record lead =
      make("lead", {{"title", "Recommended"}, {"contact_name", "Cia"}, {"referred_by", anna_.id}});
  for (const Record& each : {deal, lead}) speak_of(each);
  Json field{{"name", "x_contact"}, {"type", "reference"}, {"entity", "person"}};
  field["labels"] = {{"en", "Main contact"}};
  ASSERT_TRUE(desk_->add_field(admin_, "organisation", field));
  const Record company = make("organisation", {{"name", "Exempel"}, {"x_contact", anna_.id}});
  speak_of(company);

  ASSERT_EQ(erase(anna_.id).state, "done");

  EXPECT_EQ(said("activity", "divorce"), 3);
  EXPECT_EQ(said("task", "her papers"), 3);
  EXPECT_EQ(records_->get(admin_, "lead", lead.id)->fields["contact_name"], "Cia");
  EXPECT_FALSE(records_->get(admin_, "lead", lead.id)->fields.contains("referred_by"));
  EXPECT_EQ(records_->get(admin_, "deal", deal.id)->fields["title"], "Anna's friend");
  EXPECT_FALSE(records_->get(admin_, "organisation", company.id)->fields.contains("x_contact"));
}

// Somebody who is a lead and no person yet.
TEST_P(ErasureTest, R54ALeadNobodyConvertedIsExportedAndErased) {
  const Record dan = make("lead", {{"title", "Dan wants a boat"},
                                   {"contact_name", "Dan Öst"},
                                   {"email", "dan@kontor.example"}});
  speak_of(dan);
  PersonExport exports({*database_, *records_, clock_, nullptr});
  const auto document = exports.document(admin_, dan.id);
  ASSERT_TRUE(document) << document.error().message;
  EXPECT_EQ((*document)["person"]["id"], dan.id);
  EXPECT_EQ((*document)["records"]["activity"].size(), 1U);

  const Erasure erased = erase(dan.id);

  ASSERT_EQ(erased.state, "done");
  EXPECT_EQ(open_receipt(erased.receipt, {key_.public_key()}).value()["records"]["lead"], 1);
  EXPECT_EQ(said("lead", "Dan"), 0);
  EXPECT_EQ(said("lead", "erased"), 1);
  EXPECT_EQ(said("activity", "divorce"), 0);
  EXPECT_FALSE(records_->create(admin_, "lead", {{"title", "x"}, {"email", "dan@kontor.example"}}));
}

TEST_P(ErasureTest, ALeadOfAPersonIsErasedWithThePerson) {
  ErasureDesk made(ErasureDesk::Parts{*database_, *records_, *outbox_, clock_, ids_, tombstones_,
                                      nullptr, key_, folder_});

  const auto refused = made.begin(admin_, lead_.id, "their wish");

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::conflict);
  EXPECT_NE(refused.error().detail.find(anna_.id), std::string::npos);
}

TEST_P(ErasureTest, R54WhoIsDeletedIsExportedHeldAndErased) {
  ASSERT_TRUE(records_->remove(admin_, "deal", deal_.id, {}));
  ASSERT_TRUE(records_->remove(admin_, "person", anna_.id, {}));
  PersonExport exports({*database_, *records_, clock_, nullptr});
  const auto document = exports.document(admin_, anna_.id);
  ASSERT_TRUE(document) << document.error().message;
  EXPECT_TRUE((*document)["person"].contains("deleted_at"));

  const Erasure erased = erase(anna_.id);

  ASSERT_EQ(erased.state, "done");
  EXPECT_EQ(open_receipt(erased.receipt, {key_.public_key()}).value()["records"]["person"], 1);
  EXPECT_FALSE(records_->restore(admin_, "person", anna_.id));
  EXPECT_FALSE(records_->create(admin_, "person", {{"email", "anna@kontor.example"}}));
}

TEST(RedactedTextTest, TakesWholeWordsWhateverTheirLetters) {
  const std::vector<std::string> names{"Anna Ek", "anna@a.example", "Anna"};

  EXPECT_EQ(redacted_text("anna ek: ANNA@A.EXAMPLE", names), "erased: erased");
  EXPECT_EQ(redacted_text("Annalisa, Anna, Hanna", names), "Annalisa, erased, Hanna");
  EXPECT_EQ(redacted_text("", names), "");
}

}  // namespace

}  // namespace kontor::host
