#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/core/clock.hpp"
#include "base/core/json.hpp"
#include "base/core/random.hpp"
#include "base/core/uuid.hpp"
#include "base/db/database.hpp"
#include "base/http/message.hpp"
#include "host/access/accounts.hpp"
#include "host/access/principal.hpp"
#include "host/app/hooks.hpp"
#include "host/app/notices.hpp"
#include "host/app/outbox.hpp"
#include "host/app/records.hpp"
#include "host/plugins/plugin_tap.hpp"
#include "licensing/seats/ledger.hpp"
#include "marketplace/client/market_client.hpp"

namespace kontor::host {

// What host/plugins stands on. All references outlive Plugins.
struct PluginsParts {
  db::Database& database;
  const Clock& clock;
  Random& random;
  IdSource& ids;
  Definitions& definitions;
  Records& records;
  Accounts& accounts;
  Outbox& outbox;
  Notices& notices;
  licensing::SeatLedger& seats;
  marketplace::MarketClient* market = nullptr;  // Null: this host has no market.
  std::filesystem::path data;    // DATA of the host; uses DATA/plugins and DATA/keys.
  std::filesystem::path runner;  // kontor-runner
  std::string locale = "en";
  std::string host_version = "0.1.0";
  PluginTap* tap = nullptr;  // Null: nothing stands between the plugins and their processes.
};

// Everything between the CRM and the plugins' processes: install, start, call, stop,
// remove; what a plugin may ask of the host and what of a record it may see; seats.
//
// Also the SaveHooks and PurposeGate of Records (attach() them while wiring). Wire
// Accounts::on_session_end to session_ended(). Any thread.
class Plugins : public SaveHooks, public PurposeGate {
 public:
  // Applies the migrations of component host_plugins, sweeps what an interrupted
  // installation left, contributes the fields of installed plugins. Starts no process.
  static Result<std::unique_ptr<Plugins>> create(PluginsParts parts);
  ~Plugins() override = default;  // Stops every plugin.

  // Starts what is not stopped by an administrator. A plugin that does not start is
  // reported in list() and in the log, and tried again with growing pauses.
  virtual void start_all() = 0;
  virtual void stop_all() = 0;

  // [{id,name,version,state,health,contributes,license,permissions,settings…}]
  virtual Result<Json> list() = 0;
  virtual Result<Json> describe(const std::string& id) = 0;

  // From the market: TUF refresh, download, vendor's signature, contents, entry, licence;
  // then unpack, record and start. Whatever refuses leaves the host as it was.
  struct InstallRequest {
    std::string plugin_id;
    std::string version = {};                 // Empty: the newest release.
    bool accept_permissions = false;          // Or forbidden, with the permissions in `detail`.
    std::optional<std::string> license = {};  // A licence document to install first.
  };
  virtual Result<Json> install(const Principal& actor, const InstallRequest& request) = 0;
  // The same from a .kpkg file whose vendor's keys are known some other way.
  virtual Result<Json> install_file(const Principal& actor, const std::filesystem::path& package,
                                    const std::vector<crypto::PublicKey>& vendor_keys) = 0;
  virtual Status start(const Principal& actor, const std::string& id) = 0;
  virtual Status stop(const Principal& actor, const std::string& id) = 0;
  // Ends its process and starts the next one; calls meanwhile find it installed but not running.
  virtual Status restart(const Principal& actor, const std::string& id) = 0;
  enum class Storage { keep, erase };
  virtual Status remove(const Principal& actor, const std::string& id, Storage storage) = 0;
  // Replaces the settings (checked against the manifest's schema) and restarts the plugin.
  virtual Status set_settings(const Principal& actor, const std::string& id,
                              const Json& settings) = 0;
  virtual Status set_secret(const Principal& actor, const std::string& id, const std::string& name,
                            const std::string& value) = 0;

  virtual Json widgets() = 0;  // [{plugin,widget,name,kind}]
  virtual Result<Json> widget(const Principal& actor, const std::string& plugin,
                              const std::string& widget, const Json& period,
                              const Json& parameters) = 0;
  // `record`: {"entity","id"} or null. Gives {"output","message"}.
  virtual Result<Json> act(const Principal& actor, const std::string& plugin,
                           const std::string& action, const Json& record, const Json& input) = 0;
  virtual Result<http::Response> webhook(const std::string& plugin, const std::string& webhook,
                                         const http::Request& request) = 0;

  // Who sits on a product's seats, with names: {"model","total","used","holders":[…]}.
  virtual Result<Json> seats(const std::string& product) = 0;
  // Tells the holder by a notice that `actor` waits.
  virtual Status ask_for_seat(const Principal& actor, const std::string& product,
                              const std::string& holder) = 0;
  virtual Status release_seat(const Principal& actor, const std::string& product) = 0;
  // Releases every seat of the user whose session ended.
  virtual void session_ended(const std::string& user, const std::string& session) = 0;
};

}  // namespace kontor::host
