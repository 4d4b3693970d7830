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
  // The cluster of this test process, started at the first call. Aborts, saying why, when
  // PostgreSQL is not there: a suite that runs on both databases must run on both.
  static PostgresCluster& shared();

  // A fresh database, empty or a copy of `model` (the URL of one that nobody has open): its URL
  // for db::Database::open.
  std::string create_database(const std::string& model = {});

  // Ends all connections, as an administrator's restart does, and comes back.
  void restart();

  PostgresCluster(const PostgresCluster&) = delete;
  PostgresCluster& operator=(const PostgresCluster&) = delete;
  ~PostgresCluster();

 private:
  PostgresCluster();
  void start();
  std::string url(const std::string& database) const;
  void wait_until_ready() const;

  std::filesystem::path folder_;
  pid_t server_ = 0;
  int databases_made_ = 0;
};

}  // namespace kontor::testing
