#pragma once

#include <filesystem>

#include "host/rehearsal/order.hpp"

namespace kontor::host {

// A copy of a company's data for one rehearsal: the database as one snapshot and the files of
// the installed plugins; no keys, so that no secret of the company can be opened there.
// Removed with the object. Whatever database the company lives on, the copy is an SQLite file
// beside it (postgresql_rows.hpp).
class CompanyCopy {
 public:
  static Result<CompanyCopy> make(const RehearsalOrder& order, const std::filesystem::path& folder);
  ~CompanyCopy() { remove(folder_); }
  CompanyCopy(CompanyCopy&& other) noexcept : folder_(std::move(other.folder_)) {
    other.folder_.clear();
  }
  CompanyCopy& operator=(CompanyCopy&&) = delete;
  CompanyCopy(const CompanyCopy&) = delete;
  CompanyCopy& operator=(const CompanyCopy&) = delete;

  const std::filesystem::path& folder() const { return folder_; }  // As DATA of a host.
  std::string database_url() const { return "sqlite:" + (folder_ / "host.db").string(); }

  // Also for what a killed rehearsal left.
  static void remove(const std::filesystem::path& folder);

 private:
  explicit CompanyCopy(std::filesystem::path folder) : folder_(std::move(folder)) {}
  std::filesystem::path folder_;
};

}  // namespace kontor::host
