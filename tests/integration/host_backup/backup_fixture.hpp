#pragma once

#include <fstream>

#include "base/core/files.hpp"
#include "host/access/secret_file.hpp"
#include "host/backup/backup.hpp"
#include "host/backup/backup_schedule.hpp"
#include "tests/integration/host/host_fixture.hpp"
#include "tests/support/postgres.hpp"

namespace kontor::testing {

// A host with some people, files and keys, and room for backups of it.
class BackupTest : public HostTest {
 protected:
  BackupTest() {
    std::filesystem::create_directories(data_ / "keys");
    std::filesystem::create_directories(data_ / "files/ab");
    EXPECT_TRUE(write_file(data_ / "keys/access.key", kAccessKey, FileMode::secret));
    std::ofstream(data_ / "files/ab/1") << std::string(200'000, 'f');
    for (int i = 0; i < 20; ++i) {
      make("person", {{"name", "Person " + std::to_string(i)},
                      {"email", std::to_string(i) + "@kontor.example"}});
    }
  }
  host::BackupPlace place() const { return {data_, url_}; }
  bool sqlite() const { return GetParam() == db::Dialect::sqlite; }
  std::string beside() const { return sqlite() ? "" : url_; }
  Result<host::BackupManifest> backup() {
    return host::create_backup(place(), file_, key_, clock_, random_);
  }
  Result<host::BackupManifest> verify() {
    return host::verify_backup(file_, key_, folder_ / "work", beside());
  }
  // Where a restore of this kind of database goes.
  host::BackupPlace target() {
    const auto data = folder_ / "restored";
    return {data, sqlite() ? "sqlite:" + (data / "host.db").string()
                           : PostgresCluster::shared().create_database()};
  }

  inline static const std::string kAccessKey = std::string(64, 'a') + "\n";
  const std::filesystem::path data_ = folder_ / "data";
  const std::filesystem::path file_ = folder_ / "one.kbackup";
  const std::string key_ = std::string(32, 'b');
};

}  // namespace kontor::testing
