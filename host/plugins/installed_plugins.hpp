#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "host/plugins/change_log.hpp"
#include "host/plugins/crash_log.hpp"
#include "host/plugins/event_delivery.hpp"
#include "host/plugins/health_watch.hpp"
#include "host/plugins/held_events.hpp"
#include "host/plugins/host_operations.hpp"
#include "host/plugins/installer.hpp"
#include "host/plugins/keeper.hpp"
#include "host/plugins/mail_settings.hpp"
#include "host/plugins/plugin_entities.hpp"
#include "host/plugins/plugin_export.hpp"
#include "host/plugins/plugin_integrity.hpp"
#include "host/plugins/plugins.hpp"
#include "host/plugins/pruning.hpp"
#include "host/plugins/renewal_tasks.hpp"
#include "host/plugins/save_hooks.hpp"
#include "host/plugins/withdrawal_tasks.hpp"
#include "host/trust/kill_records.hpp"
#include "host/trust/update_plans.hpp"

namespace kontor::host {

// Plugins, put together from the parts of this folder. Changes to what is installed and
// running happen one at a time; calls of plugins do not wait for them.
class InstalledPlugins final : public Plugins {
 public:
  InstalledPlugins(PluginsParts parts, PluginSecrets secrets);
  ~InstalledPlugins() override;
  Status load();  // Once: rows to instances, rubbish swept.

  void start_all() override;
  void stop_all() override;
  bool safe_mode() const override { return parts_.safe_mode; }
  Result<Json> list() override;
  Result<Json> describe(const std::string& id) override;
  Result<http::Response> screenshot(const std::string& id, const std::string& sha256) override;
  Result<Json> handbook(const std::string& id, const std::string& locale) override;
  Result<Principal> principal_of(const std::string& id) override;
  Result<Json> inspect(const std::string& id) override;
  Result<Json> sandbox() override;
  Result<Json> install(const Principal& actor, const InstallRequest& request) override;
  Result<Json> install_bundled(marketplace::MarketClient& bundle,
                               const InstallRequest& request) override;
  Result<Json> install_file(const Principal& actor, const std::filesystem::path& package,
                            const std::vector<crypto::PublicKey>& vendor_keys) override;
  Result<Json> update(const Principal& actor, const InstallRequest& request) override;
  Result<Json> rollback(const Principal& actor, const std::string& id) override;
  Status release(const Principal& actor, const std::string& id) override;
  Status trust(const Principal& actor, const std::string& id, runtime::PluginMode mode) override;
  Result<ExportPage> export_kept(const Principal& actor, const std::string& id,
                                 const std::string& after) override;
  Status start(const Principal& actor, const std::string& id) override;
  Status stop(const Principal& actor, const std::string& id) override;
  Status restart(const Principal& actor, const std::string& id) override;
  Status remove(const Principal& actor, const std::string& id, Storage storage) override;
  Status set_settings(const Principal& actor, const std::string& id, const Json& settings) override;
  Status set_secret(const Principal& actor, const std::string& id, const std::string& name,
                    const std::string& value) override;

  TrustGate& gate() override { return gate_; }
  Status heed_kill_switch() override;
  Result<Json> updates() override;
  Result<Json> check_updates(const Principal& actor) override;
  Result<Json> judge_installed(const Json& policy) override;
  Result<Json> install_requests() override;
  Result<Json> approve_install(const Principal& actor, const std::string& request) override;
  Status refuse_install(const Principal& actor, const std::string& request) override;

  Json widgets() override;
  Result<Json> widget(const Principal& actor, const std::string& plugin, const std::string& widget,
                      const Json& period, const Json& parameters,
                      const std::string& locale) override;
  Result<Json> act(const Principal& actor, const std::string& plugin, const std::string& action,
                   const Json& record, const Json& input, const std::string& key = {}) override;
  Result<Json> act_on_many(const Principal& actor, const std::string& plugin,
                           const std::string& action, const Json& records, const Json& input,
                           const std::string& key = {}) override;
  Result<Json> panel(const Principal& actor, const std::string& plugin, const std::string& panel,
                     const Json& record, const std::string& locale) override;
  Result<Json> menu(const Principal& actor) override;
  Result<Json> open_menu(const Principal& actor, const std::string& plugin,
                         const std::string& entry, const std::string& locale) override;
  Json texts(const std::string& locale) override;
  Json formats(const Principal& actor) override;
  Status require_format(const Principal& actor, const std::string& format,
                        const std::string& entity) override;
  Result<Rows> read(const Principal& actor, const std::string& format, const Piece& piece) override;
  Result<http::Response> webhook(const std::string& plugin, const std::string& webhook,
                                 const http::Request& request) override;
  Result<Json> gaps(const Principal& actor, const std::string& plugin,
                    const std::string& before) override;
  Result<http::Response> page(const std::string& plugin, const std::string& page,
                              const std::string& token, const http::Request& request) override;
  Result<Json> files(const Principal& actor, const std::string& entity,
                     const std::string& id) override;
  Result<http::Response> file(const Principal& actor, const std::string& id) override;
  Result<Json> put_file(const Principal& actor, const FieldUpload& upload) override;
  Status tell_about(const std::string& person, const Tell& tell) override;
  Result<std::string> file_bytes(const std::string& file, std::int64_t offset) override;
  Result<std::vector<Answer>> ask_to_forget(const std::string& person) override;
  Result<std::vector<Answer>> forget(const std::string& person) override;
  Status forget_late(const std::string& plugin, const std::string& person) override;
  Status records_gone() override { return field_files_.tend(parts_.clock.now_ms() - kUploadMs); }
  Result<Json> processing() override;
  Result<Json> mail_settings(const Principal& actor) override;
  Status set_mail_settings(const Principal& actor, const Json& settings) override;
  Status forget_mail_settings(const Principal& actor) override;
  Status try_mail(const Principal& actor, const std::string& to) override;
  Result<Json> licenses() override;
  CompanySeats& company_seats() override { return company_seats_; }
  Result<Json> seats(const std::string& product) override;
  Status ask_for_seat(const Principal& actor, const std::string& product,
                      const std::string& holder) override;
  Status release_seat(const Principal& actor, const std::string& product) override;
  Result<Json> wait_for_seat(const Principal& actor, const std::string& product) override {
    return seats_.wait(product, actor.id);
  }
  Status leave_seat_queue(const Principal& actor, const std::string& product) override {
    return seats_.leave_queue(product, actor.id);
  }
  Result<TimeMs> borrow_seat(const Principal& actor, const std::string& product,
                             std::int64_t days) override {
    return seats_.borrow(product, actor.id, days);
  }
  Status return_seat(const Principal& actor, const std::string& product) override {
    return seats_.give_back(product, actor.id);
  }
  void session_ended(const std::string& user, const std::string& session) override;

  bool wants(std::string_view entity) const override {
    return !parts_.safe_mode && hooks_.wants(entity);
  }
  Result<std::vector<HookAnswer>> before_save(std::string_view entity,
                                              const std::vector<PendingRecord>& records,
                                              const Principal& actor) override {
    return hooks_.before_save(entity, records, actor);
  }
  Status note_gaps(db::Session& session, std::string_view entity,
                   const std::vector<GapOfRecord>& gaps) override {
    return hooks_.note_gaps(session, entity, gaps);
  }
  Status can_tell(std::string_view purpose) override {
    return services_.check_purpose(std::string(purpose));
  }
  Result<std::vector<bool>> allowed(std::string_view purpose,
                                    const std::vector<std::string>& person_ids) override {
    return services_.consents("kontor.host", person_ids, std::string(purpose));
  }

 private:
  Result<std::map<std::string, Answer>> keepers_of(const std::string& person);
  Result<PluginHandle> make_instance(const PluginRow& row);
  Status undo_unfinished();

  using Bring = std::function<Result<PluginRow>(const Installer::Expected&)>;
  Result<Json> change_version(const Principal& actor, Installer::Expected expected,
                              const Bring& bring);
  // To the version before; `reason`: why, when no administrator asked. changing_ is held.
  Result<Json> go_back(const Principal& actor, const std::string& id, const std::string& reason);
  Result<Json> put_in_place(const Principal& actor, const PluginRow& row,
                            const PluginChange& change);
  Status try_out(const PluginHandle& after);
  Status commit(const Principal& actor, const PluginHandle& before, const PluginRow& row,
                const PluginChange& change);
  void hand_over(const PluginHandle& before, const PluginHandle& after);
  std::set<std::string> folders_of(const std::string& id);
  Status refuse_in_safe_mode() const;

  bool prune();
  void tend_files();
  Status erase_kept(const std::string& id);

  Status load_kills();
  Status heed_kill_switch_now();  // changing_ is held.
  void switch_off(const KilledCopy& copy);
  void revive(const std::string& id);
  Status look_for_update(const PluginInstance& plugin);
  Status take_update(UpdatePlan plan);
  Status require_approver(const Principal& actor);

  void judge(const Crash& crash);
  void quarantine(PluginInstance& plugin, const Crash& crash);
  std::optional<std::string> newly_updated(const std::string& id);
  bool leave_bad_update(const std::string& id, const std::string& cause);
  void tell_managers(const std::string& plugin, const std::string& text);
  void begin(const PluginHandle& plugin);  // Into the set, with its events.
  Status restart(PluginInstance& plugin);
  Status audit(const Principal& actor, const std::string& action, const std::string& plugin,
               Json detail);
  struct SeenRecord {
    op::Record record;
    std::string owner;  // Of the record; empty: nobody.
  };
  Result<SeenRecord> record_for(const Principal& actor, const PluginInstance& plugin,
                                const package::Contribution& contribution, const Json& record);
  Result<Json> run_action(const Principal& actor, PluginInstance& plugin,
                          const package::Contribution& action, const Json& record,
                          const Json& input, const std::string& key);
  Json description(const PluginInstance& plugin);
  static HeldEvents::Reader reader_of(const PluginInstance& plugin);
  std::string state_of(const PluginInstance& plugin) const;
  static Json screenshots_of(const PluginInstance& plugin);
  static std::string mode_of(const PluginInstance& plugin);
  Json health_of(const PluginInstance& plugin) const;

  // An update whose version ends in quarantine within this time is undone by the host.
  static constexpr std::int64_t kProbationMs = 900'000;
  // So long no upload takes, from its file to its record; and so often files are looked through.
  static constexpr std::int64_t kUploadMs = 600'000;
  static constexpr std::int64_t kFilesTendedMs = 3'600'000;

  PluginsParts parts_;
  PluginStore store_;
  PluginFolders folders_;
  CrashLog crashes_;
  ChangeLog changes_;
  PluginStorage storage_;
  PluginEntities entities_;
  JobStore jobs_;
  PluginSecrets secrets_;
  MailSettings mail_settings_;
  CompanySeats company_seats_;
  SeatPolicy seats_;
  PluginIntegrity integrity_;
  RenewalTasks renewals_;
  WithdrawalTasks withdrawals_;
  Gaps gaps_;
  PluginSet plugins_;
  ServiceCalls services_;
  HostOperations operations_;
  FieldFiles field_files_;
  PluginExport export_;
  Pruning pruning_;
  HeldEvents held_;
  PluginHooks hooks_;
  TrustGate gate_;
  KillRecords kills_;
  UpdatePlans update_plans_;
  std::mutex checking_;  // One look for updates at a time; taken before changing_.
  Installer installer_;
  Graveyard graveyard_;
  std::mutex changing_;  // One installation, start, stop or removal at a time.
  std::map<std::string, std::unique_ptr<EventDelivery>> deliveries_;  // Guarded by changing_.
  std::atomic<bool> loaded_ = false;     // Before, nobody knows who reads events.
  std::int64_t files_tended_at_ms_ = 0;  // The keeper's thread alone.
  Keeper keeper_;
  HealthWatch health_;
};

}  // namespace kontor::host
