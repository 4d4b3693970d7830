#include <thread>

#include "host/core/import_mapping.hpp"
#include "tests/integration/host/host_fixture.hpp"

namespace kontor::host {

namespace {

class RecordsTest : public testing::HostTest {};
INSTANTIATE_TEST_SUITE_P(Databases, RecordsTest, testing::both_databases(), testing::database_name);

TEST_P(RecordsTest, KeepsEveryFieldAsItWasGiven) {
  const Record organisation = make("organisation", {{"name", "Acme"}});
  const Json deal{{"title", "Pilot"},
                  {"organisation", organisation.id},
                  {"amount", {{"amount", 1'250'050}, {"currency", "SEK"}}},
                  {"expected_close", "2026-12-24"},
                  {"probability", 42.5}};

  const Record made = make("deal", deal);

  const auto read = records_->get(admin_, "deal", made.id);
  ASSERT_TRUE(read);
  for (const auto& [name, value] : deal.items()) EXPECT_EQ(read->fields[name], value) << name;
  EXPECT_EQ(read->fields["stage"], "new");
  EXPECT_EQ(read->version, 1);
  EXPECT_EQ(read->created_at_ms, clock_.now_ms());
}

TEST_P(RecordsTest, RefusesAStaleVersion) {
  const Record made = make("person", {{"name", "Anna"}});
  ASSERT_TRUE(records_->update(admin_, "person", made.id, 1, {{"role", "Chief"}}));

  const auto stale = records_->update(admin_, "person", made.id, 1, {{"role", "Clerk"}});

  ASSERT_FALSE(stale);
  EXPECT_NE(stale.error().detail.find("stale-version"), std::string::npos);
  EXPECT_EQ(records_->get(admin_, "person", made.id)->fields["role"], "Chief");
}

TEST_P(RecordsTest, ChangingNothingWritesNothing) {
  const Record made = make("person", {{"name", "Anna"}});

  const auto same = records_->update(admin_, "person", made.id, {}, {{"name", "Anna"}});

  ASSERT_TRUE(same);
  EXPECT_EQ(same->version, 1);
}

// PostgreSQL aborts transactions that met, and they run again.
TEST_P(RecordsTest, ChangesOfSeveralProgramsAtOnceAreAllKept) {
  constexpr int kWriters = 4;
  constexpr int kChanges = 15;
  std::vector<std::string> people;
  for (int i = 0; i < kWriters; ++i) people.push_back(make("person", {{"name", "Anna"}}).id);
  std::vector<std::thread> writers;
  for (int i = 0; i < kWriters; ++i) {
    writers.emplace_back([&, i] {
      const auto database = db::Database::open(url_).value();
      Outbox outbox(*database, clock_, ids_);
      Records records({*database, *definitions_, outbox, clock_, ids_});
      for (int change = 0; change < kChanges; ++change) {
        const auto changed = records.update(admin_, "person", people[static_cast<std::size_t>(i)],
                                            {}, {{"role", "R" + std::to_string(change)}});
        EXPECT_TRUE(changed) << (changed ? "" : changed.error().message);
      }
    });
  }
  for (std::thread& writer : writers) writer.join();

  for (const std::string& id : people) {
    const auto person = records_->get(admin_, "person", id);
    ASSERT_TRUE(person);
    EXPECT_EQ(person->version, 1 + kChanges);
    EXPECT_EQ(person->fields["name"], "Anna");
    EXPECT_EQ(person->fields["role"], "R" + std::to_string(kChanges - 1));
  }
}

// What a host remembers of a record it has shown serves to write it, where nobody else has.
TEST_P(RecordsTest, WhatAnotherProgramWroteMeanwhileIsNeverLostNorRefused) {
  const auto database = db::Database::open(url_).value();
  Outbox outbox(*database, clock_, ids_);
  Records other({*database, *definitions_, outbox, clock_, ids_});
  const Record made = make("person", {{"name", "Anna"}});
  ASSERT_TRUE(records_->get(admin_, "person", made.id));
  ASSERT_TRUE(other.update(admin_, "person", made.id, {}, {{"role", "Chief"}}));

  const auto both = records_->update(admin_, "person", made.id, {}, {{"name", "Anne"}});
  ASSERT_TRUE(both);
  EXPECT_EQ(both->version, 3);
  EXPECT_EQ(both->fields["role"], "Chief");

  ASSERT_TRUE(other.update(admin_, "person", made.id, {}, {{"role", "Clerk"}}));
  const auto same = records_->update(admin_, "person", made.id, {}, {{"role", "Chief"}});
  ASSERT_TRUE(same) << "it was the chief as far as this host knew, and is no longer";
  EXPECT_EQ(same->version, 5);
  EXPECT_EQ(records_->get(admin_, "person", made.id)->fields["role"], "Chief");

  ASSERT_TRUE(other.update(admin_, "person", made.id, {}, {{"role", "Clerk"}}));
  EXPECT_TRUE(records_->update(admin_, "person", made.id, 6, {{"role", "Owner"}}))
      << "the caller knows more than this host";
  ASSERT_TRUE(other.update(admin_, "person", made.id, {}, {{"role", "Clerk"}}));
  const auto stale = records_->update(admin_, "person", made.id, 7, {{"role", "Chief"}});
  ASSERT_FALSE(stale);
  EXPECT_NE(stale.error().detail.find("\"version\":8"), std::string::npos) << stale.error().detail;

  ASSERT_TRUE(other.remove(admin_, "person", made.id, {}));
  const auto gone = records_->update(admin_, "person", made.id, {}, {{"role", "Chief"}});
  ASSERT_FALSE(gone);
  EXPECT_EQ(gone.error().code, ErrorCode::not_found);
}

TEST_P(RecordsTest, AnIdempotencyKeyMakesOneRecord) {
  const auto first = records_->create(admin_, "person", {{"name", "Anna"}}, "key-1");
  const auto again = records_->create(admin_, "person", {{"name", "Anna"}}, "key-1");
  const auto other = records_->create(admin_, "person", {{"name", "Bo"}}, "key-1");

  ASSERT_TRUE(first);
  ASSERT_TRUE(again);
  EXPECT_EQ(first->id, again->id);
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, ErrorCode::conflict);
  EXPECT_EQ(find("person", Json::array())->records.size(), 1U);
}

TEST_P(RecordsTest, RefusesAReferenceToNothing) {
  const auto deal = records_->create(admin_, "deal", {{"title", "D"}, {"person", ids_.next()}});

  ASSERT_FALSE(deal);
  EXPECT_EQ(deal.error().message, "person: there is no such person");
}

TEST_P(RecordsTest, DeletesOnlyWhatNothingRefersTo) {
  const Record person = make("person", {{"name", "Anna"}});
  const Record deal = make("deal", {{"title", "D"}, {"person", person.id}});

  EXPECT_FALSE(records_->remove(admin_, "person", person.id, {}));
  EXPECT_TRUE(records_->remove(admin_, "deal", deal.id, {}));
  EXPECT_TRUE(records_->remove(admin_, "person", person.id, 1));
  EXPECT_EQ(records_->get(admin_, "person", person.id).error().code, ErrorCode::not_found);
  EXPECT_TRUE(find("person", Json::array(), "anna")->records.empty());
  EXPECT_TRUE(find("stage_change", Json::array())->records.empty());
}

TEST_P(RecordsTest, WritesTheStagesADealReached) {
  const Record deal = make("deal", {{"title", "D"}});
  ASSERT_TRUE(records_->update(admin_, "deal", deal.id, {}, {{"stage", "won"}}));

  const auto history = find("stage_change", Json::array(), "", "position");

  ASSERT_TRUE(history);
  std::string stages;
  for (const Record& row : history->records) stages += row.fields["stage"].get<std::string>() + " ";
  EXPECT_EQ(stages, "new qualified proposal negotiation won ");
  EXPECT_FALSE(records_->create(admin_, "stage_change", {{"deal", deal.id}, {"stage", "won"}}));
}

TEST_P(RecordsTest, EventsFollowEveryWriteInOrder) {
  const Record deal = make("deal", {{"title", "D"}});
  ASSERT_TRUE(records_->update(admin_, "deal", deal.id, {}, {{"stage", "won"}}));

  const auto events = outbox_->read_after(0, 100);

  ASSERT_TRUE(events);
  std::string names;
  for (const OutboxEvent& event : *events) names += event.name + " ";
  EXPECT_EQ(names, "deal.created deal.updated deal.stage_changed deal.won ");
  EXPECT_EQ(events->back().payload["id"], deal.id);
  EXPECT_EQ(outbox_->read_after(0, 100, {"deal.won"})->size(), 1U);
}

TEST_P(RecordsTest, OutboxReadersKeepTheirPlace) {
  make("person", {{"name", "Anna"}});
  ASSERT_EQ(*outbox_->cursor("kontor.sms"), 1);  // A new reader starts at the end.
  make("person", {{"name", "Bo"}});

  ASSERT_TRUE(outbox_->advance("kontor.sms", 2));
  ASSERT_TRUE(outbox_->advance("kontor.sms", 1));

  EXPECT_EQ(*outbox_->cursor("kontor.sms"), 2);
}

TEST_P(RecordsTest, FieldRightsHoldForReadingWritingAndFiltering) {
  const Record person = make("person", {{"name", "Anna"}, {"email", "a@b.example"}});
  Rights rights;
  rights.allow_field("person", Verb::read, "name");
  rights.allow_field("person", Verb::update, "role");
  const Principal clerk = somebody(rights);

  const auto read = records_->get(clerk, "person", person.id);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->fields, (Json{{"name", "Anna"}}));
  EXPECT_TRUE(records_->update(clerk, "person", person.id, {}, {{"role", "Chief"}}));
  EXPECT_EQ(records_->update(clerk, "person", person.id, {}, {{"name", "B"}}).error().code,
            ErrorCode::forbidden);
  EXPECT_EQ(records_->create(clerk, "person", {{"name", "B"}}).error().code, ErrorCode::forbidden);
  EXPECT_EQ(records_->remove(clerk, "person", person.id, {}).error().code, ErrorCode::forbidden);
  const Json by_email = Json::array({{{"field", "email"}, {"op", "prefix"}, {"value", "a"}}});
  EXPECT_EQ(records_->list(clerk, {.entity = "person", .filter = by_email}).error().code,
            ErrorCode::forbidden);
  EXPECT_FALSE(records_->list(clerk, {.entity = "person", .text = "a b example"}));
  EXPECT_FALSE(records_->list(clerk, {.entity = "person", .sort = "email"}));
  EXPECT_FALSE(records_->aggregate(
      clerk, "person",
      {{"measures", {{{"function", "count"}}}}, {"group_by", Json::array({"email"})}}));
}

TEST_P(RecordsTest, HostWrittenFieldsAreNobodyElses) {
  EXPECT_FALSE(records_->create(admin_, "person", {{"name", "A"}, {"phone_flag", "short"}}));
  Field field;
  field.name = "consent_state";
  ASSERT_TRUE(
      definitions_->contribute("kontor.consent", {.entities = {}, .fields = {{"person", field}}}));
  EXPECT_FALSE(records_->create(admin_, "person", {{"name", "A"}, {"consent_state", "yes"}}));
  Rights rights;
  rights.allow_field("person", Verb::create, "name");
  rights.allow_field("person", Verb::read, "name");
  const Principal consent = Principal::plugin("kontor.consent", "Consent", rights);

  const auto made = records_->create(consent, "person", {{"name", "A"}, {"consent_state", "yes"}});

  ASSERT_TRUE(made);
  EXPECT_EQ(made->fields["consent_state"], "yes");
  const Json by_state = Json::array({{{"field", "consent_state"}, {"op", "eq"}, {"value", "yes"}}});
  EXPECT_EQ(find("person", by_state)->records.size(), 1U);
}

TEST_P(RecordsTest, APluginsEditableFieldIsEnteredByPeopleWithTheirRights) {
  Field answer;
  answer.name = "nps";
  answer.type = FieldType::number;
  answer.editable = true;
  ASSERT_TRUE(
      definitions_->contribute("kontor.kpi", {.entities = {}, .fields = {{"case", answer}}}));
  const Record asked = make("case", {{"title", "Asked"}});
  Rights rights;
  rights.allow_field("case", Verb::read, "nps");
  const Principal reader = somebody(rights);

  const auto entered = records_->update(admin_, "case", asked.id, {}, {{"nps", 9}});

  ASSERT_TRUE(entered) << entered.error().message;
  EXPECT_EQ(entered->fields["nps"], 9);
  EXPECT_EQ(records_->update(reader, "case", asked.id, {}, {{"nps", 1}}).error().code,
            ErrorCode::forbidden);
  EXPECT_TRUE(can_import(*definitions_->now()->find("case"), "nps"));
}

TEST_P(RecordsTest, TheTimelineShowsNewestFirstAndUpdatesByExternalId) {
  const Record person = make("person", {{"name", "Anna"}});
  TimelineEntry call{.subject_entity = "person",
                     .subject = person.id,
                     .kind = "call",
                     .summary = "Ringing",
                     .occurred_at_ms = 1000,
                     .external_id = "pbx-1"};
  TimelineEntry note{.subject_entity = "person",
                     .subject = person.id,
                     .kind = "note",
                     .summary = "Note",
                     .occurred_at_ms = 500};
  const auto first = records_->add_to_timeline(admin_, call);
  ASSERT_TRUE(first);
  ASSERT_TRUE(records_->add_to_timeline(admin_, note));

  call.summary = "Ended";
  call.duration_s = 12;
  const auto again = records_->add_to_timeline(admin_, call);

  ASSERT_TRUE(again);
  EXPECT_EQ(*first, *again);
  const auto page = records_->timeline(admin_, "person", person.id, "", 10);
  ASSERT_TRUE(page);
  ASSERT_EQ(page->records.size(), 2U);
  EXPECT_EQ(page->records[0].fields["summary"], "Ended");
  EXPECT_EQ(page->records[0].fields["duration_s"], 12);
}

}  // namespace

}  // namespace kontor::host
