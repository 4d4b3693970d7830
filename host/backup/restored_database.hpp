#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "host/backup/backup.hpp"

namespace kontor::host {

// Takes the database out as of one moment while others write it: an SQLite file, or a dump by
// pg_dump of the very snapshot that the manifest's sums are made of. Fills the manifest.
Status dump_database(const std::string& url, const std::filesystem::path& to,
                     BackupManifest& manifest);

// What dump_database() wrote, made into a database: the SQLite file is the database; a dump goes
// into the empty database `postgresql_url` in one transaction. Gives the URL.
Result<std::string> load_database(const std::filesystem::path& dump, const std::string& dialect,
                                  const std::string& postgresql_url);

// Every table and the head of the audit log as the manifest says, and the chain whole.
Status check_database(const std::string& url, const BackupManifest& manifest);

// A database of its own beside that of `url`, dropped with this object.
class AsideDatabase {
 public:
  static Result<std::unique_ptr<AsideDatabase>> create(const std::string& url, Random& random);
  ~AsideDatabase();
  AsideDatabase(const AsideDatabase&) = delete;
  AsideDatabase& operator=(const AsideDatabase&) = delete;
  const std::string& url() const { return url_; }

 private:
  AsideDatabase(std::string beside, std::string name, std::string url)
      : beside_(std::move(beside)), name_(std::move(name)), url_(std::move(url)) {}
  std::string beside_;
  std::string name_;
  std::string url_;
};

// Erases people again who were erased after the backup was made: the person, what points to
// them, and what the audit log says of them.
Status erase_again(const std::string& url, const std::vector<std::string>& persons);

}  // namespace kontor::host
