#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

#include "base/core/result.hpp"

namespace kontor::testing {

// A throw-away PostgreSQL 15 cluster in a temporary folder, reached over a Unix socket in
// it. As root it runs as the user `postgres`. Gone with the process that started it.
class PostgresCluster {
 public:
  // Below which folders, those of a small disk for example; the user `postgres` must reach them.
  struct Place {
    std::filesystem::path data = "/tmp";
    std::filesystem::path log = {};  // Of the write-ahead log, where that lies elsewhere.
  };
  explicit PostgresCluster(const Place& place);

  // The cluster of this test process, started at the first call. Aborts, saying why, when
  // PostgreSQL is not there: a suite that runs on both databases must run on both.
  static PostgresCluster& shared();

  // A fresh database, empty or a copy of `model` (the URL of one that nobody has open): its URL
  // for db::Database::open.
  std::string create_database(const std::string& model = {});

  // Ends all connections, as an administrator's restart does, and comes back. One that fell over
  // comes back as well.
  void restart();
  bool is_running() const;

  PostgresCluster(const PostgresCluster&) = delete;
  PostgresCluster& operator=(const PostgresCluster&) = delete;
  ~PostgresCluster();

 private:
  void start();
  std::string url(const std::string& database) const;
  void wait_until_ready() const;

  std::filesystem::path folder_;
  std::filesystem::path log_folder_;
  pid_t server_ = 0;
  int databases_made_ = 0;
};

}  // namespace kontor::testing
