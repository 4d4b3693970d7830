#include "tests/integration/host_plugins/on_either.hpp"
#include "tests/integration/host_plugins/running_host.hpp"

namespace kontor::host {
namespace {

using testing::eventually;

constexpr const char* kConsent = "kontor.consent";

// A real host with the consent plugin in its sandbox: people who said no or were erased come back
// in a file.
class ConsentReturnTest : public OnEither<RunningHostTest> {
 protected:
  void SetUp() override {
    CompanyTest::SetUp();
    ASSERT_TRUE(install(built("consent")));
    ASSERT_TRUE(install(built("test-desk")));
    add_administrator();
    close();
    start_host();
  }
  void kill_and_start() {
    host_->kill_now();
    start_host();
    ASSERT_TRUE(eventually([this] {
      const auto shown = call("GET", std::string("/plugins/") + kConsent);
      return shown && shown->value("state", "") == "running";
    })) << host_->output();
  }
  Json must(const Result<Json>& answer) {
    EXPECT_TRUE(answer) << answer.error().message;
    return answer ? *answer : Json::object();
  }
  std::string add(const Json& fields) {
    return must(call("POST", "/records/person", {{"fields", fields}})).value("id", "");
  }
  Json fields_of(const std::string& id) {
    return must(call("GET", "/records/person/" + id)).value("fields", Json::object());
  }
  // The output of an action of the consent plugin; on nobody where `person` is empty.
  Json act(const std::string& action, const std::string& person, const Json& input) {
    Json body = {{"input", input}};
    if (!person.empty()) body["record"] = {{"entity", "person"}, {"id", person}};
    return must(call("POST", std::string("/actions/") + kConsent + "/consent." + action, body))
        .value("output", Json::object());
  }
  Json agree(const std::string& person) {
    return act("record", person, {{"purpose", "marketing"}, {"proof", "on paper"}});
  }
  // Whether a plugin gets an address to write to.
  bool may_be_written_to(const std::string& person) {
    const Json wish = {{"person", person}, {"channel", "sms"}, {"purpose", "marketing"}};
    const Json asked =
        must(call("POST", "/actions/test.desk/desk.ask",
                  {{"input", {{"operation", "message.permit/1"}, {"request", wish}}}}));
    return asked.at("output").contains("answer");
  }
  std::size_t seen_for_marketing() {
    return must(call("GET", "/records/person?purpose=marketing")).at("records").size();
  }
  // Every row's {"outcome", "reason", "record_id"}.
  Json imported(const std::string& text, const std::string& more = {}) {
    http::Headers headers = headers_;
    headers["content-type"] = "text/csv";
    const auto sent = client_->send("POST", "/api/v1/imports?entity=person" + more, headers, text);
    EXPECT_TRUE(sent && sent->status == 202) << (sent ? sent->body : sent.error().message);
    const std::string path = "/imports/" + parse_json(sent->body)->value("id", "");
    EXPECT_TRUE(eventually([&] { return must(call("GET", path)).value("state", "") == "done"; }));
    return must(call("GET", path + "/rows")).at("rows");
  }
  static bool was_refused(const Json& row) {
    return (row["outcome"] == "failed" || row["outcome"] == "invalid") &&
           row["record_id"].is_null();
  }
  Json kept_by_consent() {
    const auto rows = open_again()->read([](db::Session& session) {
      return session.query("SELECT name, value FROM plugin_storage WHERE plugin_id = $1",
                           {std::string(kConsent)});
    });
    Json kept = Json::object();
    for (const db::Row& row : rows.value()) kept[row.text(0)] = row.text(1);
    return kept;
  }
};
INSTANTIATE_TEST_SUITE_P(Databases, ConsentReturnTest, testing::both_databases(),
                         testing::database_name);

TEST_P(ConsentReturnTest, R54WhoWithdrewIsNotWrittenToUnderAnyRecordAFileMakes) {
  const std::string anna =
      add({{"first_name", "Anna"}, {"email", "anna@example.test"}, {"phone", "+46701234567"}});
  const std::string page = agree(anna).value("withdrawal_link", "");
  EXPECT_TRUE(may_be_written_to(anna));
  EXPECT_EQ(seen_for_marketing(), 1U);
  const auto withdrawn = http::Client::create(origin_).value()->send(
      "POST", page.substr(page.find("/p/")),
      {{"content-type", "application/x-www-form-urlencoded"}}, "choices=shown");
  ASSERT_TRUE(withdrawn && withdrawn->status == 200);
  EXPECT_FALSE(may_be_written_to(anna));
  kill_and_start();

  // Her own record, which the file says agreed, and two that look like somebody else's.
  const Json rows = imported(
      "First name;E-mail;Phone;Consent\n"
      "Anna;ANNA@example.test;;granted\n"
      "Ann;ann@work.test;+46 70 123 45 67;granted\n"
      "Bo;bo@example.test;;granted\n",
      "&duplicates=update");

  ASSERT_EQ(rows.size(), 3U) << rows;
  EXPECT_EQ(rows[0]["record_id"], anna) << rows;
  ASSERT_EQ(rows[1]["outcome"], "created") << rows;
  ASSERT_EQ(rows[2]["outcome"], "created") << rows;
  const std::string twin = rows[1]["record_id"];
  EXPECT_EQ(fields_of(anna)["consent_state"], "withdrawn");
  EXPECT_EQ(fields_of(twin)["consent_state"], "withdrawn");
  EXPECT_EQ(fields_of(rows[2]["record_id"])["consent_state"], "none") << "no file gives consent";
  EXPECT_FALSE(may_be_written_to(anna));
  EXPECT_FALSE(may_be_written_to(twin));
  EXPECT_EQ(seen_for_marketing(), 0U);
  agree(twin);
  EXPECT_TRUE(may_be_written_to(twin)) << "on a new word of hers";
}

TEST_P(ConsentReturnTest, R54WhoWithdrewIsKnownAlsoWhenTheFileCameWhileTheAddOnWasStopped) {
  const std::string anna = add({{"first_name", "Anna"}, {"phone", "+46701234567"}});
  agree(anna);
  act("withdraw", anna, {{"purpose", "marketing"}});
  must(call("POST", std::string("/plugins/") + kConsent + "/stop"));
  const Json rows = imported("First name;Phone\nAnn;+46 70 123 45 67\n");
  ASSERT_EQ(rows[0]["outcome"], "created") << rows;
  const std::string twin = rows[0]["record_id"];
  EXPECT_FALSE(may_be_written_to(twin)) << "nobody is asked, so nobody agreed";
  const auto listed = call("GET", "/records/person?purpose=marketing");
  ASSERT_FALSE(listed) << "nobody knows who agreed";
  EXPECT_EQ(listed.error().code, ErrorCode::forbidden);

  must(call("POST", std::string("/plugins/") + kConsent + "/start"));

  EXPECT_TRUE(eventually([&] { return fields_of(twin)["consent_state"] == "withdrawn"; }));
  EXPECT_FALSE(may_be_written_to(twin));
}

TEST_P(ConsentReturnTest, R54WhoWasErasedStaysAwayByKeyedHashesUntilTheirOwnWish) {
  const std::string bo =
      add({{"first_name", "Bo"}, {"email", "bo@example.test"}, {"phone", "+46702223344"}});
  agree(bo);
  const Json erased = must(call("POST", "/persons/" + bo + "/erase"));
  ASSERT_EQ(erased["complete"], true) << erased;
  const std::string file =
      "First name;E-mail;Phone\n"
      "Bo;BO@Example.TEST;\n"
      "B;;+46 (70) 222-33 44\n"
      "Cia;cia@example.test;\n";
  const Json kept = kept_by_consent();
  std::size_t hashes = 0;
  for (const auto& [name, value] : kept.items()) {
    const std::string text = name + value.get<std::string>();
    EXPECT_EQ(text.find(bo), std::string::npos) << text;
    EXPECT_EQ(text.find("example.test"), std::string::npos) << text;
    EXPECT_EQ(text.find("702223344"), std::string::npos) << text;
    if (name.starts_with("suppressed/")) ++hashes;
  }
  EXPECT_EQ(hashes, 2U) << "of the address and of the number: " << kept;
  kill_and_start();

  const Json first = imported(file);

  EXPECT_TRUE(was_refused(first[0]) && was_refused(first[1])) << first;
  EXPECT_EQ(first[2]["outcome"], "created") << first;

  // The host's own marks and the add-on's list are two walls; each stands without the other.
  const Json back = {{"email", "bo@example.test"}, {"phone", "+46702223344"}};
  Json reason = back;
  reason["reason"] = "called us";
  EXPECT_EQ(must(call("POST", "/privacy/unblock", reason))["lifted"], 2);
  const Json second = imported(file);
  for (const std::size_t row : {0U, 1U}) {
    EXPECT_TRUE(was_refused(second[row])) << second;
    EXPECT_NE(second[row]["reason"].get<std::string>().find("asked not to come back"),
              std::string::npos)
        << second;
  }

  Json readmitted = back;
  readmitted["proof"] = "called us";
  act("readmit", "", readmitted);
  const Json third = imported(file);
  ASSERT_EQ(third[0]["outcome"], "created") << third;
  const std::string again = third[0]["record_id"];
  EXPECT_NE(again, bo);
  EXPECT_FALSE(may_be_written_to(again)) << "let in is not agreed";
}

}  // namespace
}  // namespace kontor::host
