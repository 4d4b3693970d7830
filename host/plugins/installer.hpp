#pragma once

#include <filesystem>
#include <optional>
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

  // TUF refresh, download, then place() with the vendor's keys of the off-line delegation.
  Result<PluginRow> from_market(const Plugins::InstallRequest& request);

  struct Expected {
    std::string id = {};       // Empty: whatever the package says.
    std::string version = {};  // The same.
    bool permissions_accepted = false;
  };
  // Vendor's signature and every member's hash, platform, SDK range, entry of the library,
  // licence, permissions; unpacks and switches into place.
  Result<PluginRow> place(const std::filesystem::path& package,
                          const std::vector<crypto::PublicKey>& vendor_keys,
                          const Expected& expected);

 private:
  Status check_license(const package::Manifest& manifest);
  PluginsParts& host_;
  const PluginFolders& folders_;
  SeatPolicy& seats_;
};

}  // namespace kontor::host
