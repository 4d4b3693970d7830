#include <kontor/op/all.hpp>

#include "sdk/testing/fake_host.hpp"
#include "tests/integration/host_plugins/desk.hpp"

namespace kontor::host {
namespace {

Json schema_of_request(const std::string& operation) {
  const std::filesystem::path interfaces =
      std::filesystem::path(std::getenv("KONTOR_SOURCE")) / "sdk/interfaces";
  const std::filesystem::path stable = interfaces / "stable" / operation / "request.schema.json";
  const std::filesystem::path draft = interfaces / "draft" / operation / "request.schema.json";
  return Json::parse(*read_file(std::filesystem::exists(stable) ? stable : draft, 1 << 20));
}

// Requests that speak of what this host and the manifest of "test.desk" have.
const std::map<std::string, Json>& fitting() {
  static const std::map<std::string, Json> requests = {
      {"record.get/1", {{"entity", "person"}, {"id", "x"}, {"purpose", "testing"}}},
      {"record.list/1", {{"entity", "person"}, {"purpose", "testing"}}},
      {"record.create/1", {{"entity", "person"}, {"fields", {{"first_name", "x"}}}}},
      {"record.update/1", {{"entity", "person"}, {"id", "x"}, {"fields", Json::object()}}},
      {"record.delete/1", {{"entity", "person"}, {"id", "x"}}},
      {"record.aggregate/1",
       {{"entity", "person"}, {"measures", Json::array({{{"function", "count"}}})}}},
      {"record.funnel/1", {{"pipeline", "sales"}}},
      {"secret.get/1", {{"name", "password"}}},
      {"file.put/1", {{"name", "x"}, {"data", ""}}},
      {"service.call/1",
       {{"service", "kontor.consent/1"}, {"method", "x"}, {"request", Json::object()}}}};
  return requests;
}

// Host operations with the example request of their schemas, and one of a plugin alone.
std::vector<std::pair<std::string, Json>> host_operations() {
  std::vector<std::pair<std::string, Json>> operations;
  op::for_each_operation([&]<typename Operation>() {
    const std::string name(Operation::name);
    const Json schema = schema_of_request(name);
    const Json direction = schema["x-kontor-direction"];
    if (std::find(direction.begin(), direction.end(), Json("to_host")) != direction.end())
      operations.emplace_back(
          name, fitting().contains(name) ? fitting().at(name) : schema["examples"][0]);
  });
  return operations;
}

constexpr int kForbidden = 3;

// The host and the fake one in which plugins are tested decide the same.
class OperationParityTest : public DeskTest {
 protected:
  bool host_forbids(const std::string& operation, const Json& request) {
    const Json answer = ask(operation, request);
    if (answer.value("message", "").find("no consent") != std::string::npos) return false;
    return answer.value("status", 0) == kForbidden;
  }
  static bool fake_forbids(const Json& manifest, const std::string& operation,
                           const Json& request) {
    testing::FakeHost fake;
    fake.on<op::HttpFetch>([](const auto&) -> Result<op::HttpFetchResponse> {
      return Error{ErrorCode::unavailable, "no network"};
    });
    fake.enforce(*package::Manifest::parse(to_text(manifest)));
    const std::int64_t before = fake.denied();
    const auto answer = fake.call(operation, request);
    EXPECT_EQ(fake.denied() > before, !answer && answer.error().code == ErrorCode::forbidden &&
                                          answer.error().detail.empty());
    return fake.denied() > before;
  }
};

TEST_F(OperationParityTest, WithoutPermissionBothHostsRefuseTheSameOperations) {
  ASSERT_TRUE(plugins->remove(admin, "test.desk", Plugins::Storage::erase));
  const Json nothing = {{"permissions", nullptr}, {"uses", nullptr}};
  Json manifest = manifest_of("test-desk");
  manifest.merge_patch(nothing);
  ASSERT_TRUE(install(changed(built("test-desk"), nothing)));
  int refused = 0;
  for (const auto& [operation, request] : host_operations()) {
    const bool forbidden = host_forbids(operation, request);
    EXPECT_EQ(forbidden, fake_forbids(manifest, operation, request)) << operation;
    const bool own = operation.starts_with("storage.") || operation == "settings.get/1";
    EXPECT_EQ(forbidden, !own) << operation << " is refused without a permission";
    refused += forbidden;
  }
  EXPECT_GT(refused, 20);
  EXPECT_EQ((*plugins->inspect("test.desk"))["usage"]["denied"], refused);
}

TEST_F(OperationParityTest, WithPermissionNeitherRefuses) {
  const Json manifest = manifest_of("test-desk");
  for (const auto& [operation, request] : host_operations()) {
    // Where it may connect is the administrator's to write; see NetworkTest.
    if (operation == "http.fetch/1" || operation == "net.connect/1") continue;
    EXPECT_FALSE(fake_forbids(manifest, operation, request)) << operation;
    EXPECT_FALSE(operation != "mail.send/1" && host_forbids(operation, request)) << operation;
  }
}

TEST_F(OperationParityTest, BothRefuseAFieldAPurposeOrAnEntityThatWasNotDeclared) {
  const Json manifest = manifest_of("test-desk");
  const std::vector<std::pair<std::string, Json>> calls = {
      {"record.get/1", {{"entity", "person"}, {"id", "x"}, {"purpose", "spying"}}},
      {"record.get/1", {{"entity", "lead"}, {"id", "x"}, {"purpose", "testing"}}},
      {"record.funnel/1", {{"by", "owner"}}},
      {"record.create/1", {{"entity", "person"}, {"fields", {{"email", "a@b.test"}}}}},
      {"record.list/1",
       {{"entity", "person"},
        {"purpose", "testing"},
        {"filter", Json::array({{{"field", "email"}, {"op", "eq"}, {"value", "x"}}})}}},
      {"record.aggregate/1",
       {{"entity", "person"},
        {"group_by", Json::array({"email"})},
        {"measures", Json::array({{{"function", "count"}}})}}},
      {"file.put/1", {{"name", "x"}, {"data", ""}, {"record", {{"entity", "lead"}, {"id", "x"}}}}},
      {"event.emit/1", {{"name", "person.created"}}},
      {"message.permit/1", {{"person", "x"}, {"channel", "sms"}, {"purpose", "spying"}}},
      {"secret.get/1", {{"name", "other"}}}};
  for (const auto& [operation, request] : calls) {
    EXPECT_TRUE(host_forbids(operation, request)) << operation << " " << request;
    testing::FakeHost fake;
    fake.enforce(*package::Manifest::parse(to_text(manifest)));
    const auto answer = fake.call(operation, request);
    EXPECT_TRUE(!answer && answer.error().code == ErrorCode::forbidden)
        << operation << " " << request;
  }
}

}  // namespace
}  // namespace kontor::host
