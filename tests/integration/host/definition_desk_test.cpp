#include "host/store/record_tables.hpp"
#include "tests/integration/host/host_fixture.hpp"

namespace kontor::host {

namespace {

class DefinitionDeskTest : public testing::HostTest {
 protected:
  Status add_field(const std::string& entity, const Json& field) {
    const auto added = desk_->add_field(admin_, entity, field);
    if (!added) return added.error();
    return ok();
  }
};
INSTANTIATE_TEST_SUITE_P(Databases, DefinitionDeskTest, testing::both_databases(),
                         testing::database_name);

Json own_field(const std::string& name, const std::string& type) {
  return {{"name", name}, {"type", type}, {"labels", {{"en", name}}}};
}

TEST_P(DefinitionDeskTest, R38AFieldOfEveryTypeIsUsedByTheNextRequest) {
  const Record anna = make("person", {{"name", "Anna"}});
  const std::vector<std::pair<std::string, Json>> values = {
      {"text", "words"},
      {"long_text", "many words"},
      {"number", 12.5},
      {"money", {{"amount", 1250}, {"currency", "SEK"}}},
      {"date", "2026-11-22"},
      {"time", "2026-11-22T10:00:00.000Z"},
      {"time_of_day", "09:30"},
      {"boolean", true},
      {"multi_choice", {"a", "b"}},
      {"phone", "+46701740610"},
      {"email", "a@b.example"},
      {"url", "https://b.example"},
      {"address", "Storgatan 1"},
      {"file", ids_.next()}};
  Json changes = Json::object();
  for (const auto& [type, value] : values) {
    ASSERT_TRUE(add_field("person", own_field("x_" + type, type))) << type;
    changes["x_" + type] = value;
  }
  Json choice = own_field("x_choice", "choice");
  choice["choices"] = {{{"value", "red"}}, {{"value", "blue"}}};
  ASSERT_TRUE(add_field("person", choice));
  Json reference = own_field("x_reference", "reference");
  reference["entity"] = "organisation";
  ASSERT_TRUE(add_field("person", reference));
  changes["x_choice"] = "red";
  changes["x_reference"] = make("organisation", {{"name", "Acme"}}).id;

  ASSERT_TRUE(records_->update(admin_, "person", anna.id, {}, changes));

  const auto read = records_->get(admin_, "person", anna.id);
  for (const auto& [name, value] : changes.items()) EXPECT_EQ(read->fields[name], value) << name;
  EXPECT_FALSE(records_->update(admin_, "person", anna.id, {}, {{"x_choice", "green"}}));
  EXPECT_FALSE(records_->update(admin_, "person", anna.id, {}, {{"x_time_of_day", "24:00"}}));
  const auto found = find("person", {{{"field", "x_number"}, {"op", "gt"}, {"value", 12}}});
  EXPECT_EQ(found->records.size(), 1U);
}

TEST_P(DefinitionDeskTest, R38WhatWasConfiguredIsThereAfterARestart) {
  ASSERT_TRUE(add_field("person", own_field("x_colour", "text")));
  const Record anna = make("person", {{"name", "Anna"}, {"x_colour", "red"}});

  const auto database = open_again();
  const auto definitions = Definitions::builtin().value();
  ASSERT_TRUE(prepare_database(*database, *definitions));

  EXPECT_NE(definitions->now()->find("person")->find("x_colour"), nullptr);
  const RecordStore store(*definitions->now());
  const auto read =
      database->read([&](db::Session& session) { return store.find(session, "person", anna.id); });
  EXPECT_EQ((*read)->fields["x_colour"], "red");
}

TEST_P(DefinitionDeskTest, R38AKindOfRecordOfItsOwnIsSearchedListedAndMeasured) {
  Json body{{"entity", "x_machine"},
            {"labels", {{"en", "Machine"}}},
            {"title", "name"},
            {"fields",
             {{{"name", "name"},
               {"type", "text"},
               {"labels", {{"en", "Name"}}},
               {"required", true},
               {"searchable", true}},
              {{"name", "person"},
               {"type", "reference"},
               {"labels", {{"en", "Keeper"}}},
               {"entity", "person"}}}}};
  const Record anna = make("person", {{"name", "Anna"}});

  ASSERT_TRUE(desk_->add_entity(admin_, body));
  const Record lathe = make("x_machine", {{"name", "Lathe"}, {"person", anna.id}});

  EXPECT_EQ(find("x_machine", Json::array(), "lat")->records.size(), 1U);
  EXPECT_FALSE(records_->create(admin_, "x_machine", Json::object()));
  EXPECT_FALSE(records_->remove(admin_, "person", anna.id, {}));
  EXPECT_FALSE(desk_->add_entity(admin_, body));
  body["entity"] = "person";
  EXPECT_FALSE(desk_->add_entity(admin_, body));
}

TEST_P(DefinitionDeskTest, AUniqueFieldHasOneRuleForApiImportAndDatabase) {
  Json field = own_field("x_card", "text");
  field["unique"] = true;
  ASSERT_TRUE(add_field("person", field));
  const Record anna = make("person", {{"name", "Anna"}, {"x_card", "7"}});

  const auto second = records_->create(admin_, "person", {{"name", "Bo"}, {"x_card", "7"}});
  const ImportJob job = import("person", "Name,x_card\nBo,7\nCarin,8\nDavid,8\n");

  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::conflict);
  EXPECT_NE(second.error().detail.find("not-unique"), std::string::npos);
  EXPECT_EQ(job.counts.created, 1);
  EXPECT_EQ(job.counts.read, 3);
  EXPECT_TRUE(records_->update(admin_, "person", anna.id, {}, {{"x_card", "7"}, {"role", "x"}}));
  EXPECT_TRUE(records_->remove(admin_, "person", anna.id, {}));
  EXPECT_TRUE(records_->create(admin_, "person", {{"name", "Eva"}, {"x_card", "7"}}));
  EXPECT_FALSE(records_->restore(admin_, "person", anna.id));
}

TEST_P(DefinitionDeskTest, NumbersOfOrdersAreUniqueAndOlderTwinsDoNotStopTheHost) {
  const Record first = make("order", {{"number", "1"}});
  const Record second = make("order", {{"number", "2"}});
  const auto refused = records_->create(admin_, "order", {{"number", "1"}});
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().detail.find(first.id), std::string::npos) << "names the record";
  ASSERT_TRUE(database_->transaction([](db::Session& session) -> Status {
    TRY(session.execute("DROP INDEX record_order_number_unique"));
    TRY(session.execute("UPDATE record_order SET number = '1'"));
    return ok();
  }));

  auto again = Definitions::builtin().value();
  ASSERT_TRUE(prepare_database(*database_, *again));

  EXPECT_FALSE(records_->create(admin_, "order", {{"number", "1"}}));
  ASSERT_TRUE(records_->update(admin_, "order", second.id, {}, {{"number", "2"}}));
  ASSERT_TRUE(prepare_database(*database_, *again));
  EXPECT_FALSE(database_->transaction([&](db::Session& session) -> Status {
    TRY(session.execute("UPDATE record_order SET number = '1'"));
    return ok();
  })) << "the index is there again";
}

TEST_P(DefinitionDeskTest, R38AHiddenFieldAndModuleAreNotServed) {
  const Record anna = make("person", {{"name", "Anna"}, {"region", "Skåne"}});

  ASSERT_TRUE(desk_->adjust(admin_, "person", "region", {{"hidden", true}}));
  ASSERT_TRUE(desk_->adjust(admin_, "campaign", "", {{"hidden", true}}));

  EXPECT_FALSE(records_->get(admin_, "person", anna.id)->fields.contains("region"));
  EXPECT_FALSE(find("person", {{{"field", "region"}, {"op", "is_null"}}}));
  EXPECT_FALSE(records_->update(admin_, "person", anna.id, {}, {{"region", "Blekinge"}}));
  EXPECT_EQ(find("campaign", Json::array()).error().code, ErrorCode::not_found);
  EXPECT_FALSE(desk_->adjust(admin_, "person", "name", {{"hidden", true}}));
  EXPECT_FALSE(desk_->adjust(admin_, "stage_change", "", {{"hidden", true}}));

  ASSERT_TRUE(records_->update(admin_, "person", anna.id, {}, {{"role", "Chief"}}));
  ASSERT_TRUE(desk_->adjust(admin_, "person", "region", {{"hidden", false}}));
  EXPECT_EQ(records_->get(admin_, "person", anna.id)->fields["region"], "Skåne");
}

TEST_P(DefinitionDeskTest, SearchStaysRightWhereAHiddenFieldWasSearched) {
  const Record acme = make("organisation", {{"name", "Acme"}, {"domain", "acme.example"}});
  ASSERT_TRUE(desk_->adjust(admin_, "organisation", "domain", {{"hidden", true}}));

  ASSERT_TRUE(records_->update(admin_, "organisation", acme.id, {}, {{"region", "North"}}));
  ASSERT_TRUE(records_->update(admin_, "organisation", acme.id, {}, {{"name", "Bolt"}}));

  EXPECT_EQ(find("organisation", Json::array(), "bolt")->records.size(), 1U);
  EXPECT_TRUE(find("organisation", Json::array(), "acme")->records.empty());
}

TEST_P(DefinitionDeskTest, BuiltInChoicesAreAddedToAndRelabelledAndNeverTakenAway) {
  const Json more = {{{"value", "web"}}};

  EXPECT_FALSE(desk_->adjust(admin_, "activity", "kind", {{"choices", more}}));

  Json all = Json::array();
  for (const char* value : {"call", "sms", "mail", "meeting", "note", "fair"})
    all.push_back({{"value", value}, {"labels", {{"en", value}}}});
  ASSERT_TRUE(desk_->adjust(admin_, "activity", "kind", {{"choices", all}}));
  EXPECT_EQ(definitions_->now()->find("activity")->find("kind")->choices.size(), 6U);
}

TEST_P(DefinitionDeskTest, ChoicesOfOnesOwnGoOnceNobodyHasThem) {
  for (const char* type : {"choice", "multi_choice"}) {
    const std::string name = std::string("x_") + type;
    const bool many = std::string(type) == "multi_choice";
    Json field = own_field(name, type);
    field["choices"] = {{{"value", "red"}}, {{"value", "blue"}}, {{"value", "green"}}};
    ASSERT_TRUE(add_field("person", field));
    const Record anna =
        make("person", {{"name", "Anna"}, {name, many ? Json::array({"red"}) : Json("red")}});
    const auto choose = [&](const std::vector<std::string>& values) {
      Json choices = Json::array();
      for (const std::string& value : values) choices.push_back({{"value", value}});
      return desk_->adjust(admin_, "person", name, {{"choices", choices}});
    };

    ASSERT_TRUE(choose({"red", "blue", "white"})) << type;
    const auto used = choose({"blue"});

    ASSERT_FALSE(used) << type;
    EXPECT_NE(used.error().detail.find("in-use"), std::string::npos);
    EXPECT_FALSE(records_->update(admin_, "person", anna.id, {},
                                  {{name, many ? Json::array({"green"}) : Json("green")}}));
    ASSERT_TRUE(records_->update(admin_, "person", anna.id, {},
                                 {{name, many ? Json::array({"white"}) : Json("white")}}));
    EXPECT_TRUE(choose({"white"})) << type;
  }
}

TEST_P(DefinitionDeskTest, AFieldOfOnesOwnIsRequiredAsLongAsTheCompanySaysSo) {
  Json field = own_field("x_badge", "text");
  field["required"] = true;
  ASSERT_TRUE(add_field("person", field));
  EXPECT_FALSE(records_->create(admin_, "person", {{"name", "Anna"}}));

  ASSERT_TRUE(desk_->adjust(admin_, "person", "x_badge", {{"required", false}}));
  EXPECT_TRUE(records_->create(admin_, "person", {{"name", "Anna"}}));
  ASSERT_TRUE(desk_->adjust(admin_, "person", "region", {{"required", true}}));
  EXPECT_FALSE(records_->create(admin_, "person", {{"name", "Bo"}}));
  ASSERT_TRUE(desk_->adjust(admin_, "person", "region", {{"required", false}}));
  EXPECT_TRUE(records_->create(admin_, "person", {{"name", "Bo"}}));
  EXPECT_EQ(desk_->adjust(admin_, "deal", "title", {{"required", false}}).error().code,
            ErrorCode::invalid_argument);
}

TEST_P(DefinitionDeskTest, ANumberKeepsBetweenItsMinimumAndMaximum) {
  Json field = own_field("x_stars", "number");
  field["minimum"] = 1;
  field["maximum"] = 5;
  ASSERT_TRUE(add_field("person", field));
  const auto person = [&](double stars) {
    return records_->create(admin_, "person", {{"name", "Anna"}, {"x_stars", stars}});
  };

  EXPECT_TRUE(person(1));
  EXPECT_TRUE(person(5));
  EXPECT_EQ(person(0.5).error().message, "x_stars: less than 1");
  EXPECT_EQ(person(77).error().message, "x_stars: more than 5");
  ASSERT_TRUE(desk_->adjust(admin_, "person", "x_stars", {{"maximum", nullptr}}));
  EXPECT_TRUE(person(77));
  EXPECT_FALSE(desk_->adjust(admin_, "person", "x_stars", {{"maximum", 0}}));
  EXPECT_FALSE(desk_->adjust(admin_, "person", "name", {{"maximum", 3}}));
  Json upside_down = own_field("x_none", "number");
  upside_down["minimum"] = 5;
  upside_down["maximum"] = 1;
  EXPECT_FALSE(add_field("person", upside_down));
  for (const double wrong : {-700.0, 700.0})
    EXPECT_FALSE(records_->create(admin_, "deal", {{"title", "D"}, {"probability", wrong}}));
  EXPECT_FALSE(records_->create(admin_, "case", {{"title", "C"}, {"csat", 77}}));
  const ImportJob job = import("deal", "Title;Probability\nA;20\nB;-1\n");
  EXPECT_EQ(job.counts.invalid, 1);
  EXPECT_EQ(rows(job.id, "invalid")[0].reason, "probability: less than 0");
}

TEST_P(DefinitionDeskTest, AFieldGoesWithItsValuesOnlyWhenToldSo) {
  ASSERT_TRUE(add_field("person", own_field("x_colour", "text")));
  const Record anna = make("person", {{"name", "Anna"}, {"x_colour", "red"}});

  const auto kept = desk_->remove_field(admin_, "person", "x_colour", DefinitionDesk::Values::keep);
  ASSERT_FALSE(kept);
  EXPECT_NE(kept.error().detail.find("in-use"), std::string::npos);
  ASSERT_TRUE(desk_->remove_field(admin_, "person", "x_colour", DefinitionDesk::Values::erase));

  EXPECT_FALSE(records_->get(admin_, "person", anna.id)->fields.contains("x_colour"));
  EXPECT_FALSE(add_field("person", own_field("x_colour", "number")));
  ASSERT_TRUE(add_field("person", own_field("x_colour", "text")));
  EXPECT_FALSE(records_->get(admin_, "person", anna.id)->fields.contains("x_colour"));
  EXPECT_FALSE(desk_->remove_field(admin_, "person", "name", DefinitionDesk::Values::erase));
}

TEST_P(DefinitionDeskTest, R38AKindOfRecordGoesWithItsRecordsOnlyWhenToldSo) {
  const auto define = [&](const std::string& type) {
    return desk_->add_entity(admin_, {{"entity", "x_machine"},
                                      {"labels", {{"en", "Machine"}}},
                                      {"title", "name"},
                                      {"fields",
                                       {{{"name", "name"},
                                         {"type", type},
                                         {"searchable", true},
                                         {"labels", {{"en", "Name"}}}}}}});
  };
  ASSERT_TRUE(define("text"));
  const Record press = make("x_machine", {{"name", "Press"}});
  const Record gone = make("x_machine", {{"name", "Lathe"}});
  ASSERT_TRUE(records_->remove(admin_, "x_machine", gone.id, {}));
  ASSERT_TRUE(records_->add_to_timeline(admin_, {"x_machine", press.id, "note", "Oiled"}));
  make("view", {{"name", "Machines"}, {"of", "x_machine"}});
  Json pointer = own_field("x_uses", "reference");
  pointer["entity"] = "x_machine";
  ASSERT_TRUE(add_field("person", pointer));

  const auto pointed = desk_->remove_entity(admin_, "x_machine", DefinitionDesk::Values::erase);
  ASSERT_FALSE(pointed);
  EXPECT_NE(pointed.error().detail.find("person.x_uses"), std::string::npos);
  ASSERT_TRUE(desk_->remove_field(admin_, "person", "x_uses", DefinitionDesk::Values::keep));
  const auto kept = desk_->remove_entity(admin_, "x_machine", DefinitionDesk::Values::keep);
  ASSERT_FALSE(kept);
  EXPECT_EQ(Json::parse(kept.error().detail)["count"], 2);
  EXPECT_TRUE(records_->get(admin_, "x_machine", press.id));
  const auto removed = desk_->remove_entity(admin_, "x_machine", DefinitionDesk::Values::erase);

  ASSERT_TRUE(removed) << removed.error().message;
  EXPECT_EQ(*removed, 2);
  EXPECT_FALSE(find("x_machine", Json::array()));
  EXPECT_TRUE(find("activity", Json::array())->records.empty());
  EXPECT_TRUE(find("view", Json::array())->records.empty());
  EXPECT_FALSE(desk_->remove_entity(admin_, "x_machine", DefinitionDesk::Values::erase));
  EXPECT_FALSE(desk_->remove_entity(admin_, "person", DefinitionDesk::Values::erase));
  EXPECT_TRUE(AuditLog::verify(*database_));
  auto again = Definitions::builtin().value();
  ASSERT_TRUE(prepare_database(*database_, *again));
  EXPECT_EQ(again->now()->find("x_machine"), nullptr);
  ASSERT_TRUE(define("text"));
  EXPECT_TRUE(find("x_machine", Json::array(), "Press")->records.empty());
  EXPECT_EQ(make("x_machine", {{"name", "New"}}).version, 1);
}

TEST_P(DefinitionDeskTest, APipelineOfItsOwnHasItsOwnStagesAndHistory) {
  const Json service{
      {"name", "x_service"},
      {"stages",
       {{{"name", "asked"}, {"probability", 20}}, {{"name", "planned"}, {"probability", 80}}}}};
  ASSERT_TRUE(desk_->set_pipeline(admin_, "deal", service));

  const Record deal = make("deal", {{"title", "D"}, {"pipeline", "x_service"}});
  EXPECT_EQ(deal.fields["stage"], "asked");
  EXPECT_EQ(deal.fields["probability"], 20);
  EXPECT_FALSE(records_->update(admin_, "deal", deal.id, {}, {{"stage", "negotiation"}}));
  ASSERT_TRUE(records_->update(admin_, "deal", deal.id, {}, {{"stage", "won"}}));

  const auto history = find("stage_change", Json::array(), "", "position");
  std::string stages;
  for (const Record& row : history->records) stages += row.fields["stage"].get<std::string>() + " ";
  EXPECT_EQ(stages, "asked planned won ");
}

TEST_P(DefinitionDeskTest, APipelineOfItsOwnGoesOnceNoDealIsInIt) {
  const Json service{{"name", "x_service"}, {"stages", {{{"name", "asked"}, {"probability", 20}}}}};
  const Json shorter{{"name", "sales"}, {"stages", {{{"name", "first"}, {"probability", 10}}}}};
  ASSERT_TRUE(desk_->set_pipeline(admin_, "deal", service));
  const Record deal = make("deal", {{"title", "D"}, {"pipeline", "x_service"}});

  const auto used = desk_->remove_pipeline(admin_, "deal", "x_service");
  ASSERT_FALSE(used);
  EXPECT_NE(used.error().detail.find("in-use"), std::string::npos);
  ASSERT_TRUE(records_->update(admin_, "deal", deal.id, {},
                               {{"pipeline", "sales"}, {"stage", "proposal"}}));
  const auto gone = desk_->remove_pipeline(admin_, "deal", "x_service");
  ASSERT_TRUE(gone) << gone.error().message;
  EXPECT_EQ(gone->pipelines.size(), 1U);
  EXPECT_FALSE(records_->create(admin_, "deal", {{"title", "E"}, {"pipeline", "x_service"}}));
  EXPECT_EQ(desk_->remove_pipeline(admin_, "deal", "x_service").error().code, ErrorCode::not_found);
  EXPECT_EQ(desk_->remove_pipeline(admin_, "deal", "sales").error().code, ErrorCode::conflict);

  ASSERT_TRUE(records_->remove(admin_, "deal", deal.id, {}));
  ASSERT_TRUE(desk_->set_pipeline(admin_, "deal", shorter));
  const auto back = desk_->remove_pipeline(admin_, "deal", "sales");
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_NE(back->pipelines.front().find("proposal"), nullptr);
  auto again = Definitions::builtin().value();
  ASSERT_TRUE(prepare_database(*database_, *again));
  EXPECT_EQ(again->now()->find("deal")->pipelines.size(), 1U);
}

TEST_P(DefinitionDeskTest, AStageInUseCannotGo) {
  make("deal", {{"title", "D"}, {"stage", "proposal"}});
  const Json shorter{{"name", "sales"}, {"stages", {{{"name", "new"}, {"probability", 10}}}}};

  const auto refused = desk_->set_pipeline(admin_, "deal", shorter);

  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().detail.find("in-use"), std::string::npos);
}

TEST_P(DefinitionDeskTest, EveryChangeIsAuditedAndNeedsItsRight) {
  Rights rights;
  rights.allow("*", Verb::update);

  const auto refused = desk_->add_field(somebody(rights), "person", own_field("x_colour", "text"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::forbidden);
  ASSERT_TRUE(add_field("person", own_field("x_colour", "text")));

  const auto entries = database_->read([](db::Session& session) {
    return session.query("SELECT detail FROM audit_entry WHERE action = 'define'");
  });
  ASSERT_EQ(entries->size(), 1U);
  EXPECT_EQ(entries->front().text(0), R"({"field":"x_colour"})");
  EXPECT_TRUE(AuditLog::verify(*database_));
}

}  // namespace

}  // namespace kontor::host
