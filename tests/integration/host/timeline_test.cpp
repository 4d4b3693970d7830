#include "host/app/lead_conversion.hpp"
#include "tests/integration/host/host_fixture.hpp"

namespace kontor::host {

namespace {

class TimelineTest : public testing::HostTest {
 protected:
  void note(const std::string& entity, const std::string& id, const std::string& text) {
    EXPECT_TRUE(records_->add_to_timeline(
        admin_, {.subject_entity = entity, .subject = id, .kind = "note", .summary = text}));
  }
  std::string timeline(const std::string& entity, const std::string& id) {
    return timeline(entity, id, admin_);
  }
  std::string timeline(const std::string& entity, const std::string& id, const Principal& reader) {
    const auto page = records_->timeline(reader, entity, id, "", 50);
    if (!page) return page.error().message;
    std::string text;
    for (const Record& entry : page->records) text += entry.fields.value("summary", "?") + "|";
    return text;
  }
};
INSTANTIATE_TEST_SUITE_P(Databases, TimelineTest, testing::both_databases(),
                         testing::database_name);

TEST_P(TimelineTest, R04R06AConvertedLeadsHistoryIsThatOfWhatItBecame) {
  const Record lead = make("lead", {{"title", "L"}, {"contact_name", "Eva"}, {"company", "Acme"}});
  note("lead", lead.id, "first call");
  const auto converted =
      convert_lead(*records_, *database_, clock_, ids_, *outbox_, admin_, lead.id, Json::object());
  ASSERT_TRUE(converted) << converted.error().message;
  clock_.advance(1000);
  note("deal", converted->deal, "offer");
  clock_.advance(1000);
  note("lead", lead.id, "late answer");

  EXPECT_EQ(timeline("person", converted->person), "late answer|first call|");
  EXPECT_EQ(timeline("deal", converted->deal), "late answer|offer|first call|");
  EXPECT_EQ(timeline("organisation", converted->organisation), "late answer|first call|");
  EXPECT_EQ(timeline("lead", lead.id), "late answer|first call|");
}

TEST_P(TimelineTest, R04AnOrganisationsTimelineHoldsThatOfItsContactPersons) {
  const Record acme = make("organisation", {{"name", "Acme"}});
  const Record anna = make("person", {{"name", "Anna"}, {"organisation", acme.id}});
  const Record bo = make("person", {{"name", "Bo"}});
  const Record cy = make("person", {{"name", "Cy"}});
  make("contact_role", {{"organisation", acme.id}, {"person", bo.id}});
  for (const auto& [entity, id, text] :
       {std::tuple{"person", anna.id, "a"}, std::tuple{"person", bo.id, "b"},
        std::tuple{"person", cy.id, "c"}, std::tuple{"organisation", acme.id, "o"}}) {
    note(entity, id, text);
    clock_.advance(1000);
  }

  EXPECT_EQ(timeline("organisation", acme.id), "o|b|a|");
  EXPECT_EQ(timeline("person", anna.id), "a|");
  const auto first = records_->timeline(admin_, "organisation", acme.id, "", 2);
  ASSERT_TRUE(first) << first.error().message;
  const auto rest = records_->timeline(admin_, "organisation", acme.id, first->next, 2);
  ASSERT_TRUE(rest) << rest.error().message;
  EXPECT_EQ(rest->records.size(), 1U);
  // An entry is seen by whoever may see it.
  Rights rights;
  rights.allow("organisation", Verb::read);
  rights.allow("activity", Verb::read, Scope::own);
  Principal seller = somebody(rights);
  seller.id = add_user("own@kontor.example", "sales");
  ASSERT_TRUE(records_->update(admin_, "person", bo.id, {}, {{"owner", seller.id}}));
  EXPECT_EQ(timeline("organisation", acme.id, seller), "b|");
}

}  // namespace

}  // namespace kontor::host
