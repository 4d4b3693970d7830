#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "host/plugins/event_delivery.hpp"
#include "host/plugins/host_operations.hpp"
#include "host/plugins/installer.hpp"
#include "host/plugins/keeper.hpp"
#include "host/plugins/plugins.hpp"
#include "host/plugins/save_hooks.hpp"

namespace kontor::host {

// Plugins, put together from the parts of this folder. Changes to what is installed and
// running happen one at a time; calls of plugins do not wait for them.
class InstalledPlugins final : public Plugins {
 public:
  InstalledPlugins(PluginsParts parts, PluginSecrets secrets);
  ~InstalledPlugins() override;
  Status load();  // Once: rows to instances, rubbish swept.
  // Before the secrets can be opened.
  static Status migrate(db::Database& database) { return PluginStore(database).migrate(); }

  void start_all() override;
  void stop_all() override;
  Result<Json> list() override;
  Result<Json> describe(const std::string& id) override;
  Result<Json> install(const Principal& actor, const InstallRequest& request) override;
  Result<Json> install_file(const Principal& actor, const std::filesystem::path& package,
                            const std::vector<crypto::PublicKey>& vendor_keys) override;
  Status start(const Principal& actor, const std::string& id) override;
  Status stop(const Principal& actor, const std::string& id) override;
  Status restart(const Principal& actor, const std::string& id) override;
  Status remove(const Principal& actor, const std::string& id, Storage storage) override;
  Status set_settings(const Principal& actor, const std::string& id, const Json& settings) override;
  Status set_secret(const Principal& actor, const std::string& id, const std::string& name,
                    const std::string& value) override;

  Json widgets() override;
  Result<Json> widget(const Principal& actor, const std::string& plugin, const std::string& widget,
                      const Json& period, const Json& parameters) override;
  Result<Json> act(const Principal& actor, const std::string& plugin, const std::string& action,
                   const Json& record, const Json& input) override;
  Result<http::Response> webhook(const std::string& plugin, const std::string& webhook,
                                 const http::Request& request) override;
  Result<Json> seats(const std::string& product) override;
  Status ask_for_seat(const Principal& actor, const std::string& product,
                      const std::string& holder) override;
  Status release_seat(const Principal& actor, const std::string& product) override;
  void session_ended(const std::string& user, const std::string& session) override;

  bool wants(std::string_view entity) const override { return hooks_.wants(entity); }
  Result<std::vector<HookAnswer>> before_save(std::string_view entity,
                                              const std::vector<PendingRecord>& records,
                                              const Principal& actor) override {
    return hooks_.before_save(entity, records, actor);
  }
  Result<std::vector<bool>> allowed(std::string_view purpose,
                                    const std::vector<std::string>& person_ids) override {
    return services_.consents("kontor.host", person_ids, std::string(purpose));
  }

 private:
  Result<PluginHandle> make_instance(const PluginRow& row);
  Status contribute_fields(const package::Manifest& manifest);
  Result<Json> put_in_place(const Principal& actor, const PluginRow& row);
  void begin(const PluginHandle& plugin);  // Into the set, with its events.
  Status restart(PluginInstance& plugin);
  Status audit(const Principal& actor, const std::string& action, const std::string& plugin,
               Json detail);
  Result<std::optional<Json>> record_for(const Principal& actor, const PluginInstance& plugin,
                                         const package::Contribution& contribution,
                                         const Json& record);
  Json description(const PluginInstance& plugin);

  PluginsParts parts_;
  PluginStore store_;
  PluginFolders folders_;
  PluginStorage storage_;
  JobStore jobs_;
  PluginSecrets secrets_;
  SeatPolicy seats_;
  PluginSet plugins_;
  ServiceCalls services_;
  HostOperations operations_;
  PluginHooks hooks_;
  Installer installer_;
  Graveyard graveyard_;
  std::mutex changing_;  // One installation, start, stop or removal at a time.
  std::map<std::string, std::unique_ptr<EventDelivery>> deliveries_;  // Guarded by changing_.
  Keeper keeper_;
};

}  // namespace kontor::host
