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
#include "host/trust/trust_gate.hpp"

namespace kontor::host {

// Brings a plugin's verified bytes onto the disk. Starts nothing and writes no row; every
// refusal names what and why and leaves the host as it was. Any thread.
class Installer {
 public:
  Installer(PluginsParts& host, const PluginFolders& folders, SeatPolicy& seats, TrustGate& gate)
      : host_(host), folders_(folders), seats_(seats), gate_(gate) {}

  // What the caller knows of the plugin that is installed already, and wants of the new one.
  struct Expected {
    Principal actor = Principal::system();  // Who wants it: not everybody may approve.
    std::string id = {};                    // Empty: whatever the package says.
    std::string version = {};               // The same.
    std::string other_than = {};            // A version that would be no change.
    bool permissions_accepted = false;
    Json permissions_known = nullptr;  // Accepted once; the same again need no new word.
    // Called before the first file is put; an error ends the installation.
    std::function<Status(const package::Manifest&)> intend = {};
    // Names of folders the plugin's versions lie in.
    std::function<std::set<std::string>(const std::string& id)> folders_taken = {};
  };
  // TUF refresh, choice by the company's policy, download, then place() with the vendor's keys
  // of the off-line delegation.
  Result<PluginRow> from_market(const TrustGate::Wanted& wanted, Expected expected);
  // Vendor's signature and every member's hash, the company's policy, platform, SDK range, entry
  // of the library, licence, permissions; unpacks and switches into place. `release`: what the
  // market proved of it, or null.
  Result<PluginRow> place(const std::filesystem::path& package,
                          const std::vector<crypto::PublicKey>& vendor_keys,
                          const Expected& expected, const TrustGate::Release* release = nullptr);

 private:
  Status check_terms(const package::Manifest& manifest, const TrustGate::Release* release,
                     const std::string& sha256);
  static Status check_expected(const package::Manifest& manifest, const Expected& expected);
  Status check_license(const package::Manifest& manifest);
  PluginsParts& host_;
  const PluginFolders& folders_;
  SeatPolicy& seats_;
  TrustGate& gate_;
};

}  // namespace kontor::host
