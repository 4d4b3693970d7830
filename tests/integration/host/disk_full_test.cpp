#include <gtest/gtest.h>
#include <sys/mount.h>

#include <cstdlib>
#include <fstream>
#include <vector>

#include "host/server/host.hpp"
#include "tests/integration/host/running_host.hpp"

// A disk that is full while the host writes: a small tmpfs under its folder, or under all of it.
namespace kontor::host {

namespace {

class DiskFullTest : public ::testing::Test {
 protected:
  DiskFullTest() {
    EXPECT_EQ(::mount("tmpfs", place("imports").c_str(), "tmpfs", 0, "size=2m,mode=0700"), 0);
    host_.start();
  }
  ~DiskFullTest() override {
    host_.stop();
    EXPECT_EQ(::umount(place("imports").c_str()), 0);
  }
  std::filesystem::path place(const std::string& folder) const {
    const auto path = host_.folder() / "data" / folder;
    std::filesystem::create_directories(path);
    return path;
  }
  // About `bytes` of people.
  static std::string disk_people(std::size_t bytes) {
    std::string text = "Name;E-mail\n";
    for (int i = 0; text.size() < bytes; ++i)
      text += "Person " + std::to_string(i) + ";p" + std::to_string(i) + "@a.example\n";
    return text;
  }

  testing::RunningHost host_;
};

TEST_F(DiskFullTest, AFileThatDoesNotFitIsRefusedAndLeavesNothing) {
  const auto refused = host_.upload("person", disk_people(std::size_t{4} << 20));

  EXPECT_FALSE(refused);
  for (const auto& left : std::filesystem::directory_iterator(place("imports")))
    ADD_FAILURE() << left.path();
  const auto small = host_.upload("person", disk_people(1000));
  ASSERT_TRUE(small) << small.error().message;
  EXPECT_EQ(host_.finished(*small)["state"], "done");
}

TEST_F(DiskFullTest, AnImportThatFillsTheDiskFailsAsAWholeAndTheNextOneGoesThrough) {
  // In UTF-16 it fits; turned into UTF-8 beside itself it does not.
  std::string text = "\xFF\xFE";
  for (const char c : disk_people(std::size_t{800} << 10)) text += std::string{c, '\0'};
  const auto id = host_.upload("person", text);
  ASSERT_TRUE(id) << id.error().message;

  const Json state = host_.finished(*id);

  EXPECT_EQ(state["state"], "failed");
  EXPECT_EQ(state["created"], 0);
  const auto next = host_.upload("person", disk_people(1000));
  ASSERT_TRUE(next) << next.error().message;
  EXPECT_EQ(host_.finished(*next)["state"], "done");
}

// Where temporary folders go meanwhile, that of a RunningHost too.
class SmallDisk {
 public:
  SmallDisk() {
    std::string pattern = "/tmp/kontor-disk-XXXXXX";
    folder_ = ::mkdtemp(pattern.data());
    EXPECT_EQ(::mount("tmpfs", folder_.c_str(), "tmpfs", 0, "size=24m,mode=0700"), 0);
    if (const char* before = std::getenv("TMPDIR")) before_ = before;
    ::setenv("TMPDIR", folder_.c_str(), 1);
  }
  ~SmallDisk() {
    before_.empty() ? ::unsetenv("TMPDIR") : ::setenv("TMPDIR", before_.c_str(), 1);
    EXPECT_EQ(::umount2(folder_.c_str(), MNT_DETACH), 0);
    std::filesystem::remove(folder_);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  // Leaves no room for one more page.
  void fill() const {
    std::ofstream ballast(folder_ / "ballast", std::ios::binary);
    const std::string piece(4096, 'b');
    while (ballast.write(piece.data(), static_cast<std::streamsize>(piece.size())).flush())
      continue;
  }
  void make_room() const { std::filesystem::remove(folder_ / "ballast"); }
  const std::filesystem::path& folder() const { return folder_; }

 private:
  std::filesystem::path folder_;
  std::string before_;
};

TEST(FullDiskOfAHostTest, RecordsAreRefusedUntilThereIsRoomAndNoneIsLost) {
  const SmallDisk disk;
  testing::RunningHost host;
  host.start();
  std::vector<std::string> kept;
  const auto make = [&](const std::string& name) {
    auto made = host.call("POST", "/api/v1/records/person", {{"fields", {{"name", name}}}});
    if (made) kept.push_back((*made)["id"]);
    return made;
  };
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(make("Before"));

  disk.fill();
  Result<Json> refused = make("Full");
  for (int i = 0; refused && i < 500; ++i) refused = make("Full");

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::unavailable) << refused.error().message;
  disk.make_room();
  ASSERT_TRUE(testing::eventually([&] { return static_cast<bool>(make("After")); }));
  host.kill_now();
  host.start();
  for (const std::string& id : kept) EXPECT_TRUE(host.call("GET", "/api/v1/records/person/" + id));
  const auto counted = host.call("GET", "/api/v1/records/person?total=true&limit=1");
  ASSERT_TRUE(counted);
  EXPECT_EQ((*counted)["total"]["count"], kept.size());
  EXPECT_EQ(host.stop(), 0);
  Settings settings;
  settings.data = host.folder() / "data";
  EXPECT_TRUE(verify_audit_log(settings));
}

TEST(FullDiskOfAHostTest, ABackupThatDoesNotFitLeavesNothingAndTheNextOneIsWhole) {
  const SmallDisk disk;
  testing::RunningHost host;
  host.start();
  const std::string key = (host.folder() / "key").string();
  ASSERT_EQ(testing::run("kontor-backup", {"key", "--key-file", key}).status, 0);
  const auto folder = host.folder() / "backups";
  std::filesystem::create_directories(folder);
  const auto file = (folder / "one.kbackup").string();
  const testing::Arguments create{"create", file,     "--key-file",
                                  key,      "--data", (host.folder() / "data").string()};

  disk.fill();
  const auto full = testing::run("kontor-backup", create);

  EXPECT_EQ(full.status, 1);
  EXPECT_NE(full.output.find("full"), std::string::npos) << full.output;
  EXPECT_FALSE(std::filesystem::exists(file));
  disk.make_room();
  const auto made = testing::run("kontor-backup", create);
  EXPECT_EQ(made.status, 0) << made.output;
  const auto verified = testing::run("kontor-backup", {"verify", file, "--key-file", key});
  EXPECT_EQ(verified.status, 0) << verified.output;
  for (const auto& left : std::filesystem::directory_iterator(folder)) {
    const std::string name = left.path().filename().string();
    EXPECT_TRUE(name == "one.kbackup" || name == "person.keys" || name.ends_with(".lock")) << name;
  }
  EXPECT_EQ(host.stop(), 0);
}

}  // namespace

}  // namespace kontor::host
