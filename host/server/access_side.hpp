#pragma once

#include <memory>
#include <string>

#include "base/http/router.hpp"
#include "host/access/directory.hpp"
#include "host/access/single_sign_on.hpp"
#include "host/api/session_endpoints.hpp"
#include "host/app/access_report.hpp"
#include "host/app/bulk_reads.hpp"
#include "host/backup/backup_schedule.hpp"
#include "host/plugins/plugins.hpp"
#include "host/server/settings.hpp"
#include "host/webhooks/webhook_sender.hpp"
#include "host/webhooks/webhooks.hpp"

namespace kontor::host {

// Who may do what in a running host, and how they prove who they are: users, teams and roles,
// reports of rights, credentials, single sign-on; and what leaves the host by itself: webhooks and
// backups. Made in order and taken down in reverse.
class AccessSide {
 public:
  // `key`: 32 bytes that seal secrets in the database. `changes`: null without a log of them.
  static Result<std::unique_ptr<AccessSide>> create(const Settings& settings,
                                                    const CompanyParts& lent,
                                                    const std::string& key,
                                                    AccessReport::PluginPrincipal plugins,
                                                    ChangeKeeper* changes);
  void add_routes(http::Router& router);
  void start();
  void stop();

 private:
  AccessSide(const Settings& settings, const CompanyParts& lent, const std::string& key,
             std::string backup_key, AccessReport::PluginPrincipal plugins, ChangeKeeper* changes);
  void nag(const Json& status);

  Accounts& accounts_;
  db::Database& database_;
  Directory directory_;
  AccessReport report_;
  BulkReads bulk_reads_;
  PersonReads person_reads_;
  Outbox& outbox_;
  Notices& notices_;
  Webhooks webhooks_;
  WebhookSender sender_;
  BackupSchedule backups_;
  CookieTransport cookies_ = CookieTransport::any;
  std::string public_url_;
  // Null without a provider.
  std::unique_ptr<OpenIdProvider> provider_;
  std::unique_ptr<SingleSignOn> sign_on_;
};

}  // namespace kontor::host
