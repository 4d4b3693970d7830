#pragma once

#include <filesystem>
#include <set>
#include <string>

#include "base/core/result.hpp"

namespace kontor::host {

// Where the bytes of plugins lie: DATA/plugins/ID/VERSION, made under DATA/plugins/.staging
// and switched in by one rename. What no row of the database speaks of is rubbish from an
// interrupted installation.
class PluginFolders {
 public:
  explicit PluginFolders(std::filesystem::path root) : root_(std::move(root)) {}

  std::filesystem::path of(const std::string& id, const std::string& version) const {
    return root_ / id / version;
  }

  // A fresh, empty folder in staging, removed again with everything in it.
  class Staging {
   public:
    explicit Staging(std::filesystem::path folder) : folder_(std::move(folder)) {}
    Staging(Staging&& other) noexcept : folder_(std::exchange(other.folder_, {})) {}
    Staging& operator=(Staging&&) = delete;
    ~Staging();
    const std::filesystem::path& path() const { return folder_; }

   private:
    std::filesystem::path folder_;
  };
  Result<Staging> stage(const std::string& name) const;

  // Moves a staged folder to its place; the disk has it when this returns.
  Status switch_in(const std::filesystem::path& staged, const std::string& id,
                   const std::string& version) const;
  void remove(const std::string& id, const std::string& version) const;
  // Removes staging and every ID/VERSION that is not in `installed` ("id/version").
  void sweep(const std::set<std::string>& installed) const;

 private:
  std::filesystem::path root_;
};

}  // namespace kontor::host
