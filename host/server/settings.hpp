#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "host/access/openid_provider.hpp"
#include "host/core/phone.hpp"

namespace kontor::host {

// What `kontor-host` is told by file, environment and flags, in that order of rising
// precedence.
struct Settings {
  std::filesystem::path data;
  std::string address = "127.0.0.1";
  std::uint16_t port = 7401;
  std::string database = {};                     // Empty: sqlite:DATA/host.db
  std::filesystem::path web = {};                // Folder of the built web app.
  std::string company = "Company";               // Name under which this host buys.
  std::string market = {};                       // URL; empty: no market.
  std::vector<std::string> market_mirrors = {};  // More URLs of the same market.
  std::vector<std::string> policy_keys = {};     // Hexadecimal; who may sign the install policy.
  std::filesystem::path market_root = {};
  std::filesystem::path bundled = {};  // Folder with bundle.tar and root.json, or of neither.
  std::filesystem::path runner = {};
  std::string seats_server = {};                // kontor-seats or a market; empty: none.
  std::filesystem::path seats_token_file = {};  // This host's token there.
  std::string certificate_file = {};
  std::string private_key_file = {};
  std::string sandbox = "warn";           // Where a layer is missing: "warn" or "refuse".
  bool safe_mode = false;                 // Start no plugin.
  bool require_encrypted_volume = false;  // Do not start where the disk is not encrypted.
  std::string public_url = {};            // Under which people outside reach this host.
  std::string smtp_url = {};              // The company's mail server; empty: plugins send no mail.
  std::string mail_from = {};             // "Company <crm@example.test>"
  std::string ca_file = {};  // PEM of the roots plugins' TLS trusts; empty: the system's.
  PhoneDefaults phone = {};
  std::filesystem::path backup_folder = {};    // Empty: this host makes no backups.
  std::filesystem::path backup_key_file = {};  // Not in DATA, nor beside the backups.
  int backup_every_hours = 24;
  std::size_t backup_keep = 14;
  int backup_changes_days = 7;      // For how long the log of changes is kept; 0: there is none.
  std::int64_t reads_logged = 500;  // So many records read in a day are an audit entry,
  std::int64_t reads_alert = 5000;  // and so many an alert.
  OpenIdSettings openid = {};
  std::filesystem::path openid_secret_file = {};  // Holds the client secret, 0600.

  std::string database_url() const {
    return database.empty() ? "sqlite:" + (data / "host.db").string() : database;
  }
};

}  // namespace kontor::host
