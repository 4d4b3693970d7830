#include "base/core/bytes.hpp"
#include "tests/integration/host_plugins/desk.hpp"
#include "tests/integration/host_plugins/files_on_disk.hpp"
#include "tests/integration/host_plugins/on_either.hpp"

namespace kontor::host {
namespace {

class PluginFilesTest : public OnEither<DeskTest> {};
INSTANTIATE_TEST_SUITE_P(Databases, PluginFilesTest, testing::both_databases(),
                         testing::database_name);

TEST_P(PluginFilesTest, StreamsAFileInPiecesAndGivesItBackWhole) {
  const Json stored = act("store", {{"bytes", 2'500'000}});

  EXPECT_EQ(act("load", {{"file", stored["file"]}}),
            (Json{{"bytes", 2'500'000}, {"pieces", 3}, {"wrong", 0}}));
}

TEST_P(PluginFilesTest, GivesAFileToWhoeverMayReadItsRecord) {
  const Record anna = person({{"first_name", "Anna"}});
  const Json stored = act("store", {{"bytes", 1000}, {"person", anna.id}});
  Principal nobody = user("visitor");
  nobody.rights = std::make_shared<const Rights>();

  const auto listed = plugins->files(admin, "person", anna.id);
  const auto downloaded = plugins->file(user("sales"), stored["file"]);
  const auto refused = plugins->file(nobody, stored["file"]);

  ASSERT_TRUE(listed) << listed.error().message;
  EXPECT_EQ((*listed)[0]["name"], "call.wav");
  ASSERT_TRUE(downloaded) << downloaded.error().message;
  EXPECT_EQ(read_file(downloaded->file, 2000)->size(), 1000U);
  EXPECT_EQ(downloaded->headers.at("content-type"), "audio/wav");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::forbidden);
}

TEST_P(PluginFilesTest, KeepsThePiecesInOrder) {
  const Json begun =
      ask("file.put/1", {{"name", "a"}, {"data", "AAAA"}, {"last", false}})["answer"];
  const Json gap = ask("file.put/1", {{"file", begun["file"]}, {"data", "AAAA"}, {"offset", 9}});
  const Json unread = ask("file.get/1", {{"file", begun["file"]}});
  const Json whole = ask("file.put/1", {{"file", begun["file"]}, {"data", "AAAA"}, {"offset", 3}});

  EXPECT_EQ(begun["size_bytes"], 3);
  EXPECT_EQ(gap["status"], 5) << gap;
  EXPECT_EQ(unread["status"], 4) << unread;
  EXPECT_EQ(whole["answer"]["size_bytes"], 6) << whole;
  EXPECT_EQ(whole["answer"]["sha256"],
            "b0f66adc83641586656866813fd9dd0b8ebb63796075661ba45d1aa8089e1d44");
}

TEST_P(PluginFilesTest, RefusesMoreThanTheManifestSays) {
  act("store", {{"bytes", 3'000'000}});

  const std::string piece = base64_encode(std::string(1 << 20, 'x'));
  EXPECT_EQ(ask("file.put/1", {{"name", "a"}, {"data", piece}, {"last", false}}).contains("answer"),
            true);
  const Json over = ask("file.put/1", {{"name", "b"}, {"data", piece}});
  EXPECT_EQ(over["status"], 6) << over;
  EXPECT_EQ(files_on_disk(data), 2U);
  const std::string value(60'000, 'x');
  Json last;
  for (int i = 0; i < 5 && !last.contains("status"); ++i)
    last = ask("storage.put/1", {{"key", "k" + std::to_string(i)}, {"value", value}});
  EXPECT_EQ(last["status"], 6) << last;
}

TEST_P(PluginFilesTest, IsOneNamespaceForEachPlugin) {
  const Json stored = act("store", {{"bytes", 10}});
  ASSERT_TRUE(install(built("test-broker")));

  const auto other =
      plugins->act(admin, "test.broker", "broker.ask", nullptr,
                   {{"operation", "file.get/1"}, {"request", {{"file", stored["file"]}}}});

  ASSERT_TRUE(other) << other.error().message;
  EXPECT_EQ((*other)["output"]["status"], 3);  // It has no permission for files at all.
}

TEST_P(PluginFilesTest, RefusesNamesAndRecordsThatAreNone) {
  EXPECT_EQ(ask("file.put/1", {{"name", "../x"}, {"data", ""}})["status"], 1);
  EXPECT_EQ(ask("file.put/1", {{"name", "x"}, {"content_type", "text"}, {"data", ""}})["status"],
            1);
  EXPECT_EQ(ask("file.put/1", {{"name", "x"}, {"data", "?"}})["status"], 1);
  EXPECT_EQ(ask("file.put/1", {{"name", "x"},
                               {"data", ""},
                               {"record", {{"entity", "person"}, {"id", "none"}}}})["status"],
            4);
  EXPECT_EQ(ask("file.put/1", {{"name", "x"},
                               {"data", ""},
                               {"record", {{"entity", "lead"}, {"id", "none"}}}})["status"],
            3);
}

TEST_P(PluginFilesTest, SweepsBytesThatACrashLeftAndKeepsTheRest) {
  const Json stored = act("store", {{"bytes", 10}});
  ASSERT_TRUE(write_file(data / "files" / "orphan", "left behind"));
  close();
  open();
  plugins->start_all();

  EXPECT_TRUE(
      eventually([this] { return (*plugins->describe("test.desk"))["state"] == "running"; }));
  EXPECT_EQ(files_on_disk(data), 1U);
  EXPECT_EQ(act("load", {{"file", stored["file"]}})["bytes"], 10);
}

TEST_P(PluginFilesTest, GoWithThePluginThatIsRemovedAndErased) {
  act("store", {{"bytes", 10}});

  ASSERT_TRUE(plugins->remove(admin, "test.desk", Plugins::Storage::erase));

  EXPECT_EQ(files_on_disk(data), 0U);
}

}  // namespace
}  // namespace kontor::host
