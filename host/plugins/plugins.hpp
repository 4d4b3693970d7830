#pragma once

#include <filesystem>
#include <functional>
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
#include "host/app/import_formats.hpp"
#include "host/app/notices.hpp"
#include "host/app/outbox.hpp"
#include "host/app/records.hpp"
#include "host/gdpr/plugin_subjects.hpp"
#include "host/plugins/field_files.hpp"
#include "host/plugins/plugin_tap.hpp"
#include "host/trust/trust_gate.hpp"
#include "licensing/client/remote_seats.hpp"
#include "licensing/seats/ledger.hpp"
#include "marketplace/client/market_client.hpp"
#include "sdk/runtime/plugin_process.hpp"

namespace kontor::host {

class CompanySeats;

// The parts of the CRM that plugins are given something of. All outlive what is made of them.
struct CompanyParts {
  db::Database& database;
  const Clock& clock;
  Random& random;
  IdSource& ids;
  Definitions& definitions;
  Records& records;
  Accounts& accounts;
  Outbox& outbox;
  Notices& notices;
};

// What host/plugins stands on. All references outlive Plugins.
struct PluginsParts : CompanyParts {
  licensing::SeatLedger& seats;                    // What this host counts itself.
  licensing::RemoteSeats* remote_seats = nullptr;  // What another ledger counts; null: nothing.
  marketplace::MarketClient* market = nullptr;     // Null: this host has no market.
  std::filesystem::path data = {};    // DATA of the host; uses DATA/plugins and DATA/keys.
  std::filesystem::path runner = {};  // kontor-runner
  std::string ca_file = {};  // PEM of the roots to believe for plugins' TLS; empty: the system's.
  std::string mail_server = {};  // "smtp://user:password@host:587", unless one is saved; or empty.
  std::string mail_from = {};    // "Company <crm@example.test>"
  std::string public_url = {};   // Under which people outside reach this host; may be empty.
  std::string locale = "en";
  std::string host_version = "0.1.0";
  runtime::SandboxPolicy::Missing missing_layers = runtime::SandboxPolicy::Missing::warn;
  bool safe_mode = false;    // No plugin runs; saves go on without their hooks.
  PluginTap* tap = nullptr;  // Null: nothing stands between the plugins and their processes.
  std::function<void()> renew_trust = {};           // After each refresh of the market's metadata.
  std::vector<crypto::PublicKey> policy_keys = {};  // Of administrators; empty: first use decides.
  bool judges_installs = true;  // False in a rehearsal, which installs nothing for anybody.
};

// Everything between the CRM and the plugins' processes: install, start, call, stop,
// remove; what a plugin may ask of the host and what of a record it may see; seats.
//
// Also the SaveHooks and PurposeGate of Records (attach() them while wiring) and what exports and
// erasures of people ask. Wire
// Accounts::on_session_end to session_ended(). Any thread.
class Plugins : public SaveHooks, public PurposeGate, public PluginSubjects, public ImportFormats {
 public:
  // Applies the migrations of component host_plugins, sweeps what an interrupted
  // installation left, contributes the fields of installed plugins. Starts no process.
  static Result<std::unique_ptr<Plugins>> create(PluginsParts parts);
  ~Plugins() override = default;  // Stops every plugin.

  // Starts what is not stopped by an administrator nor in quarantine. A plugin that does not
  // start is reported in list() and in the log, and tried again with growing pauses. In safe
  // mode starts nothing.
  virtual void start_all() = 0;
  virtual void stop_all() = 0;

  virtual bool safe_mode() const = 0;
  // [{id,name,version,state,health,contributes,license,permissions,settings…}]
  virtual Result<Json> list() = 0;
  virtual Result<Json> describe(const std::string& id) = 0;  // One of these.
  // A picture of its listing as it was signed, by its SHA-256. not_found.
  virtual Result<http::Response> screenshot(const std::string& id, const std::string& sha256) = 0;
  // What an administrator reads to set it up, as it was signed: {"language","languages","text"}, in
  // English where `locale` has none. not_found if it has none.
  virtual Result<Json> handbook(const std::string& id, const std::string& locale) = 0;
  // Who the plugin is where rights are asked: what its manifest got. not_found.
  virtual Result<Principal> principal_of(const std::string& id) = 0;
  // For the administrator: that and where it runs, behind which layers, what it may do in
  // plain words per language, its crashes, what it used, its versions.
  virtual Result<Json> inspect(const std::string& id) = 0;
  // The layers of the sandbox on this machine: {"layers":[{"name","state","why"}],"policy"}.
  virtual Result<Json> sandbox() = 0;

  // From the market: TUF refresh, download, vendor's signature, contents, entry, licence;
  // then unpack, record and start. Whatever refuses leaves the host as it was.
  struct InstallRequest {
    std::string plugin_id;
    std::string version = {};                 // Empty: the newest release.
    bool accept_permissions = false;          // Or forbidden, with the permissions in `detail`.
    std::optional<std::string> license = {};  // A licence document to install first.
  };
  virtual Result<Json> install(const Principal& actor, const InstallRequest& request) = 0;
  // The same from another market than the company's own, such as a bundle that came with the
  // host. Only what was never installed here: conflict otherwise, since an administrator may have
  // removed it. forbidden where the install policy lets people decide.
  virtual Result<Json> install_bundled(marketplace::MarketClient& bundle,
                                       const InstallRequest& request) = 0;
  // The same from a .kpkg file whose vendor's keys are known some other way.
  virtual Result<Json> install_file(const Principal& actor, const std::filesystem::path& package,
                                    const std::vector<crypto::PublicKey>& vendor_keys) = 0;
  // The new version starts beside the old one and must say that it is well; then it takes the
  // calls. Otherwise the old one goes on and the error says why. Permissions that have not
  // grown need not be accepted again. conflict if there is no other version.
  virtual Result<Json> update(const Principal& actor, const InstallRequest& request) = 0;
  // The same with the version before, which becomes the one to go back to.
  virtual Result<Json> rollback(const Principal& actor, const std::string& id) = 0;
  // Lifts the quarantine and starts the plugin.
  virtual Status release(const Principal& actor, const std::string& id) = 0;
  // Where the plugin's code runs. In the host's process only if its manifest asks for it.
  virtual Status trust(const Principal& actor, const std::string& id, runtime::PluginMode mode) = 0;
  // A page of what it keeps, installed or removed: storage, files, data folder
  // (export_format.md); and the `after` of the next page, empty after the last.
  struct ExportPage {
    std::string lines;
    std::string next;
  };
  virtual Result<ExportPage> export_kept(const Principal& actor, const std::string& id,
                                         const std::string& after) = 0;
  virtual Status start(const Principal& actor, const std::string& id) = 0;
  virtual Status stop(const Principal& actor, const std::string& id) = 0;
  // Ends its process and starts the next one; calls meanwhile find it installed but not running.
  virtual Status restart(const Principal& actor, const std::string& id) = 0;
  enum class Storage { keep, erase };
  // `storage` is about all it keeps: storage, files, data folder, mails. Erase also works on
  // what was kept of a plugin that is gone.
  virtual Status remove(const Principal& actor, const std::string& id, Storage storage) = 0;
  // Replaces the settings (checked against the manifest's schema) and restarts the plugin.
  virtual Status set_settings(const Principal& actor, const std::string& id,
                              const Json& settings) = 0;
  virtual Status set_secret(const Principal& actor, const std::string& id, const std::string& name,
                            const std::string& value) = 0;

  // The company's install policy, and what it says of a plugin's releases.
  virtual TrustGate& gate() = 0;
  // Stops and keeps what the market's off-line role switched off, lets go what it revived. After
  // each refresh; no request.
  virtual Status heed_kill_switch() = 0;
  // What there is to update to ([{"plugin","from","to","state","reason",…}]); check_updates()
  // looks anew and takes what the policy lets the host take by itself.
  virtual Result<Json> updates() = 0;
  virtual Result<Json> check_updates(const Principal& actor) = 0;
  // What this policy, or its envelope, would say of what is installed; nothing is changed:
  // {"serial","installed":[{"plugin","version","refused":[{"rule","wanted","found","text"}]}]}.
  virtual Result<Json> judge_installed(const Json& policy) = 0;
  // What those asked for who may not decide, newest first, and the decision.
  virtual Result<Json> install_requests() = 0;
  virtual Result<Json> approve_install(const Principal& actor, const std::string& request) = 0;
  virtual Status refuse_install(const Principal& actor, const std::string& request) = 0;

  virtual Json widgets() = 0;  // [{plugin,widget,name,kind}]
  // `locale`: the reader's language; empty: the company's.
  virtual Result<Json> widget(const Principal& actor, const std::string& plugin,
                              const std::string& widget, const Json& period, const Json& parameters,
                              const std::string& locale) = 0;
  // `record`: {"entity","id"} or null. Gives {"output","message"}. `key`: the caller's
  // Idempotency-Key, which the plugin sees.
  virtual Result<Json> act(const Principal& actor, const std::string& plugin,
                           const std::string& action, const Json& record, const Json& input,
                           const std::string& key = {}) = 0;
  // An action that takes many, on each of 1 to 500 records: {"results":[{"record","output",
  // "message"} or {"record","problem"}]} in the same order.
  virtual Result<Json> act_on_many(const Principal& actor, const std::string& plugin,
                                   const std::string& action, const Json& records,
                                   const Json& input, const std::string& key = {}) = 0;
  // What a panel of a plugin shows on a record: {"title","blocks"}.
  virtual Result<Json> panel(const Principal& actor, const std::string& plugin,
                             const std::string& panel, const Json& record,
                             const std::string& locale) = 0;
  // The entries of the main menu for this user, by what they may read: [{"plugin","entry",
  // "label","state"}], state "open" or, where the company has no licence, "unlicensed".
  virtual Result<Json> menu(const Principal& actor) = 0;
  // What an entry opens: {"title","blocks"}.
  virtual Result<Json> open_menu(const Principal& actor, const std::string& plugin,
                                 const std::string& entry, const std::string& locale) = 0;
  // What installed plugins call their own words in a language, English where it lacks one:
  // {plugin: {word: text}}.
  virtual Json texts(const std::string& locale) = 0;
  virtual Result<http::Response> webhook(const std::string& plugin, const std::string& webhook,
                                         const http::Request& request) = 0;

  // What went on without this plugin: {"total","gaps":[{"contribution","record","at",
  // "reason"}],"next"}, newest first; `before` is the `next` of the page before.
  virtual Result<Json> gaps(const Principal& actor, const std::string& plugin,
                            const std::string& before) = 0;

  // A public page of a plugin, drawn as HTML for whoever comes; always an answer.
  virtual Result<http::Response> page(const std::string& plugin, const std::string& page,
                                      const std::string& token, const http::Request& request) = 0;
  // Files kept on a record, and one file, for who may read that record.
  virtual Result<Json> files(const Principal& actor, const std::string& entity,
                             const std::string& id) = 0;
  virtual Result<http::Response> file(const Principal& actor, const std::string& id) = 0;
  // A file somebody brings for a field of a record (FieldFiles::put).
  virtual Result<Json> put_file(const Principal& actor, const FieldUpload& upload) = 0;

  // Through which server mails go (mail_settings.hpp), and a mail to try it.
  virtual Result<Json> mail_settings(const Principal& actor) = 0;
  virtual Status set_mail_settings(const Principal& actor, const Json& settings) = 0;
  virtual Status forget_mail_settings(const Principal& actor) = 0;
  virtual Status try_mail(const Principal& actor, const std::string& to) = 0;

  // Every licence and every plugin's standing: {"authority","ledger","licenses","plugins"}.
  virtual Result<Json> licenses() = 0;
  // All seats of the company, wherever they are counted.
  virtual CompanySeats& company_seats() = 0;
  // Who sits on a product's seats, with names: {"model","total","used","holders":[…]}.
  virtual Result<Json> seats(const std::string& product) = 0;
  // Tells the holder by a notice that `actor` waits.
  virtual Status ask_for_seat(const Principal& actor, const std::string& product,
                              const std::string& holder) = 0;
  virtual Status release_seat(const Principal& actor, const std::string& product) = 0;
  // The actor's seat or place in the queue (SeatPolicy::wait), and the place given up.
  virtual Result<Json> wait_for_seat(const Principal& actor, const std::string& product) = 0;
  virtual Status leave_seat_queue(const Principal& actor, const std::string& product) = 0;
  // The actor's seat goes along with this host: until when; and back before that.
  virtual Result<TimeMs> borrow_seat(const Principal& actor, const std::string& product,
                                     std::int64_t days) = 0;
  virtual Status return_seat(const Principal& actor, const std::string& product) = 0;
  // Releases every seat of the user whose session ended.
  virtual void session_ended(const std::string& user, const std::string& session) = 0;
};

}  // namespace kontor::host
