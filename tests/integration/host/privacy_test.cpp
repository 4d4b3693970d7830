#include <map>
#include <set>

#include "host/gdpr/privacy_record.hpp"
#include "host/gdpr/retention.hpp"
#include "tests/integration/host/host_fixture.hpp"

namespace kontor::host {

namespace {

constexpr std::int64_t kPrivacyDayMs = 86'400'000;

// Retention, the record of processing and the breach report; both databases.
class PrivacyTest : public testing::HostTest {
 protected:
  PrivacyTest() {
    desk_of_erasures_ = std::make_unique<ErasureDesk>(
        ErasureDesk::Parts{*database_, *records_, *outbox_, clock_, ids_, tombstones_, nullptr,
                           crypto::SigningKey::generate(), folder_});
    retention_ = std::make_unique<Retention>(
        Retention::Parts{*database_, *records_, *outbox_, clock_, ids_, *desk_of_erasures_});
    privacy_ = std::make_unique<PrivacyRecord>(
        PrivacyRecord::Parts{*database_, *records_, clock_, *retention_, nullptr});
  }
  static Json rule(const std::string& action, const Json& more = Json::object()) {
    Json made{{"name", "old people"},
              {"entity", "person"},
              {"purpose", "sales"},
              {"after_days", 30},
              {"action", action}};
    made.update(more);
    return {{"rules", Json::array({made})}};
  }
  Json last_run() { return retention_->runs(admin_, 1).value()[0]; }

  std::unique_ptr<ErasureDesk> desk_of_erasures_;
  std::unique_ptr<Retention> retention_;
  std::unique_ptr<PrivacyRecord> privacy_;
};
INSTANTIATE_TEST_SUITE_P(Databases, PrivacyTest, testing::both_databases(), testing::database_name);

TEST_P(PrivacyTest, R54RetentionShowsFirstAndThenErasesWhatItShowed) {
  const Record old = make("person", {{"first_name", "Old"}, {"email", "old@kontor.example"}});
  const Record held = make("person", {{"first_name", "Held"}});
  clock_.advance(31 * kPrivacyDayMs);
  const Record fresh = make("person", {{"first_name", "Fresh"}});
  ASSERT_TRUE(desk_of_erasures_->hold(admin_, held.id, "a claim", {}));
  ASSERT_TRUE(retention_->set_rules(admin_, rule("erase")));

  const Json shown = retention_->preview(admin_, "old people").value();

  EXPECT_EQ(shown["matched"], 2);
  EXPECT_TRUE(records_->get(admin_, "person", old.id));
  ASSERT_TRUE(retention_->step());
  EXPECT_FALSE(records_->get(admin_, "person", old.id));
  EXPECT_TRUE(records_->get(admin_, "person", held.id));
  EXPECT_TRUE(records_->get(admin_, "person", fresh.id));
  EXPECT_EQ(last_run()["done"], 1);
  EXPECT_EQ(last_run()["kept"], 1);
  EXPECT_EQ(last_run()["state"], "done");
  // Once a day.
  ASSERT_TRUE(retention_->step());
  EXPECT_EQ(retention_->runs(admin_, 10)->size(), 1U);
}

TEST_P(PrivacyTest, R03AFieldKeptForSomeDaysIsClearedAfterThem) {
  use_personal_field("birth_date");
  const Record anna = make("person", {{"first_name", "Anna"}, {"birth_date", "1990-05-01"}});
  clock_.advance(366 * kPrivacyDayMs);

  ASSERT_TRUE(retention_->step());

  const Record now = records_->get(admin_, "person", anna.id).value();
  EXPECT_FALSE(now.fields.contains("birth_date"));
  EXPECT_EQ(now.fields["first_name"], "Anna");
  EXPECT_EQ(last_run()["rule"], "field:person.birth_date");
}

// What counts is when the value came, not when the record did.
TEST_P(PrivacyTest, R03AValueEnteredLaterIsKeptForAllItsDays) {
  use_personal_field("birth_date");
  const Record anna = make("person", {{"first_name", "Anna"}});
  const Record old = make("person", {{"first_name", "Old"}, {"birth_date", "1980-05-01"}});
  clock_.advance(360 * kPrivacyDayMs);
  ASSERT_TRUE(records_->update(admin_, "person", anna.id, {}, {{"birth_date", "1990-05-01"}}));
  ASSERT_TRUE(records_->update(admin_, "person", old.id, {}, {{"first_name", "Older"}}));
  clock_.advance(10 * kPrivacyDayMs);

  EXPECT_EQ(retention_->preview(admin_, "field:person.birth_date").value()["matched"], 1);
  ASSERT_TRUE(retention_->step());

  const auto has = [&](const Record& record) {
    return records_->get(admin_, "person", record.id)->fields.contains("birth_date");
  };
  EXPECT_TRUE(has(anna));
  EXPECT_FALSE(has(old));
  clock_.advance(360 * kPrivacyDayMs);
  ASSERT_TRUE(retention_->step());
  EXPECT_FALSE(has(anna));
}

TEST_P(PrivacyTest, R54WhatIsDeletedIsKeptNoLongerThanTheRest) {
  use_personal_field("birth_date");
  const Record gone = make("person", {{"first_name", "Gone"}, {"birth_date", "1990-05-01"}});
  const Record lead = make("lead", {{"title", "Gone too"}});
  ASSERT_TRUE(records_->remove(admin_, "person", gone.id, {}));
  ASSERT_TRUE(records_->remove(admin_, "lead", lead.id, {}));
  clock_.advance(366 * kPrivacyDayMs);
  ASSERT_TRUE(retention_->step());
  Record back = records_->restore(admin_, "person", gone.id).value();
  EXPECT_FALSE(back.fields.contains("birth_date"));
  ASSERT_TRUE(records_->remove(admin_, "person", gone.id, {}));
  Json both = rule("erase");
  both["rules"].push_back(rule("delete", {{"entity", "lead"}, {"name", "leads"}})["rules"][0]);
  ASSERT_TRUE(retention_->set_rules(admin_, both));
  EXPECT_EQ(retention_->preview(admin_, "leads").value()["first"], Json::array({lead.id}));

  ASSERT_TRUE(retention_->step());

  EXPECT_FALSE(records_->restore(admin_, "person", gone.id));
  EXPECT_FALSE(records_->restore(admin_, "lead", lead.id));
}

TEST_P(PrivacyTest, AnInterruptedRunGoesOnWhereItWas) {
  for (int i = 0; i < 150; ++i) make("lead", {{"title", std::to_string(i)}});
  clock_.advance(31 * kPrivacyDayMs);
  ASSERT_TRUE(retention_->set_rules(admin_, rule("delete", {{"entity", "lead"}})));
  ASSERT_TRUE(retention_->begin(admin_, "old people"));
  EXPECT_TRUE(*retention_->portion());
  EXPECT_EQ(last_run()["done"], 100);

  // What a restarted host has is the database alone.
  Retention restarted({*database_, *records_, *outbox_, clock_, ids_, *desk_of_erasures_});
  ASSERT_TRUE(restarted.step());

  EXPECT_EQ(last_run()["done"], 150);
  EXPECT_EQ(find("lead", Json::array())->records.size(), 0U);
}

TEST_P(PrivacyTest, RulesThatMakeNoSenseAreRefused) {
  for (const Json& bad :
       {rule("erase", {{"entity", "deal"}}), rule("clear"),
        rule("clear", {{"fields", {"nothing"}}}), rule("delete", {{"since", "first_name"}}),
        rule("delete", {{"filter", {{{"field", "nothing"}}}}}), rule("delete", {{"after_days", 0}}),
        Json(Json::object())}) {
    EXPECT_EQ(retention_->set_rules(admin_, bad).error().code, ErrorCode::invalid_argument) << bad;
  }
  EXPECT_EQ(retention_->preview(admin_, "nothing").error().code, ErrorCode::not_found);
}

TEST_P(PrivacyTest, R37TheRecordOfProcessingNamesWhatIsInUseAndWhereItLies) {
  ASSERT_TRUE(privacy_->set_company(admin_, {{"controller", "Exempel AB"},
                                             {"contact", "privacy@exempel.example"},
                                             {"data_location", "own server, Malmö"}}));
  use_personal_field("income");

  const Json record = privacy_->processing(admin_).value();

  EXPECT_EQ(record["company"]["data_location"], "own server, Malmö");
  EXPECT_TRUE(record["missing"].empty());
  bool told = false;
  for (const Json& activity : record["activities"]) {
    for (const Json& field : activity["fields"]) {
      if (field["field"] != "income") continue;
      told = field["class"] == "special" && field["purpose"] == "contract" &&
             field["retention_days"] == 365;
    }
  }
  EXPECT_TRUE(told);
}

TEST_P(PrivacyTest, R54TheBreachReportNamesWhoWasTouchedWhenAndByWhom) {
  const Record before = make("person", {{"first_name", "Before"}});
  clock_.advance(1000);
  const TimeMs from_ms = clock_.now_ms();
  const Principal thief = accounts_->act_as(add_user("t@kontor.example", "sales")).value();
  const Record anna = records_->create(thief, "person", {{"first_name", "Anna"}}).value();
  ASSERT_TRUE(records_->update(thief, "person", anna.id, {}, {{"email", "a@kontor.example"}}));
  clock_.advance(1000);
  make("person", {{"first_name", "After"}});

  const auto report = privacy_->breach(admin_, {from_ms, from_ms + 1000, thief.id});

  ASSERT_TRUE(report) << report.error().message;
  ASSERT_EQ((*report)["people"].size(), 1U);
  const Json& touched = (*report)["people"][0];
  EXPECT_EQ(touched["id"], anna.id);
  EXPECT_EQ(touched["known_as"]["email"], "a@kontor.example");
  EXPECT_NE(to_text(touched["fields"]).find("email"), std::string::npos);
  EXPECT_NE(to_text(touched["classes"]).find("contact"), std::string::npos);
  EXPECT_EQ((*report)["principals"][0]["id"], thief.id);
  EXPECT_EQ(privacy_->breach(thief, {from_ms, from_ms + 1, ""}).error().code, ErrorCode::forbidden);
  EXPECT_EQ(privacy_->breach(admin_, {2, 1, ""}).error().code, ErrorCode::invalid_argument);
}

// By the classes and not by the names of kinds of records: a call on somebody's deal, too.
TEST_P(PrivacyTest, R54TheBreachReportTellsOfEveryKindOfRecordThatWasRead) {
  PersonReads reads({*database_, records_->store(), clock_});
  records_->attach(reads);
  Json kind{{"entity", "x_visit"}, {"labels", {{"en", "Visit"}}}, {"title", "what"}};
  kind["fields"] = Json::array({{{"name", "what"},
                                 {"type", "text"},
                                 {"labels", {{"en", "What"}}},
                                 {"personal_data", "behaviour"}}});
  ASSERT_TRUE(desk_->add_entity(admin_, kind));
  const Record anna = make("person", {{"first_name", "Anna"}});
  const Record deal = make("deal", {{"title", "Hers"}, {"person", anna.id}});
  const Record visit = make("x_visit", {{"what", "was ill"}});
  const auto call = records_->add_to_timeline(
      admin_,
      {.subject_entity = "deal", .subject = deal.id, .kind = "call", .summary = "her illness"});
  ASSERT_TRUE(call) << call.error().message;
  clock_.advance(1000);
  const TimeMs from_ms = clock_.now_ms();
  ASSERT_TRUE(records_->get(admin_, "activity", *call));
  ASSERT_TRUE(records_->get(admin_, "x_visit", visit.id));
  ASSERT_TRUE(reads.write());

  const auto report = privacy_->breach(admin_, {from_ms, from_ms + 1000, ""});

  ASSERT_TRUE(report) << report.error().message;
  std::map<std::string, Json> told;
  for (const Json& each : (*report)["people"]) told[each["entity"]] = each;
  ASSERT_EQ(told.size(), 2U);
  EXPECT_EQ(told["activity"]["id"], *call);
  EXPECT_EQ(told["activity"]["about"], Json::array({anna.id}));
  EXPECT_EQ(told["activity"]["fields"], Json::array({"summary"}));
  EXPECT_EQ(told["x_visit"]["classes"], Json::array({"behaviour"}));
}

// Says yes to one person.
class OneAgreed final : public PurposeGate {
 public:
  Result<std::vector<bool>> allowed(std::string_view,
                                    const std::vector<std::string>& ids) override {
    std::vector<bool> answers;
    answers.reserve(ids.size());
    for (const std::string& id : ids) answers.push_back(id == who);
    return answers;
  }
  std::string who;
};

// Deals and timelines speak of persons; a lead is somebody whom nobody has asked.
TEST_P(PrivacyTest, R54APurposeNarrowsEveryRecordThatSpeaksOfAPerson) {
  OneAgreed gate;
  records_->attach(gate);
  const Record yes = make("person", {{"first_name", "Yes"}});
  const Record no = make("person", {{"first_name", "No"}});
  gate.who = yes.id;
  const Record theirs = make("deal", {{"title", "A"}, {"person", yes.id}});
  const Record other = make("deal", {{"title", "B"}, {"person", no.id}});
  const Record nobodys = make("deal", {{"title", "C"}});
  make("lead", {{"title", "Unasked"}, {"email", "u@a.example"}});
  for (const Record& someone : {yes, no})
    ASSERT_TRUE(
        records_->add_to_timeline(admin_, {"person", someone.id, "note", "called " + someone.id}));
  const auto seen = [&](const std::string& entity) {
    std::set<std::string> ids;
    ListRequest request{.entity = entity, .purpose = "marketing", .total = true};
    const auto page = records_->list(admin_, request);
    EXPECT_TRUE(page) << page.error().message;
    if (!page) return ids;
    for (const Record& record : page->records) ids.insert(record.id);
    EXPECT_FALSE(page->total->exact);
    return ids;
  };

  EXPECT_EQ(seen("person"), std::set<std::string>{yes.id});
  EXPECT_EQ(seen("deal"), (std::set<std::string>{theirs.id, nobodys.id}));
  EXPECT_EQ(seen("activity").size(), 1U);
  EXPECT_TRUE(seen("lead").empty());
  EXPECT_EQ(records_->get(admin_, "deal", other.id, "marketing").error().code,
            ErrorCode::forbidden);
}

// Where nobody keeps consents.
class NobodyKnows final : public PurposeGate {
 public:
  Status can_tell(std::string_view) override {
    return Error{ErrorCode::forbidden, "nobody keeps consents"};
  }
  Result<std::vector<bool>> allowed(std::string_view,
                                    const std::vector<std::string>& ids) override {
    return std::vector<bool>(ids.size(), false);
  }
};

TEST_P(PrivacyTest, R54APurposeNobodyCanTellOfIsRefusedAndNotAnsweredWithNobody) {
  const Json count{{"measures", Json::array({{{"function", "count"}}})}, {"purpose", "marketing"}};
  const auto refused = [&](const auto& answer) {
    return !answer && answer.error().code == ErrorCode::forbidden;
  };
  const auto list = [&] {
    return records_->list(admin_, {.entity = "person", .purpose = "marketing"});
  };
  EXPECT_TRUE(refused(list())) << "no gate, and nobody in the list";
  NobodyKnows gate;
  records_->attach(gate);

  EXPECT_TRUE(refused(list()));
  make("person", {{"first_name", "Anna"}});

  EXPECT_TRUE(refused(list()));
  EXPECT_TRUE(refused(records_->aggregate(admin_, "person", count)));
  EXPECT_TRUE(records_->list(admin_, {.entity = "person"}));
}

TEST_P(PrivacyTest, APurposeNarrowsFiguresAndTimelines) {
  OneAgreed gate;
  records_->attach(gate);
  const Record yes = make("person", {{"first_name", "Yes"}});
  const Record no = make("person", {{"first_name", "No"}});
  gate.who = yes.id;
  const Json count{{"measures", Json::array({{{"function", "count"}}})}, {"purpose", "marketing"}};

  const auto rows = records_->aggregate(admin_, "person", count);

  ASSERT_TRUE(rows) << rows.error().message;
  EXPECT_EQ((*rows)[0].values[0].value_or(0), 1.0);
  EXPECT_TRUE(records_->timeline(admin_, "person", yes.id, "", 10, "marketing"));
  EXPECT_EQ(records_->timeline(admin_, "person", no.id, "", 10, "marketing").error().code,
            ErrorCode::forbidden);
  EXPECT_FALSE(records_->aggregate(admin_, "deal", count));
}

}  // namespace

}  // namespace kontor::host
