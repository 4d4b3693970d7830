#include "host/app/record_scope.hpp"

#include "host/app/lead_conversion.hpp"
#include "tests/integration/host/host_fixture.hpp"

namespace kontor::host {

namespace {

using testing::kPassword;

// Anna and Bo are one team, Cia is not. Each owns a deal; one belongs to nobody.
class RecordScopeTest : public testing::HostTest {
 protected:
  RecordScopeTest() {
    role("none", Json::object());
    anna_ = add_user("anna@kontor.example", "none");
    bo_ = add_user("bo@kontor.example", "none");
    cia_ = add_user("cia@kontor.example", "none");
    EXPECT_TRUE(directory_->add_team(admin_, "North", {anna_, bo_}));
    deal_of_anna_ = make("deal", {{"title", "A"}, {"owner", anna_}}).id;
    deal_of_bo_ = make("deal", {{"title", "B"}, {"owner", bo_}}).id;
    deal_of_cia_ = make("deal", {{"title", "C"}, {"owner", cia_}}).id;
    make("deal", {{"title", "D"}});
  }
  void role(const std::string& name, const Json& records) {
    const auto put = directory_->put_role(admin_, name, {{"records", records}});
    EXPECT_TRUE(put) << (put ? "" : put.error().message);
  }
  // Anna with a role that allows this.
  Principal anna(const Json& records) {
    role("hers", records);
    EXPECT_TRUE(
        directory_->change_user(admin_, anna_, {.roles = std::vector<std::string>{"hers"}}));
    return accounts_->act_as(anna_).value();
  }
  std::string titles(const Principal& principal, const Json& filter = Json::array()) {
    const auto page = records_->list(
        principal, {.entity = "deal", .filter = filter, .text = {}, .sort = "title"});
    if (!page) return page.error().message;
    std::string text;
    for (const Record& record : page->records) text += record.fields.value("title", "?");
    return text;
  }
  static Json scoped(const char* scope) {
    return Json::array({{{"scope", scope}, {"fields", "*"}}});
  }

  // All four verbs on all kinds of records in this scope, and what else `records` says.
  static Json working(const char* scope, Json records = Json::object()) {
    for (const char* verb : {"read", "create", "update", "delete"})
      records["*"][verb] = scoped(scope);
    return records;
  }
  Result<LeadConversion> convert(const Principal& principal, const Record& lead,
                                 const Json& request = Json::object()) {
    return convert_lead(*records_, *database_, clock_, ids_, *outbox_, principal, lead.id, request);
  }

  std::string anna_, bo_, cia_, deal_of_anna_, deal_of_bo_, deal_of_cia_;
};
INSTANTIATE_TEST_SUITE_P(Databases, RecordScopeTest, testing::both_databases(),
                         testing::database_name);

TEST_P(RecordScopeTest, ListsReachAsFarAsTheScope) {
  EXPECT_EQ(titles(anna({{"deal", {{"read", scoped("own")}}}})), "A");
  EXPECT_EQ(titles(anna({{"deal", {{"read", scoped("team")}}}})), "AB");
  EXPECT_EQ(titles(anna({{"deal", {{"read", scoped("all")}}}})), "ABCD");
}

TEST_P(RecordScopeTest, CountsReachNoFurtherThanLists) {
  const Principal anna = this->anna({{"deal", {{"read", scoped("team")}}}});

  const auto rows =
      records_->aggregate(anna, "deal", {{"measures", Json::array({{{"function", "count"}}})}});

  ASSERT_TRUE(rows) << rows.error().message;
  EXPECT_EQ(rows->front().values.front(), 2.0);
}

TEST_P(RecordScopeTest, WhatAFilterAsksOfOtherRecordsReachesNoFurtherThanTheirLists) {
  const auto order = [this](const std::string& deal, const std::string& owner, const char* state) {
    make("order", {{"number", deal}, {"deal", deal}, {"owner", owner}, {"state", state}});
  };
  order(deal_of_anna_, anna_, "placed");
  order(deal_of_bo_, bo_, "placed");
  order(deal_of_cia_, cia_, "cancelled");
  const auto with = [](const char* op, const char* state) {
    const Json filter = {{"field", "state"}, {"op", "eq"}, {"value", state}};
    return Json{{"field", "id"},
                {"op", op},
                {"value", {{"entity", "order"}, {"field", "deal"}, {"filter", filter}}}};
  };
  const Json deals = {{"read", scoped("all")}};

  EXPECT_EQ(titles(admin_, with("among", "placed")), "AB");
  EXPECT_EQ(titles(admin_, with("not_among", "placed")), "CD");
  EXPECT_EQ(titles(admin_, Json::array({with("not_among", "placed"), with("among", "cancelled")})),
            "C");
  const Principal hers = anna({{"deal", deals}, {"order", {{"read", scoped("own")}}}});
  EXPECT_EQ(titles(hers, with("among", "placed")), "A");
  EXPECT_EQ(titles(hers, with("not_among", "placed")), "BCD") << "of others' orders nothing shows";
  EXPECT_NE(titles(anna({{"deal", deals}}), with("among", "placed")), "AB") << "no orders at all";
  const Json numbers = Json::array({{{"scope", "all"}, {"fields", {"number", "deal"}}}});
  EXPECT_NE(
      titles(anna({{"deal", deals}, {"order", {{"read", numbers}}}}), with("among", "placed")),
      "AB")
      << "the state is not theirs to read";
}

TEST_P(RecordScopeTest, AFilterOverOtherRecordsCountsTheirLivingOnesAndTellsThemByTheirKeyToo) {
  const auto at = [this](const std::string& deal, const char* name) {
    const std::string client = make("organisation", {{"name", name}}).id;
    EXPECT_TRUE(records_->update(admin_, "deal", deal, {}, {{"organisation", client}}));
  };
  at(deal_of_anna_, "North");
  at(deal_of_bo_, "South");
  const auto of = [](const char* op) {
    const Json north = {{"field", "name"}, {"op", "eq"}, {"value", "North"}};
    return Json{{"field", "organisation"},
                {"op", op},
                {"value", {{"entity", "organisation"}, {"field", "id"}, {"filter", north}}}};
  };
  const Json ordered = {
      {"field", "id"}, {"op", "among"}, {"value", {{"entity", "order"}, {"field", "deal"}}}};
  const Record order = make("order", {{"number", "1"}, {"deal", deal_of_cia_}});

  EXPECT_EQ(titles(admin_, of("among")), "A");
  EXPECT_EQ(titles(admin_, of("not_among")), "BCD");
  const auto counted = records_->aggregate(
      admin_, "deal",
      {{"filter", of("among")}, {"measures", Json::array({{{"function", "count"}}})}});
  ASSERT_TRUE(counted) << counted.error().message;
  EXPECT_EQ(counted->front().values.front(), 1.0);
  EXPECT_EQ(titles(admin_, ordered), "C");
  ASSERT_TRUE(records_->remove(admin_, "order", order.id, {}));
  EXPECT_EQ(titles(admin_, ordered), "") << "it is deleted";
}

TEST_P(RecordScopeTest, ARecordOutsideTheScopeDoesNotExist) {
  const Principal anna = this->anna(
      {{"deal", {{"read", scoped("own")}, {"update", scoped("own")}, {"delete", scoped("own")}}}});

  EXPECT_TRUE(records_->get(anna, "deal", deal_of_anna_));
  EXPECT_EQ(records_->get(anna, "deal", deal_of_cia_).error().code, ErrorCode::not_found);
  EXPECT_EQ(records_->update(anna, "deal", deal_of_cia_, {}, {{"title", "X"}}).error().code,
            ErrorCode::not_found);
  EXPECT_EQ(records_->remove(anna, "deal", deal_of_cia_, {}).error().code, ErrorCode::not_found);
  EXPECT_EQ(records_->timeline(anna, "deal", deal_of_cia_, "", 10).error().code,
            ErrorCode::not_found);
}

TEST_P(RecordScopeTest, SearchNeedsOnlyWhatItLooksInto) {
  make("person", {{"name", "Dora Ek"}, {"email", "dora@a.example"}, {"role", "Chief"}});
  const auto searched = [&](const std::vector<std::string>& fields) {
    const Json grant = Json::array({{{"scope", "all"}, {"fields", fields}}});
    return records_->list(anna({{"person", {{"read", grant}}}}),
                          {.entity = "person", .filter = Json::array(), .text = "dora"});
  };

  const auto found = searched({"name", "email", "phone"});
  const auto refused = searched({"name", "email", "role"});

  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->records.size(), 1U);
  EXPECT_FALSE(found->records[0].fields.contains("role"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::forbidden);
  EXPECT_NE(refused.error().message.find("phone"), std::string::npos);
}

TEST_P(RecordScopeTest, WhatMayOnlyBeReadIsNotWritten) {
  const Principal anna =
      this->anna({{"deal", {{"read", scoped("all")}, {"update", scoped("team")}}}});

  EXPECT_TRUE(records_->update(anna, "deal", deal_of_bo_, {}, {{"title", "X"}}));
  const auto refused = records_->update(anna, "deal", deal_of_cia_, {}, {{"title", "X"}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::forbidden);
  EXPECT_NE(refused.error().detail.find("outside-scope"), std::string::npos);
}

TEST_P(RecordScopeTest, FieldsOfAWiderScopeDoNotLeakThroughANarrowOne) {
  const Principal anna =
      this->anna({{"deal",
                   {{"read", Json::array({{{"scope", "own"}, {"fields", "*"}},
                                          {{"scope", "all"}, {"fields", {"title"}}}})}}}});

  EXPECT_EQ(titles(anna), "ABCD");
  EXPECT_EQ(titles(anna, Json::array({{{"field", "stage"}, {"op", "eq"}, {"value", "new"}}})), "A");
  EXPECT_TRUE(records_->get(anna, "deal", deal_of_anna_)->fields.contains("stage"));
  EXPECT_FALSE(records_->get(anna, "deal", deal_of_cia_)->fields.contains("stage"));
}

TEST_P(RecordScopeTest, ANewRecordBelongsToWhoeverMayWriteOnlyTheirOwn) {
  const Principal anna =
      this->anna({{"deal", {{"create", scoped("own")}, {"read", scoped("own")}}}});

  const auto made = records_->create(anna, "deal", {{"title", "E"}});

  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(made->fields["owner"], anna_);
  EXPECT_EQ(records_->create(anna, "deal", {{"title", "F"}, {"owner", cia_}}).error().code,
            ErrorCode::forbidden);
}

TEST_P(RecordScopeTest, NobodyHandsARecordOutOfTheirScope) {
  const Principal anna =
      this->anna({{"deal", {{"update", scoped("team")}, {"read", scoped("team")}}}});

  EXPECT_TRUE(records_->update(anna, "deal", deal_of_anna_, {}, {{"owner", bo_}}));
  EXPECT_EQ(records_->update(anna, "deal", deal_of_anna_, {}, {{"owner", cia_}}).error().code,
            ErrorCode::forbidden);
}

TEST_P(RecordScopeTest, LeavingATeamCountsFromTheNextRequest) {
  const Principal before = anna({{"deal", {{"read", scoped("team")}}}});
  EXPECT_EQ(titles(before), "AB");

  const auto teams = directory_->teams();
  ASSERT_TRUE(teams);
  ASSERT_TRUE(directory_->change_team(admin_, teams->front().id,
                                      {.members = std::vector<std::string>{bo_}}));

  EXPECT_EQ(titles(accounts_->act_as(anna_).value()), "A");
}

TEST_P(RecordScopeTest, R30WhatHangsOnARecordFollowsItsOwner) {
  Principal anna = this->anna(working("own"));
  const auto note_on = [&](const Principal& writer, const std::string& deal, const char* text) {
    return records_->create(writer, "activity",
                            {{"subject_entity", "deal"},
                             {"subject", deal},
                             {"kind", "note"},
                             {"summary", text},
                             {"occurred_at", to_rfc3339(clock_.now_ms())}});
  };
  const auto notes = [&](const Principal& reader) {
    const auto page =
        records_->list(reader, {.entity = "activity", .sort = "summary", .total = true});
    if (!page) return page.error().message;
    std::string text;
    for (const Record& record : page->records) text += record.fields.value("summary", "?");
    return text + std::to_string(page->total->count);
  };
  const auto foreign = note_on(admin_, deal_of_cia_, "c");
  const auto mates = note_on(admin_, deal_of_bo_, "b");

  const auto hers = note_on(anna, deal_of_anna_, "a");

  ASSERT_TRUE(hers) << hers.error().message;
  EXPECT_EQ(hers->fields["summary"], "a");
  EXPECT_FALSE(note_on(anna, deal_of_cia_, "x"));
  EXPECT_EQ(notes(anna), "a1");
  EXPECT_EQ(records_->timeline(anna, "deal", deal_of_anna_, "", 10)->records.size(), 1U);
  EXPECT_TRUE(records_->get(anna, "activity", hers->id));
  EXPECT_EQ(records_->get(anna, "activity", foreign->id).error().code, ErrorCode::not_found);
  EXPECT_TRUE(records_->update(anna, "activity", hers->id, {}, {{"summary", "A"}}));
  EXPECT_FALSE(records_->update(anna, "activity", hers->id, {}, {{"subject", deal_of_cia_}}));
  EXPECT_FALSE(records_->update(anna, "activity", foreign->id, {}, {{"summary", "X"}}));
  EXPECT_FALSE(records_->remove(anna, "activity", foreign->id, {}));
  const auto counted =
      records_->aggregate(anna, "activity", {{"measures", Json::array({{{"function", "count"}}})}});
  EXPECT_EQ(counted->front().values.front(), 1.0);

  anna = this->anna(working("team"));
  EXPECT_EQ(notes(anna), "Ab2");
  EXPECT_TRUE(records_->get(anna, "activity", mates->id));

  // Handed over, the deal takes its timeline along.
  anna = this->anna(working("own"));
  ASSERT_TRUE(records_->update(admin_, "deal", deal_of_anna_, {}, {{"owner", cia_}}));
  EXPECT_EQ(notes(anna), "0");
  ASSERT_TRUE(records_->update(admin_, "deal", deal_of_anna_, {}, {{"owner", anna_}}));
  EXPECT_TRUE(records_->remove(anna, "activity", hers->id, {}));
  EXPECT_TRUE(records_->restore(anna, "activity", hers->id));
}

TEST_P(RecordScopeTest, R30LinesRolesAndStagesFollowWhatTheyHangOn) {
  const Principal anna = this->anna(working("own"));
  const auto own = [&](const char* entity, Json fields) {
    const auto made = records_->create(anna, entity, fields);
    EXPECT_TRUE(made) << entity << (made ? "" : made.error().message);
    return made ? made->id : "";
  };
  const std::string order = own("order", {{"number", "1"}});
  const Record foreign = make("order", {{"number", "2"}, {"owner", cia_}});
  const std::string eva = own("person", {{"name", "Eva"}});
  const std::string acme = own("organisation", {{"name", "Acme"}});
  const Record berg = make("organisation", {{"name", "Berg"}, {"owner", cia_}});

  own("order_line", {{"order", order}});
  own("contact_role", {{"person", eva}, {"organisation", acme}});
  EXPECT_FALSE(records_->create(anna, "order_line", {{"order", foreign.id}}));
  EXPECT_FALSE(
      records_->create(anna, "contact_role", {{"person", eva}, {"organisation", berg.id}}));

  EXPECT_EQ(records_->list(anna, {.entity = "order_line"})->records.size(), 1U);
  EXPECT_EQ(records_->list(anna, {.entity = "contact_role"})->records.size(), 1U);
  EXPECT_EQ(records_->list(anna, {.entity = "stage_change"})->records.size(), 1U);
  EXPECT_EQ(find("stage_change", Json::array())->records.size(), 4U);
}

TEST_P(RecordScopeTest, NobodyWritesBesideARecordThatTheyMayNotSee) {
  const Principal anna = this->anna({{"activity", {{"create", scoped("all")}}},
                                     {"task", {{"create", scoped("all")}}},
                                     {"deal", {{"read", scoped("own")}}}});
  const auto note = [&](const char* entity, const std::string& deal) {
    Json fields{{"subject_entity", "deal"}, {"subject", deal}};
    if (std::string(entity) == "task") fields["title"] = "T";
    if (std::string(entity) == "activity")
      fields.update({{"kind", "note"}, {"occurred_at", "2026-11-20T07:00:00Z"}});
    return records_->create(anna, entity, fields);
  };

  for (const char* entity : {"activity", "task"}) {
    const auto hers = note(entity, deal_of_anna_);
    const auto hidden = note(entity, deal_of_cia_);
    const auto nothing = note(entity, ids_.next());
    EXPECT_TRUE(hers) << hers.error().message;
    ASSERT_FALSE(hidden) << entity;
    ASSERT_FALSE(nothing) << entity;
    EXPECT_EQ(hidden.error().message, nothing.error().message);
  }
}

TEST_P(RecordScopeTest, AnAnswerEndsTheClockOfACaseOnlyForWhoMayChangeIt) {
  const Principal anna = this->anna({{"*", {{"create", scoped("all")}, {"read", scoped("all")}}},
                                     {"case", {{"update", scoped("own")}}}});
  const Record hers = make("case", {{"title", "A"}, {"owner", anna_}});
  const Record other = make("case", {{"title", "C"}, {"owner", cia_}});

  for (const Record& ticket : {hers, other}) {
    ASSERT_TRUE(records_->create(anna, "activity",
                                 {{"subject_entity", "case"},
                                  {"subject", ticket.id},
                                  {"kind", "mail"},
                                  {"direction", "out"},
                                  {"occurred_at", to_rfc3339(clock_.now_ms())}}));
  }

  EXPECT_TRUE(records_->get(admin_, "case", hers.id)->fields.contains("responded_at"));
  EXPECT_FALSE(records_->get(admin_, "case", other.id)->fields.contains("responded_at"));
}

TEST_P(RecordScopeTest, AViewOrReportThatIsNotSharedIsItsOwnersAlone) {
  const Principal anna = this->anna(working("all"));
  const auto names = [&](const Principal& reader, const char* entity) {
    const auto page = records_->list(reader, {.entity = entity, .sort = "name", .total = true});
    if (!page) return page.error().message;
    std::string text;
    for (const Record& record : page->records) text += record.fields.value("name", "?");
    return text + std::to_string(page->total->count);
  };
  for (const char* entity : {"view", "report"}) {
    const auto save = [&](const char* name, const std::string& owner, bool shared) {
      Json fields{{"name", name}, {"of", "person"}, {"shared", shared}};
      if (!owner.empty()) fields["owner"] = owner;
      if (std::string(entity) == "report") fields["measures"] = R"([{"function":"count"}])";
      return make(entity, fields).id;
    };
    save("A", anna_, false);
    const std::string hidden = save("B", bo_, false);
    const std::string shared = save("C", bo_, true);
    save("D", "", false);

    EXPECT_EQ(names(anna, entity), "ACD3");
    EXPECT_EQ(names(accounts_->act_as(bo_).value(), entity).substr(0, 2), "us") << "no right to it";
    EXPECT_TRUE(records_->get(anna, entity, shared));
    EXPECT_EQ(records_->get(anna, entity, hidden).error().code, ErrorCode::not_found);
    EXPECT_EQ(records_->update(anna, entity, hidden, {}, {{"name", "X"}}).error().code,
              ErrorCode::not_found);
    EXPECT_EQ(records_->remove(anna, entity, hidden, {}).error().code, ErrorCode::not_found);
    EXPECT_TRUE(records_->get(Principal::system(), entity, hidden));
  }
}

TEST_P(RecordScopeTest, R06AConversionFindsAndNamesOnlyWhatOneMaySee) {
  const Record eva =
      make("person", {{"name", "Eva"}, {"email", "eva@acme.example"}, {"owner", cia_}});
  const Record acme = make("organisation", {{"name", "Acme"}, {"owner", cia_}});
  const Record lead = make("lead", {{"title", "L"},
                                    {"contact_name", "Eva"},
                                    {"email", "eva@acme.example"},
                                    {"company", "Acme"},
                                    {"owner", anna_}});
  const Principal anna = this->anna(working("own"));

  const auto named = convert(anna, lead, {{"person", eva.id}});
  const auto nobody = convert(anna, lead, {{"person", ids_.next()}});
  ASSERT_FALSE(named);
  ASSERT_FALSE(nobody);
  EXPECT_EQ(named.error().message, nobody.error().message);
  const auto converted = convert(anna, lead);

  ASSERT_TRUE(converted) << converted.error().message;
  EXPECT_NE(converted->person, eva.id);
  EXPECT_NE(converted->organisation, acme.id);
  EXPECT_TRUE(records_->get(anna, "person", converted->person));
  EXPECT_TRUE(records_->get(anna, "organisation", converted->organisation));
  EXPECT_TRUE(records_->get(anna, "deal", converted->deal));
  const auto roles = find("contact_role", Json::array());
  for (const Record& role : roles->records) {
    EXPECT_NE(role.fields["person"], eva.id);
    EXPECT_NE(role.fields["organisation"], acme.id);
  }
}

TEST_P(RecordScopeTest, R06AConversionReadsAndWritesNoFieldThatOneMayNot) {
  const Record lead = make("lead", {{"title", "L"},
                                    {"contact_name", "Eva"},
                                    {"email", "eva@acme.example"},
                                    {"score", 7},
                                    {"owner", anna_}});
  const auto fields = [](const Json& names) {
    return Json::array({{{"scope", "own"}, {"fields", names}}});
  };
  Json blind = working("own");
  blind["lead"] = {{"read", fields({"title", "contact_name"})}};
  blind["*"].erase("read");
  Json mute = working("own");
  mute["person"] = {{"create", fields({"name", "owner"})}};
  mute["*"].erase("create");
  Json stuck = working("own");
  stuck["lead"] = {{"update", fields({"score"})}};
  stuck["*"].erase("update");

  for (const Json& records : {blind, mute, stuck}) {
    const auto refused = convert(anna(records), lead);
    ASSERT_FALSE(refused) << records;
    EXPECT_EQ(refused.error().code, ErrorCode::forbidden) << refused.error().message;
  }
  EXPECT_TRUE(find("person", Json::array())->records.empty());
  Json shown = working("own");
  shown["lead"] = {{"read", fields({"title", "contact_name", "email", "owner"})}};
  shown["*"].erase("read");
  const auto converted = convert(anna(shown), lead);
  ASSERT_TRUE(converted) << converted.error().message;
  EXPECT_FALSE(converted->lead.fields.contains("score"));
}

TEST_P(RecordScopeTest, AnImportNeedsTheRightToAllRecords) {
  Principal anna = this->anna({{"person", {{"create", scoped("own")}, {"read", scoped("own")}}}});
  Rights rights = *anna.rights;
  rights.allow_named("imports.run");
  anna.rights = std::make_shared<const Rights>(rights);

  EXPECT_EQ(importer_->submit(anna, "person", {}, folder_ / "none").error().code,
            ErrorCode::forbidden);
}

}  // namespace

}  // namespace kontor::host
