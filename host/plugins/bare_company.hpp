#pragma once

#include <functional>
#include <memory>
#include <string>

#include "host/plugins/plugins.hpp"

namespace kontor::host {

// The host's own parts over one database and one folder: the same records, rights, hooks,
// events, jobs, broker and seats as in the running host, without HTTP, market and mail server.
// A rehearsal runs on it, and the tests of plugins. One owner opens and closes; the parts
// themselves are any thread's.
class BareCompany {
 public:
  struct Wiring {
    std::string database_url;
    std::filesystem::path data;    // DATA
    std::filesystem::path runner;  // kontor-runner
    crypto::SigningKey authority;  // Of the seat ledger …
    licensing::TrustedKeys keys;   // … and whose licences it believes.
    PhoneDefaults phone = {};
    const Clock* plugins_clock = nullptr;            // Null: `clock`.
    std::function<void(PluginsParts&)> choose = {};  // What else differs from the usual.
  };
  // Migrates the database and makes the parts. Starts no plugin.
  Status open(Wiring wiring);
  void close();

  SystemClock clock;
  SystemRandom random;
  IdSource ids{clock, random};
  // Made from top to bottom, destroyed from bottom to top.
  std::unique_ptr<db::Database> database;
  std::unique_ptr<Definitions> definitions;
  std::unique_ptr<Accounts> accounts;
  std::unique_ptr<Outbox> outbox;
  std::unique_ptr<Notices> notices;
  std::unique_ptr<Records> records;
  std::unique_ptr<licensing::SeatLedger> ledger;
  std::unique_ptr<Plugins> plugins;
};

}  // namespace kontor::host
