#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "host/backup/backup.hpp"
#include "host/backup/person_rows.hpp"

namespace kontor::host {

// Takes the database out as of one moment while others write it: an SQLite file, or a dump by
// pg_dump of the very snapshot that the manifest's sums are made of. Rows about people go to a
// file of their own (person_rows.hpp). Fills the manifest.
struct DatabaseDump {
  std::filesystem::path database;
  std::filesystem::path people;
  PersonKeys keys = {};                           // Of everybody.
  std::map<std::string, std::string> files = {};  // Id of a file of plugins → its person.
};
Status dump_database(const std::string& url, DatabaseDump& dump, BackupManifest& manifest,
                     const Clock& clock, Random& random);

// Takes everything out of a PostgreSQL database.
Status empty_postgresql(const std::string& url);

// Puts the rows about people back and keeps the keys; what nobody can read is lost.
Result<LostRows> restore_people(const std::string& url, const std::filesystem::path& people,
                                const PersonKeys& keys);

// What dump_database() wrote, made into a database: the SQLite file is the database; a dump goes
// into the empty database `postgresql_url` in one transaction. Gives the URL.
Result<std::string> load_database(const std::filesystem::path& dump, const std::string& dialect,
                                  const std::string& postgresql_url);

// Every table and the head of the audit log as the manifest says, and the chain whole.
Status check_database(const std::string& url, const BackupManifest& manifest,
                      const std::map<std::string, std::int64_t>& lost);

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

// Erases people again who were erased after the backup was made (host/gdpr/erase_records.hpp),
// with what plugins kept of them in the host; plugins with a folder of their own are told when
// the host runs. `data`: the restored DATA.
Status erase_again(const std::string& url, const std::filesystem::path& data,
                   const std::vector<std::string>& persons);

}  // namespace kontor::host
