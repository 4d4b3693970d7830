#include <sys/stat.h>

#include <fstream>

#include "base/core/bytes.hpp"
#include "base/crypto/hash.hpp"
#include "host/plugins/plugin_data_folder.hpp"
#include "host/plugins/plugin_export.hpp"
#include "tests/integration/host_plugins/desk.hpp"
#include "tests/integration/host_plugins/on_either.hpp"

namespace kontor::host {
namespace {

constexpr const char* kDesk = "test.desk";

class PluginExportTest : public OnEither<DeskTest> {
 protected:
  std::filesystem::path own_folder() const { return data / "plugins" / kDesk / "data"; }
  void write_own(const std::string& name, const std::string& bytes) const {
    std::filesystem::create_directories((own_folder() / name).parent_path());
    std::ofstream(own_folder() / name, std::ios::binary) << bytes;
  }
  // Every line of every page.
  std::vector<Json> exported() {
    std::vector<Json> lines;
    std::string after;
    do {
      const auto page = plugins->export_kept(admin, kDesk, after);
      EXPECT_TRUE(page) << page.error().message;
      if (!page) break;
      EXPECT_LT(page->lines.size(), PluginExport::kPageBytes + 2 * PluginExport::kChunkBytes);
      ++pages;
      std::istringstream text(page->lines);
      for (std::string line; std::getline(text, line);) lines.push_back(*parse_json(line));
      after = page->next;
    } while (!after.empty());
    return lines;
  }
  static std::vector<Json> of_kind(const std::vector<Json>& lines, const std::string& kind) {
    std::vector<Json> found;
    for (const Json& line : lines)
      if (line["kind"] == kind) found.push_back(line);
    return found;
  }
  static std::string joined(const std::vector<Json>& pieces) {
    std::string bytes;
    for (const Json& piece : pieces) {
      EXPECT_EQ(piece["offset"], bytes.size());
      bytes += *base64_decode(piece["data"].get<std::string>());
    }
    return bytes;
  }
  int pages = 0;
};
INSTANTIATE_TEST_SUITE_P(Databases, PluginExportTest, testing::both_databases(),
                         testing::database_name);

TEST_P(PluginExportTest, HoldsStorageFilesAndTheDataFolderInPages) {
  const Record anna = person({{"first_name", "Anna"}});
  ask("storage.put/1", {{"key", "note"}, {"value", "likes tea"}});
  const Json stored = act("store", {{"bytes", 2'500'000}, {"person", anna.id}});
  const std::string large(4'000'000, 'x');
  write_own("calls/today.log", large);
  write_own("empty", "");

  const auto lines = exported();

  EXPECT_GT(pages, 1);
  EXPECT_EQ(of_kind(lines, "storage").front()["value"], "likes tea");
  const Json file = of_kind(lines, "file").front();
  EXPECT_EQ(file["id"], stored["file"]);
  EXPECT_EQ(file["record"], (Json{{"entity", "person"}, {"id", anna.id}}));
  const std::string bytes = joined(of_kind(lines, "file-bytes"));
  EXPECT_EQ(bytes.size(), 2'500'000U);
  EXPECT_EQ(hex_encode(crypto::sha256(bytes)), file["sha256"]);
  auto own = of_kind(lines, "data");
  ASSERT_GT(own.size(), 2U);
  EXPECT_EQ(own.back(), (Json{{"kind", "data"}, {"path", "empty"}, {"offset", 0}, {"data", ""}}));
  own.pop_back();
  EXPECT_EQ(own.front()["path"], "calls/today.log");
  EXPECT_EQ(joined(own), large);
  EXPECT_EQ(lines.back(), (Json{{"kind", "end"}, {"plugin", kDesk}}));
}

TEST_P(PluginExportTest, HoldsTheRecordsOfItsOwnKindsAlsoOnceThePluginIsRemoved) {
  constexpr std::size_t kVisits = 120;  // More than one look takes.
  std::string last;
  for (std::size_t number = 0; number < kVisits; ++number) {
    const auto made = records->create(admin, "p_test_visit", {{"place", std::to_string(number)}});
    ASSERT_TRUE(made) << made.error().message;
    last = made->id;
  }
  ASSERT_TRUE(records->remove(admin, "p_test_visit", last, std::nullopt));
  ASSERT_TRUE(plugins->remove(admin, kDesk, Plugins::Storage::keep));

  const auto found = of_kind(exported(), "record");

  EXPECT_EQ(found.size(), kVisits);
  std::set<std::string> places;
  std::size_t deleted = 0;
  for (const Json& line : found) {
    EXPECT_EQ(line["entity"], "p_test_visit");
    places.insert(line["fields"]["place"]);
    if (line.contains("deleted_at")) ++deleted;
  }
  EXPECT_EQ(places.size(), kVisits);
  EXPECT_EQ(deleted, 1U);
  EXPECT_EQ(found.back()["id"], last) << "deleted ones come last";
}

TEST_P(PluginExportTest, FollowsNoWayOutOfTheDataFolder) {
  write_own("mine", "mine");
  std::ofstream(data / "secret") << "the host's own";
  std::filesystem::create_symlink(data / "secret", own_folder() / "link");
  std::filesystem::create_directory_symlink(data, own_folder() / "folder");
  ASSERT_EQ(::mkfifo((own_folder() / "pipe").c_str(), 0600), 0);
  std::filesystem::path deep = own_folder();
  for (int depth = 0; depth < 60; ++depth) deep /= "d";
  std::filesystem::create_directories(deep);
  std::ofstream(deep / "unseen") << "x";

  const auto own = of_kind(exported(), "data");

  ASSERT_EQ(own.size(), 1U);
  EXPECT_EQ(own.front()["path"], "mine");
  const PluginDataFolder folder(own_folder());
  EXPECT_FALSE(folder.read("link", 0, 10));
  EXPECT_FALSE(folder.read("folder/secret", 0, 10));
  EXPECT_FALSE(folder.read("pipe", 0, 10));
  EXPECT_FALSE(folder.read("../secret", 0, 10));
}

TEST_P(PluginExportTest, GoesOverMoreFilesThanOneLookTakes) {
  constexpr std::size_t kFiles = PluginDataFolder::kPathsAtOnce * 2 + 7;
  for (std::size_t number = 0; number < kFiles; ++number)
    write_own("n" + std::to_string(number), std::to_string(number));

  const auto own = of_kind(exported(), "data");

  std::set<std::string> paths;
  for (const Json& line : own) paths.insert(line["path"]);
  EXPECT_EQ(own.size(), kFiles);
  EXPECT_EQ(paths.size(), kFiles);
}

TEST_P(PluginExportTest, RefusesAPlaceNoPageGaveAndAnIdThatIsAPath) {
  for (const char* after : {"x", "s", "s:0", "d:-2:", "q:0:", "d:1x:", "f:0:*"})
    EXPECT_EQ(plugins->export_kept(admin, kDesk, after).error().code, ErrorCode::invalid_argument)
        << after;
  for (const char* id : {"..", ".", "../keys", "a.b.c", ""})
    EXPECT_FALSE(plugins->export_kept(admin, id, "")) << id;
  EXPECT_EQ(plugins->export_kept(admin, "no.such", "").error().code, ErrorCode::not_found);
}

TEST_P(PluginExportTest, WhatIsKeptAtTheRemovalIsExportedAndErasedLater) {
  ask("storage.put/1", {{"key", "note"}, {"value", 1}});
  act("store", {{"bytes", 10}});
  write_own("mine", "mine");
  ASSERT_TRUE(plugins->remove(admin, kDesk, Plugins::Storage::keep));
  EXPECT_EQ(exported().size(), 5U);

  ASSERT_TRUE(plugins->remove(admin, kDesk, Plugins::Storage::erase));

  EXPECT_FALSE(std::filesystem::exists(own_folder()));
  EXPECT_EQ(plugins->export_kept(admin, kDesk, "").error().code, ErrorCode::not_found);
  EXPECT_EQ(plugins->remove(admin, kDesk, Plugins::Storage::erase).error().code,
            ErrorCode::not_found);
}

TEST_P(PluginExportTest, RemovalWithErasureLeavesNothingOfStorageFilesAndDataFolder) {
  ask("storage.put/1", {{"key", "note"}, {"value", 1}});
  act("store", {{"bytes", 10}});
  write_own("mine", "mine");

  ASSERT_TRUE(plugins->remove(admin, kDesk, Plugins::Storage::erase));

  EXPECT_FALSE(std::filesystem::exists(data / "plugins" / kDesk));
  for (const auto& entry : std::filesystem::recursive_directory_iterator(data / "files"))
    EXPECT_FALSE(entry.is_regular_file()) << entry.path();
  ASSERT_TRUE(install(built("test-desk")));
  EXPECT_TRUE(stored("note").is_null());
}

}  // namespace
}  // namespace kontor::host
