#include "host/app/company_settings.hpp"
#include "host/app/deadline_watch.hpp"
#include "host/core/time_zone.hpp"
#include "host/store/user_notice_store.hpp"
#include "tests/integration/host/host_fixture.hpp"

namespace kontor::host {

namespace {

constexpr std::int64_t kHour = std::int64_t{3600} * 1000;

class WorkTest : public testing::HostTest {
 protected:
  WorkTest() { user_ = accounts_->act_as(add_user("bo@kontor.example", "sales")).value(); }

  int look() { return watch(*database_, *records_).look().value(); }
  DeadlineWatch watch(db::Database& database, Records& records) {
    return DeadlineWatch({database, records, *outbox_, notices_, clock_, ids_});
  }
  std::string notices_of(const std::string& user) {
    const auto unread = database_->read(
        [&](db::Session& session) { return UserNoticeStore::unread(session, user, 50); });
    std::string kinds;
    for (const UserNotice& notice : *unread) kinds += notice.kind + " ";
    return kinds;
  }
  int events(const std::string& name) {
    return static_cast<int>(outbox_->read_after(0, 500, {name})->size());
  }
  Json fields(const std::string& entity, const std::string& id) {
    return records_->get(admin_, entity, id)->fields;
  }

  Principal user_;
};
INSTANTIATE_TEST_SUITE_P(Databases, WorkTest, testing::both_databases(), testing::database_name);

TEST_P(WorkTest, HoursAndFiguresKeepOneZoneFromTheBeginning) {
  ASSERT_TRUE(load_service_levels(*database_, *records_));

  EXPECT_FALSE(records_->time_zone().empty());
  EXPECT_EQ(records_->time_zone(), machine_zone());
  EXPECT_EQ(records_->service_levels()->hours.time_zone(), records_->time_zone());
}

TEST_P(WorkTest, R10AReminderFiresOnceAndSurvivesARestart) {
  const Record task = make("task", {{"title", "Call Anna"},
                                    {"owner", user_.id},
                                    {"remind_at", to_rfc3339(clock_.now_ms() + kHour)}});
  EXPECT_EQ(look(), 0);
  clock_.advance(2 * kHour);

  // The host was down when it came due: another process finds it.
  const auto database = open_again();
  Records restarted({*database, *definitions_, *outbox_, clock_, ids_, {}});
  EXPECT_EQ(watch(*database, restarted).look().value(), 1);

  EXPECT_EQ(look(), 0);
  EXPECT_EQ(watch(*database, restarted).look().value(), 0);
  EXPECT_EQ(events("task.reminder"), 1);
  EXPECT_EQ(notices_of(user_.id), "task.reminder task.delegated ");
  EXPECT_TRUE(fields("task", task.id).contains("reminded_at"));
}

TEST_P(WorkTest, R10AReminderOfATaskThatNobodyHasIsForWhoAskedOrWaitsForSomebody) {
  const std::string due = to_rfc3339(clock_.now_ms() + kHour);
  const auto mine = records_->create(user_, "task", {{"title", "Mine"}, {"remind_at", due}});
  const Record open = make("task", {{"title", "Open"}, {"remind_at", due}, {"owner", nullptr}});
  const Record later = make("task", {{"title", "No reminder"}});
  ASSERT_TRUE(mine) << mine.error().message;
  EXPECT_EQ(mine->fields["owner"], user_.id);
  EXPECT_FALSE(later.fields.contains("owner"));
  clock_.advance(2 * kHour);

  EXPECT_EQ(look(), 1);
  EXPECT_EQ(notices_of(user_.id), "task.reminder ");
  EXPECT_FALSE(fields("task", open.id).contains("reminded_at"));
  ASSERT_TRUE(records_->update(admin_, "task", open.id, {}, {{"owner", user_.id}}));
  EXPECT_EQ(look(), 1);
  EXPECT_EQ(notices_of(user_.id), "task.reminder task.delegated task.reminder ");
}

TEST_P(WorkTest, R10AReminderThatIsMovedIsDueAgainAndADoneTaskIsQuiet) {
  const Record task = make(
      "task",
      {{"title", "Call"}, {"owner", user_.id}, {"remind_at", to_rfc3339(clock_.now_ms() - kHour)}});
  EXPECT_EQ(look(), 1);
  const std::string later = to_rfc3339(clock_.now_ms() + kHour);
  ASSERT_TRUE(records_->update(admin_, "task", task.id, {}, {{"remind_at", later}}));
  EXPECT_EQ(look(), 0);
  clock_.advance(2 * kHour);
  EXPECT_EQ(look(), 1);

  const Record done = make(
      "task",
      {{"title", "Call"}, {"state", "done"}, {"remind_at", to_rfc3339(clock_.now_ms() - kHour)}});
  EXPECT_EQ(look(), 0);
  EXPECT_TRUE(done.fields.contains("done_at"));
}

TEST_P(WorkTest, R10OpenPagesHearOfAReminderAtOnce) {
  const auto page = notices_.subscribe(user_.id);
  DeadlineWatch watcher = watch(*database_, *records_);
  ASSERT_TRUE(watcher.start());

  make("task", {{"title", "Call Anna"},
                {"owner", user_.id},
                {"remind_at", to_rfc3339(clock_.now_ms() - kHour)}});
  outbox_->announce();

  std::string heard;
  for (int tries = 0; tries < 20 && heard.find("task.reminder") == std::string::npos; ++tries) {
    const auto told = page->next(500);
    for (const http::Event& event : *told) heard += event.data;
  }
  EXPECT_NE(heard.find("task.reminder"), std::string::npos) << heard;
  watcher.stop();
}

TEST_P(WorkTest, R10DelegatingATaskChangesItsOwnerAndTellsHim) {
  const Record task = make("task", {{"title", "Call"}, {"owner", admin_.id}});
  EXPECT_EQ(notices_of(user_.id), "");

  const auto given = records_->update(admin_, "task", task.id, {}, {{"owner", user_.id}});

  ASSERT_TRUE(given);
  EXPECT_EQ(given->fields["delegated_by"], admin_.id);
  EXPECT_EQ(notices_of(user_.id), "task.delegated ");
  EXPECT_EQ(notices_of(admin_.id), "");
}

TEST_P(WorkTest, R11ACaseHasDeadlinesInBusinessHoursAndLatenessIsSaidOnce) {
  const Record ticket = make(
      "case", {{"title", "It hurts"}, {"owner", user_.id}, {"opened_at", "2026-11-20T14:30:00Z"}});
  EXPECT_EQ(ticket.fields["respond_by"], "2026-11-23T10:30:00.000Z");
  clock_.set_wall_clock(parse_rfc3339("2026-11-23T10:29:00Z").value());
  EXPECT_EQ(look(), 0);

  clock_.set_wall_clock(parse_rfc3339("2026-11-23T10:31:00Z").value());

  EXPECT_EQ(look(), 1);
  EXPECT_EQ(look(), 0);
  EXPECT_EQ(fields("case", ticket.id)["response_late"], true);
  EXPECT_EQ(events("case.response_late"), 1);
  EXPECT_EQ(notices_of(user_.id), "case.response_late ");
}

TEST_P(WorkTest, R11TheKnowledgeBaseIsSearchedAndACaseNamesTheArticleThatSolvedIt) {
  const Record jam = make("article", {{"title", "The printer jams"},
                                      {"body", "Open the rear door and take the paper out."},
                                      {"keywords", "paper stuck"},
                                      {"state", "published"}});
  make("article", {{"title", "Invoices"}, {"body", "How they are sent."}});
  const Record problem = make("case", {{"title", "Paper is stuck"}});

  const auto found =
      find("article", {{"field", "state"}, {"op", "eq"}, {"value", "published"}}, "rear pap");
  ASSERT_EQ(found->records.size(), 1U);
  EXPECT_EQ(found->records[0].id, jam.id);
  ASSERT_TRUE(records_->update(admin_, "case", problem.id, {},
                               {{"article", jam.id}, {"state", "resolved"}}));

  const auto solved = find("case", {{"field", "article"}, {"op", "eq"}, {"value", jam.id}});
  EXPECT_EQ(solved->records.size(), 1U);
  EXPECT_FALSE(records_->remove(admin_, "article", jam.id, {}));
}

TEST_P(WorkTest, ATaskAndATimelinesEntryAreAboutSomethingThatIsThere) {
  const Record anna = make("person", {{"name", "Anna"}});
  const auto make_of = [&](const char* entity, Json fields) {
    fields.update({{"title", "T"}});
    if (std::string(entity) == "activity") {
      fields.erase("title");
      fields.update({{"kind", "note"}, {"occurred_at", to_rfc3339(clock_.now_ms())}});
    }
    return records_->create(admin_, entity, fields);
  };

  for (const char* entity : {"activity", "task"}) {
    const auto made = make_of(entity, {{"subject_entity", "person"}, {"subject", anna.id}});
    ASSERT_TRUE(made) << made.error().message;
    for (const Json& wrong :
         {Json{{"subject_entity", "nonsense"}, {"subject", "nothing"}},
          Json{{"subject_entity", "person"}, {"subject", ids_.next()}},
          Json{{"subject_entity", "deal"}, {"subject", anna.id}}, Json{{"subject", anna.id}}}) {
      EXPECT_FALSE(make_of(entity, wrong)) << entity << wrong;
      if (wrong.size() == 2) {
        EXPECT_FALSE(records_->update(admin_, entity, made->id, {}, wrong)) << entity << wrong;
      }
    }
  }
}

TEST_P(WorkTest, R11AnAnswerOnTheTimelineEndsTheResponseClock) {
  const Record ticket = make("case", {{"title", "It hurts"}});
  clock_.advance(kHour / 2);

  ASSERT_TRUE(records_->add_to_timeline(admin_, {.subject_entity = "case",
                                                 .subject = ticket.id,
                                                 .kind = "mail",
                                                 .summary = "Answer",
                                                 .direction = "out"}));

  const Json after = fields("case", ticket.id);
  EXPECT_EQ(after["responded_at"], to_rfc3339(clock_.now_ms()));
  EXPECT_FALSE(after.contains("response_late"));
  clock_.advance(30 * 24 * kHour);
  EXPECT_EQ(look(), 1);  // The resolution is late, the response is not.
  EXPECT_EQ(events("case.response_late"), 0);
}

TEST_P(WorkTest, R11APriorityMovesTheDeadlinesAndASolvedCaseIsQuiet) {
  const Record ticket =
      make("case", {{"title", "It hurts"}, {"opened_at", "2026-11-20T07:00:00Z"}});
  const auto urgent = records_->update(admin_, "case", ticket.id, {}, {{"priority", "urgent"}});
  EXPECT_EQ(urgent->fields["respond_by"], "2026-11-20T07:30:00.000Z");

  clock_.set_wall_clock(parse_rfc3339("2026-11-20T07:20:00Z").value());
  const auto solved = records_->update(admin_, "case", ticket.id, {}, {{"state", "resolved"}});

  EXPECT_EQ(solved->fields["resolved_at"], "2026-11-20T07:20:00.000Z");
  EXPECT_FALSE(solved->fields.contains("resolution_late"));
  clock_.advance(90 * 24 * kHour);
  EXPECT_EQ(look(), 0);
}

TEST_P(WorkTest, R11TheClockOfACaseStandsStillWhileItWaitsForTheCustomer) {
  clock_.set_wall_clock(parse_rfc3339("2026-11-20T07:00:00Z").value());
  const Record ticket = make("case", {{"title", "It hurts"}});
  const std::string first = ticket.fields["resolve_by"];
  ASSERT_TRUE(records_->update(admin_, "case", ticket.id, {}, {{"state", "waiting"}}));
  // Over a weekend, with ten working hours in it.
  clock_.set_wall_clock(parse_rfc3339("2026-11-23T09:00:00Z").value());
  EXPECT_EQ(events("case.resolution_late"), 0);

  const auto on = records_->update(admin_, "case", ticket.id, {}, {{"state", "in_progress"}});

  EXPECT_EQ(on->fields["waited_minutes"], 600);
  EXPECT_FALSE(on->fields.contains("waiting_since"));
  const ServiceLevels service;
  const auto minutes = service.levels.at("normal").resolution_minutes + 600;
  EXPECT_EQ(on->fields["resolve_by"], to_rfc3339(service.hours.after(
                                          parse_rfc3339("2026-11-20T07:00:00Z").value(), minutes)));
  EXPECT_NE(on->fields["resolve_by"], first);
}

}  // namespace

}  // namespace kontor::host
