#include "tests/integration/tuf_client/client_fixture.hpp"

// Whose signatures count as keys change: the cases of the official suite of TUF clients
// (theupdateframework/tuf-conformance, test_updater_key_rotations) against kontor-tuf.
namespace kontor::testing {
namespace {

// One version of a role: the keys it has, by number, how many must sign, and those that do.
struct KeyVersion {
  std::vector<int> keys;
  int threshold;
  std::vector<int> by;
  bool accepted = true;
};

struct RootCourse {
  const char* name;
  std::vector<KeyVersion> versions;
};

class Rotations : public ClientTest {
 protected:
  std::vector<crypto::SigningKey> pick(const std::vector<int>& numbers) const {
    std::vector<crypto::SigningKey> picked;
    for (const int number : numbers) picked.push_back(keys[static_cast<std::size_t>(number)]);
    return picked;
  }
  // The present root with other signers of one role, as its next version.
  Json root_with(const std::string& role, const KeyVersion& version) {
    const std::string present = std::to_string(repository.versions["root"]) + ".root.json";
    Json body = Json::parse(repository.files.at(present))["signed"];
    body["roles"][role] = {{"keyids", Json::array()}, {"threshold", version.threshold}};
    for (const crypto::SigningKey& key : pick(version.keys)) {
      const std::string id = marketplace::tuf_key_id(key.public_key()).value();
      body["keys"][id] = marketplace::tuf_key(key.public_key());
      body["roles"][role]["keyids"].push_back(id);
    }
    body["version"] = repository.versions["root"] + 1;
    return body;
  }
  void publish_root(const Json& body, const std::vector<crypto::SigningKey>& by) {
    repository.versions["root"] = body["version"];
    repository.files[std::to_string(repository.versions["root"]) + ".root.json"] =
        TufRepository::sign(body, by);
  }
  void start_again() {
    repository = TufRepository(SystemClock().now_ms());
    std::filesystem::remove_all(metadata);
    std::filesystem::create_directories(metadata);
  }

  std::vector<crypto::SigningKey> keys = [] {
    std::vector<crypto::SigningKey> made;
    made.reserve(10);
    for (int number = 0; number < 10; ++number) made.push_back(crypto::SigningKey::generate());
    return made;
  }();
};

const std::vector<RootCourse>& root_courses() {
  static const std::vector<int> five{0, 1, 2, 3, 4}, next_five{0, 1, 3, 4, 5},
      other_five{5, 6, 7, 8, 9}, three{1, 2, 3};
  static const std::vector<RootCourse> courses = {
      {"one key for another", {{{1}, 1, {1}}, {{2}, 1, {2, 1}}, {{2}, 1, {2}}}},
      {"signatures nobody asked for",
       {{{1}, 1, {3, 1, 4}}, {{2}, 1, {3, 2, 1, 4}}, {{2}, 1, {3, 2, 4}}}},
      {"other three of five",
       {{five, 3, {0, 2, 4}}, {five, 3, {0, 4, 1}}, {five, 3, {0, 1, 3}}, {five, 3, {0, 1, 3}}}},
      {"one of five replaced", {{five, 3, {0, 2, 4}}, {next_five, 3, {0, 4, 1}}}},
      {"one of five replaced in two steps",
       {{five, 3, {0, 2, 4}}, {next_five, 3, {0, 2, 4, 5}}, {next_five, 3, {0, 4, 5}}}},
      {"all five replaced",
       {{five, 3, {0, 2, 4}}, {other_five, 3, {0, 2, 4, 5, 6, 7}}, {other_five, 3, {5, 6, 7}}}},
      {"one of three becomes two of three", {{three, 1, {1}}, {three, 2, {1, 2}}}},
      {"two of three becomes one of three",
       {{three, 2, {1, 2}}, {three, 1, {1, 2}}, {three, 1, {1}}}},
      {"one of one becomes two of two", {{{1}, 1, {1}}, {{1, 2}, 2, {1, 2}}}},
      {"without the former key", {{{1}, 1, {1}}, {{2}, 1, {2, 3, 4}, false}}},
      {"without the new key", {{{1}, 1, {1}}, {{2}, 1, {1, 3, 4}, false}}},
      {"two of the new five", {{five, 3, {0, 2, 4}}, {next_five, 3, {0, 2, 4}, false}}},
      {"two of the former five", {{five, 3, {0, 2, 4}}, {next_five, 3, {0, 4, 5}, false}}},
      {"the new threshold is not met", {{three, 1, {1}}, {three, 2, {2}, false}}},
      {"the former threshold is not met", {{three, 2, {1, 2}}, {three, 1, {1}, false}}},
  };
  return courses;
}

TEST_F(Rotations, OfTheRootNeedTheFormerKeysAndTheNewOnes) {
  for (const RootCourse& course : root_courses()) {
    SCOPED_TRACE(course.name);
    start_again();
    repository.versions["root"] = 0;
    std::string expected;
    repository.files["0.root.json"] = repository.files["1.root.json"];
    for (const KeyVersion& version : course.versions) {
      publish_root(root_with("root", version), pick(version.by));
      if (version.accepted)
        expected = repository.files.at(std::to_string(repository.versions["root"]) + ".root.json");
    }
    ASSERT_TRUE(write_file(folder / "root.json", repository.files.at("1.root.json")));
    ASSERT_EQ(init().status, 0);

    const Outcome outcome = refresh();

    EXPECT_EQ(outcome.status, course.versions.back().accepted ? 0 : 1) << outcome.output;
    EXPECT_EQ(stored("root.json"), expected);
  }
}

TEST_F(Rotations, OfOtherRolesNeedTheKeysThatTheRootNames) {
  const std::vector<int> five{0, 1, 2, 3, 4}, next_five{0, 1, 3, 4, 5};
  const std::vector<KeyVersion> cases = {
      {{2}, 1, {2}},
      {{1}, 1, {3, 1, 4}},
      {{2}, 1, {1, 3, 4}, false},
      {next_five, 3, {0, 2, 4}, false},
      {next_five, 3, {0, 4}, false},
      {five, 3, {0, 2, 4}},
      {five, 3, {2, 3, 4}},
  };
  for (const std::string role : {"timestamp", "snapshot", "targets"}) {
    for (const KeyVersion& version : cases) {
      SCOPED_TRACE(role + " signed by " + std::to_string(version.by.size()));
      start_again();
      ASSERT_TRUE(write_file(folder / "root.json", repository.files.at("1.root.json")));
      ASSERT_EQ(init().status, 0);
      ASSERT_EQ(refresh().status, 0);
      const std::string before = stored(role + ".json");
      publish_root(root_with(role, version), repository.signers["root"]);
      repository.signers[role] = pick(version.by);
      repository.publish();

      EXPECT_EQ(refresh().status, version.accepted ? 0 : 1);

      const std::string name = role == "timestamp" ? "timestamp.json" : "2." + role + ".json";
      if (version.accepted)
        EXPECT_EQ(stored(role + ".json"), repository.files.at(name));
      else
        EXPECT_NE(stored(role + ".json"), repository.files.at(name));
    }
  }
}

}  // namespace
}  // namespace kontor::testing
