#include <filesystem>

#include "base/core/data_folder.hpp"
#include "base/core/files.hpp"
#include "base/core/log.hpp"
#include "base/http/server.hpp"
#include "host/access/secret_file.hpp"
#include "host/api/account_endpoints.hpp"
#include "host/api/calendar_endpoints.hpp"
#include "host/api/definition_endpoints.hpp"
#include "host/api/event_endpoints.hpp"
#include "host/api/export_endpoints.hpp"
#include "host/api/import_endpoints.hpp"
#include "host/api/record_endpoints.hpp"
#include "host/api/report_endpoints.hpp"
#include "host/api/search_endpoints.hpp"
#include "host/api/session_endpoints.hpp"
#include "host/api/volume_endpoints.hpp"
#include "host/api/web_app.hpp"
#include "host/api/work_endpoints.hpp"
#include "host/app/company_settings.hpp"
#include "host/app/deadline_watch.hpp"
#include "host/app/tombstones.hpp"
#include "host/backup/upgrade.hpp"
#include "host/plugins/company_tables.hpp"
#include "host/server/access_side.hpp"
#include "host/server/backup_settings.hpp"
#include "host/server/data_protection.hpp"
#include "host/server/host.hpp"
#include "host/server/plugin_side.hpp"
#include "host/server/privacy_side.hpp"
#include "host/store/record_tables.hpp"

namespace kontor::host {

namespace {

constexpr int kStopGraceMs = 5000;

Result<bool> is_older_data(const Settings& settings) {
  if (settings.database.empty() && !std::filesystem::exists(settings.data / "host.db"))
    return false;
  const auto database = TRY(db::Database::open(settings.database_url()));
  return is_older_company(*database);
}

// Every component's, so that a failure of any is a failure of the upgrade.
Status migrate_all(const Settings& settings) {
  const auto database = TRY(db::Database::open(settings.database_url()));
  return prepare_company(*database);
}

// Members are made from top to bottom and destroyed from bottom to top.
class RunningHost final : public Host {
 public:
  static Result<std::unique_ptr<RunningHost>> create(const Settings& settings) {
    auto folder =
        TRY(DataFolder::take(settings.data, "kontor-host", {"keys", "imports", "exports"}));
    if (settings.require_encrypted_volume) TRY(require_encrypted(data_places(settings)));
    SystemRandom random;
    const SystemClock clock;
    const BackupPlace place{settings.data, settings.database_url()};
    TRY(DatabaseUpgrade({place, clock, random})
            .run([&] { return is_older_data(settings); }, [&] { return migrate_all(settings); }));
    auto database = TRY(db::Database::open(settings.database_url()));
    // Every one of them lengthens the same two chains (0001_begin.sql).
    database->take_turns();
    auto definitions = TRY(Definitions::builtin());
    TRY(prepare_database(*database, *definitions));
    std::string key = TRY(load_or_create_key(settings.data / "keys" / "access.key", random));
    auto host = std::unique_ptr<RunningHost>(new RunningHost(
        settings, std::move(folder), std::move(database), std::move(definitions), std::move(key)));
    host->changes_ = TRY(keep_changes(settings, *host->database_, host->clock_, host->random_));
    TRY(host->accounts_.prepare());
    return host;
  }

  Accounts& accounts() { return accounts_; }
  db::Database& database() { return *database_; }

  Status serve() {
    const bool tls = !settings_.certificate_file.empty();
    add_session_endpoints(router_, accounts_,
                          tls ? CookieTransport::tls_only : CookieTransport::any,
                          settings_.public_url);
    add_account_endpoints(router_, accounts_);
    add_record_endpoints(router_, accounts_, records_);
    add_search_endpoints(router_, accounts_, records_);
    add_calendar_endpoints(router_, accounts_, records_, clock_, settings_.public_url);
    add_definition_endpoints(router_, accounts_, definition_desk_, *definitions_);
    add_work_endpoints(router_, accounts_, {*database_, records_, bulk_, outbox_, clock_, ids_});
    add_import_endpoints(router_, accounts_, importer_, records_, settings_.data / "imports");
    add_export_endpoints(router_, accounts_, exporter_);
    add_report_endpoints(router_, accounts_, reports_);
    add_event_endpoints(router_, accounts_, notices_);
    const CompanyParts company{*database_, clock_,    random_, ids_,    *definitions_,
                               records_,   accounts_, outbox_, notices_};
    side_ = TRY(PluginSide::create(settings_, company));
    side_->add_routes(router_, accounts_);
    importer_.attach(&side_->plugins());
    access_ = TRY(AccessSide::create(
        settings_, company, access_key_,
        [this](const std::string& id) { return side_->principal_of(id); }, changes_.get()));
    access_->add_routes(router_);
    add_volume_endpoints(router_, accounts_, [this] { return volumes_report(settings_); });
    privacy_ = TRY(PrivacySide::create(settings_, company, tombstones_, side_->plugins()));
    privacy_->add_routes(router_);
    http::add_operational_routes(router_, "Kontor host", [this] { return ready(); });
    if (!settings_.web.empty()) add_web_app(router_, settings_.web, random_);
    side_->start();
    access_->start();
    privacy_->start();
    http::ServerOptions options;
    options.address = settings_.address;
    options.port = settings_.port;
    options.certificate_file = settings_.certificate_file;
    options.private_key_file = settings_.private_key_file;
    TRY(load_service_levels(*database_, records_));
    TRY(importer_.start());
    TRY(exporter_.start());
    TRY(bulk_.start());
    TRY(deadlines_.start());
    server_ = TRY(http::Server::start(router_, options));
    TRY(write_file(settings_.data / "port", std::to_string(server_->port()) + "\n"));
    log::info("host is listening", {{"port", server_->port()}});
    if (TRY(accounts_.users()).empty())
      log::warning("nobody can sign in yet: kontor-host init adds the first administrator");
    return ok();
  }

  std::uint16_t port() const override { return server_->port(); }

  void stop() override {
    notices_.close();
    if (server_) server_->stop(kStopGraceMs);
    deadlines_.stop();
    bulk_.stop();
    exporter_.stop();
    importer_.stop();
    if (privacy_) privacy_->stop();
    if (access_) access_->stop();
    if (side_) side_->stop();
  }

 private:
  RunningHost(const Settings& settings, std::unique_ptr<DataFolder> folder,
              std::unique_ptr<db::Database> database, std::unique_ptr<Definitions> definitions,
              std::string access_key)
      : settings_(settings),
        access_key_(std::move(access_key)),
        folder_(std::move(folder)),
        database_(std::move(database)),
        definitions_(std::move(definitions)) {}

  Status ready() {
    return database_->read([](db::Session& session) -> Status {
      TRY(session.query("SELECT 1"));
      return ok();
    });
  }

  const Settings settings_;
  const std::string access_key_;
  SystemClock clock_;
  SystemRandom random_;
  IdSource ids_{clock_, random_};
  std::unique_ptr<DataFolder> folder_;
  std::unique_ptr<ChangeKeeper> changes_;  // Null without a log of changes.
  std::unique_ptr<db::Database> database_;
  std::unique_ptr<Definitions> definitions_;
  Accounts accounts_{{*database_, clock_, random_, ids_, access_key_}};
  Tombstones tombstones_{access_key_};
  Outbox outbox_{*database_, clock_, ids_};
  Notices notices_;
  Records records_{
      {*database_, *definitions_, outbox_, clock_, ids_, settings_.phone, &tombstones_}};
  DefinitionDesk definition_desk_{{*database_, *definitions_, records_, outbox_, clock_}};
  std::unique_ptr<PluginSide> side_;
  std::unique_ptr<AccessSide> access_;
  std::unique_ptr<PrivacySide> privacy_;
  Importer importer_{{*database_, records_, accounts_, outbox_, notices_, clock_, ids_,
                      settings_.data / "imports"}};
  Reports reports_{records_, accounts_, clock_};
  Exporter exporter_{
      {*database_, records_, accounts_, notices_, clock_, ids_, settings_.data / "exports"}};
  BulkJobs bulk_{{*database_, records_, accounts_, outbox_, notices_, clock_, ids_}};
  DeadlineWatch deadlines_{{*database_, records_, outbox_, notices_, clock_, ids_}};
  http::Router router_;
  std::unique_ptr<http::Server> server_;
};

}  // namespace

Result<std::unique_ptr<Host>> Host::start(const Settings& settings) {
  auto host = TRY(RunningHost::create(settings));
  TRY(host->serve());
  return std::unique_ptr<Host>(std::move(host));
}

Result<User> add_first_administrator(const Settings& settings, const NewUser& administrator) {
  auto host = TRY(RunningHost::create(settings));
  return host->accounts().add_user(Principal::system(), administrator);
}

Result<std::int64_t> verify_audit_log(const Settings& settings) {
  auto database = TRY(db::Database::open(settings.database_url()));
  return AuditLog::verify(*database);
}

}  // namespace kontor::host
