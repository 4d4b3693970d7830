#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include "host/server/data_protection.hpp"
#include "tests/integration/host/running_host.hpp"
#include "tests/support/program.hpp"

// R33: whether the disk below the data is encrypted, read from Linux's own files, in the forms the
// kernel gives them.
namespace kontor::host {

namespace {

namespace fs = std::filesystem;

class EncryptedVolumeTest : public ::testing::Test {
 protected:
  EncryptedVolumeTest() {
    std::string folder = (fs::temp_directory_path() / "kontor-volume-XXXXXX").string();
    root_ = ::mkdtemp(folder.data());
    files_ = {root_ / "sys", root_ / "mountinfo"};
    write(files_.mounts, "");
  }
  ~EncryptedVolumeTest() override { fs::remove_all(root_); }

  static void write(const fs::path& file, const std::string& text) {
    fs::create_directories(file.parent_path());
    std::ofstream(file) << text;
  }
  // A device of /sys/devices with its number.
  fs::path device(const std::string& place, const std::string& number,
                  const std::string& uuid = "") {
    const fs::path folder = files_.sys / "devices" / place;
    fs::create_directories(folder / "slaves");
    if (!uuid.empty()) write(folder / "dm" / "uuid", uuid + "\n");
    fs::create_directories(files_.sys / "dev" / "block");
    fs::create_directory_symlink(folder, files_.sys / "dev" / "block" / number);
    return folder;
  }
  static void lies_on(const fs::path& upper, const fs::path& lower) {
    fs::create_directory_symlink(lower, upper / "slaves" / lower.filename());
  }
  AtRest seen(const std::string& number) { return at_rest_of_device(number, files_); }

  fs::path root_;
  SystemFiles files_;
};

TEST_F(EncryptedVolumeTest, R33ADiskWithoutDmCryptIsPlain) {
  device("vda", "254:0");
  write(device("vda/vda1", "254:1") / "partition", "1\n");

  EXPECT_EQ(seen("254:0").state, AtRest::State::plain);
  EXPECT_EQ(seen("254:1").state, AtRest::State::plain);
  EXPECT_EQ(seen("9:9").state, AtRest::State::unknown);
}

TEST_F(EncryptedVolumeTest, R33LuksIsFoundBelowLvmAndOnlyWhereEveryDiskHasIt) {
  const fs::path disk = device("sda", "8:0");
  const fs::path luks = device("dm-0", "253:0", "CRYPT-LUKS2-0123456789abcdef-vault");
  lies_on(luks, disk);
  const fs::path volume = device("dm-1", "253:1", "LVM-abcdefgh");
  lies_on(volume, luks);
  const fs::path mirror = device("md0", "9:0");
  lies_on(mirror, luks);
  lies_on(mirror, device("sdb", "8:16"));

  const AtRest whole = seen("253:1");
  EXPECT_EQ(whole.state, AtRest::State::encrypted);
  EXPECT_EQ(whole.why, "dm-crypt (LUKS2) on dm-0");
  EXPECT_EQ(seen("9:0").state, AtRest::State::plain);
}

TEST_F(EncryptedVolumeTest, R33TheMountThatIsSeenDecides) {
  device("sda", "8:0");
  write(files_.mounts,
        "30 1 8:0 / / rw,relatime shared:1 - ext4 /dev/sda rw\n"
        "31 30 0:50 / /srv/secret rw - ecryptfs /srv/.secret rw\n"
        "32 30 0:51 / /srv/net rw - nfs4 nas:/export rw\n");

  EXPECT_EQ(at_rest_of_mount("/srv/data", "8:0", files_).state, AtRest::State::plain);
  EXPECT_EQ(at_rest_of_mount("/srv/secret/kontor", "0:50", files_).state, AtRest::State::encrypted);
  const AtRest far = at_rest_of_mount("/srv/net/kontor", "0:51", files_);
  EXPECT_EQ(far.state, AtRest::State::unknown);
  EXPECT_EQ(far.why, "the file system nfs4 does not tell");
}

TEST_F(EncryptedVolumeTest, R33WhatIsNotKnownToBeEncryptedIsRefusedByName) {
  const DataPlace good{"data", "/srv/a", {AtRest::State::encrypted, "dm-crypt (LUKS2) on dm-0"}};
  const DataPlace far{"database", "db.example/crm", {AtRest::State::unknown, "elsewhere"}};

  EXPECT_TRUE(require_encrypted({good}));
  const Status refused = require_encrypted({good, far});
  EXPECT_EQ(refused.error().code, ErrorCode::conflict);
  EXPECT_NE(refused.error().message.find("database in db.example/crm: unknown (elsewhere)"),
            std::string::npos)
      << refused.error().message;
  EXPECT_EQ(refused.error().message.find("/srv/a"), std::string::npos);
}

TEST_F(EncryptedVolumeTest, R33TheHostStartsThereOrSaysWhyNot) {
  Settings settings;
  settings.data = root_ / "data";
  fs::create_directories(settings.data);
  const bool encrypted = data_places(settings).front().at_rest.is_encrypted();

  const auto told = testing::run("kontor-host", {"--data", settings.data.string(), "volumes"});

  EXPECT_EQ(told.status, encrypted ? 0 : 1) << told.output;
  EXPECT_NE(told.output.find("data in " + settings.data.string()), std::string::npos);
  // Nothing to refuse where the folder for temporary files is on an encrypted disk.
  if (encrypted) return;
  const auto started = testing::run("kontor-host", {"--data", settings.data.string(), "--port", "0",
                                                    "--require-encrypted-volume"});
  EXPECT_EQ(started.status, 78) << "which its unit does not try again";
  EXPECT_NE(started.output.find("--require-encrypted-volume"), std::string::npos) << started.output;
  EXPECT_FALSE(fs::exists(settings.data / "host.db"));
}

TEST_F(EncryptedVolumeTest, R33AnAdministratorSeesByRestWhatTheCommandTells) {
  testing::RunningHost host;
  host.start();

  const Result<Json> told = host.call("GET", "/api/v1/volumes");

  ASSERT_TRUE(told) << told.error().message;
  EXPECT_EQ(*told, volumes_report(host.settings()));
  EXPECT_EQ((*told)["volumes"][0]["what"], "data");
  EXPECT_EQ((*told)["volumes"][0]["where"], host.settings().data.string());
  EXPECT_EQ((*told)["required"], false);
}

}  // namespace

}  // namespace kontor::host
