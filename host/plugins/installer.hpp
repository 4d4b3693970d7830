#pragma once

#include <filesystem>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "base/crypto/keys.hpp"
#include "host/plugins/plugin_folders.hpp"
#include "host/plugins/plugin_store.hpp"
#include "host/plugins/plugins.hpp"
#include "host/plugins/seat_policy.hpp"

namespace kontor::host {

// Brings a plugin's verified bytes onto the disk. Starts nothing and writes no row; every
// refusal names what and why and leaves the host as it was. Any thread.
class Installer {
 public:
  Installer(PluginsParts& host, const PluginFolders& folders, SeatPolicy& seats)
      : host_(host), folders_(folders), seats_(seats) {}

  // What the caller knows of the plugin that is installed already, and wants of the new one.
  struct Expected {
    std::string id = {};          // Empty: whatever the package says.
    std::string version = {};     // The same.
    std::string other_than = {};  // A version that would be no change.
    bool permissions_accepted = false;
    Json permissions_known = nullptr;  // Accepted once; the same again need no new word.
    // Called before the first file is put; an error ends the installation.
    std::function<Status(const package::Manifest&)> intend = {};
    // Names of folders the plugin's versions lie in.
    std::function<std::set<std::string>(const std::string& id)> folders_taken = {};
  };
  // TUF refresh, download, then place() with the vendor's keys of the off-line delegation.
  Result<PluginRow> from_market(const std::string& plugin, const std::string& version,
                                Expected expected);
  // Vendor's signature and every member's hash, platform, SDK range, entry of the library,
  // licence, permissions; unpacks and switches into place.
  Result<PluginRow> place(const std::filesystem::path& package,
                          const std::vector<crypto::PublicKey>& vendor_keys,
                          const Expected& expected);

 private:
  static Status check_expected(const package::Manifest& manifest, const Expected& expected);
  Status check_license(const package::Manifest& manifest);
  PluginsParts& host_;
  const PluginFolders& folders_;
  SeatPolicy& seats_;
};

}  // namespace kontor::host
