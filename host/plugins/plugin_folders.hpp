#pragma once

#include <filesystem>
#include <set>
#include <string>

#include "base/core/result.hpp"

namespace kontor::host {

// Where the bytes of plugins lie: DATA/plugins/ID/FOLDER, made under DATA/plugins/.staging
// and switched in by one rename; FOLDER is the version, with a suffix where that is taken.
// What no row of the database speaks of is rubbish from an interrupted installation, but for
// DATA/plugins/ID/data, which is the plugin's own.
class PluginFolders {
 public:
  explicit PluginFolders(std::filesystem::path root) : root_(std::move(root)) {}

  std::filesystem::path of(const std::string& id, const std::string& folder) const {
    return root_ / id / folder;
  }
  std::filesystem::path data_of(const std::string& id) const { return root_ / id / kData; }
  // A name for the files of this version that is none of `taken`.
  static std::string name_for(const std::string& version, const std::set<std::string>& taken);

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
                   const std::string& folder) const;
  // Removes every version of the plugin but those in `kept`, never its data.
  void keep_only(const std::string& id, const std::set<std::string>& kept) const;
  void remove_data(const std::string& id) const;
  // Removes staging and every ID/FOLDER that is not in `installed` ("id/folder").
  void sweep(const std::set<std::string>& installed) const;

 private:
  static constexpr const char* kData = "data";  // No version is called so.
  std::filesystem::path root_;
};

}  // namespace kontor::host
