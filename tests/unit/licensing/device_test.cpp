#include "licensing/client/device.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>

#include "base/core/files.hpp"

namespace kontor::licensing {
namespace {

class DeviceTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "kontor-device-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder = pattern;
    machine("etc/machine-id", "0123456789abcdef");
    machine("etc/hostname", "office");
    machine("proc/cpuinfo", "processor : 0\nmodel name : Slow 3000\n");
    card("00:11:22:33:44:55");
  }
  void TearDown() override { std::filesystem::remove_all(folder); }

  void machine(const std::string& file, const std::string& text) {
    const auto path = folder / "machine" / file;
    std::filesystem::create_directories(path.parent_path());
    ASSERT_TRUE(write_file(path, text));
  }
  void card(const std::string& address) {
    std::filesystem::create_directories(folder / "machine/sys/class/net/eth0/device");
    machine("sys/class/net/eth0/address", address + "\n");
  }
  Device open() { return Device::open(folder / "keys", random, folder / "machine").value(); }

  std::filesystem::path folder;
  SystemRandom random;
};

TEST_F(DeviceTest, IsTheSameAfterARestartAndItsFilesAreItsOwnersOnly) {
  const Device first = open();
  const Device again = open();

  EXPECT_EQ(first.public_key_raw(), again.public_key_raw());
  EXPECT_EQ(first.host_id(), again.host_id());
  for (const char* name : {"device.key", "device.json"}) {
    struct stat status {};
    ASSERT_EQ(::stat((folder / "keys" / name).c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600U) << name;
  }
}

TEST_F(DeviceTest, AChangedNetworkCardOrContainerIdLocksNobodyOut) {
  ASSERT_EQ(open().fingerprint().size(), 4U);
  card("66:77:88:99:aa:bb");
  EXPECT_FALSE(open().has_moved());

  machine("etc/hostname", "3f2a9c1e7d55");
  EXPECT_FALSE(open().has_moved()) << "half of the parts are still the same";
}

TEST_F(DeviceTest, AFolderOnAnotherMachineIsNoticedUntilTheLedgerTakesIt) {
  ASSERT_FALSE(open().has_moved());
  machine("etc/machine-id", "fedcba9876543210");
  machine("etc/hostname", "another");
  card("66:77:88:99:aa:bb");

  Device moved = open();
  ASSERT_TRUE(moved.has_moved());
  ASSERT_TRUE(moved.enrol_here());
  EXPECT_FALSE(open().has_moved());
}

TEST_F(DeviceTest, TheRatchetSurvivesARestart) {
  ASSERT_TRUE(open().advance(41));

  EXPECT_EQ(open().counter(), 41);
}

TEST_F(DeviceTest, AFingerprintTellsNoSerialNumberAndIsAnotherForEachHost) {
  const Fingerprint one = take_fingerprint(folder / "machine", "salt one");
  const Fingerprint two = take_fingerprint(folder / "machine", "salt two");

  EXPECT_EQ(to_json(one).dump().find("0123456789abcdef"), std::string::npos);
  EXPECT_FALSE(is_same_machine(one, two));
}

TEST_F(DeviceTest, ADamagedFileIsRefusedAndNotReplaced) {
  open();
  ASSERT_TRUE(write_file(folder / "keys/device.json", "{\"counter\":", FileMode::secret));

  EXPECT_FALSE(Device::open(folder / "keys", random, folder / "machine"));
}

}  // namespace
}  // namespace kontor::licensing
