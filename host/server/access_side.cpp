#include "host/server/access_side.hpp"

#include "host/access/secret_file.hpp"
#include "host/api/audit_endpoints.hpp"
#include "host/api/backup_endpoints.hpp"
#include "host/api/credential_endpoints.hpp"
#include "host/api/directory_endpoints.hpp"
#include "host/api/security_key_endpoints.hpp"
#include "host/api/sign_on_endpoints.hpp"
#include "host/api/webhook_endpoints.hpp"
#include "host/server/backup_settings.hpp"

namespace kontor::host {

namespace {

constexpr std::size_t kSecretBytesMax = 4096;
constexpr std::int64_t kHourMs = 3'600'000;

Result<OpenIdSettings> openid_of(const Settings& settings) {
  OpenIdSettings openid = settings.openid;
  if (openid.redirect_uri.empty()) {
    openid.redirect_uri = settings.public_url + "/api/v1/sso/callback";
  }
  if (openid.ca_file.empty()) openid.ca_file = settings.ca_file;
  openid.client_secret = TRY(read_secret_file(settings.openid_secret_file, kSecretBytesMax));
  while (openid.client_secret.ends_with('\n')) openid.client_secret.pop_back();
  return openid;
}

}  // namespace

AccessSide::AccessSide(const Settings& settings, const CompanyParts& lent, const std::string& key,
                       std::string backup_key, AccessReport::PluginPrincipal plugins,
                       ChangeKeeper* changes)
    : accounts_(lent.accounts),
      database_(lent.database),
      directory_({lent.database, lent.clock, lent.ids, lent.accounts}),
      report_(lent.accounts, lent.records, std::move(plugins)),
      bulk_reads_({lent.database, lent.clock, lent.outbox, &lent.accounts, &lent.ids},
                  {settings.reads_logged, settings.reads_alert}),
      person_reads_({lent.database, lent.records.store(), lent.clock}),
      outbox_(lent.outbox),
      notices_(lent.notices),
      webhooks_({lent.database, lent.clock, lent.random, lent.ids, key}),
      sender_({lent.database, lent.clock, lent.ids, lent.outbox, key, settings.ca_file}),
      backups_({{settings.data, settings.database_url()},
                settings.backup_folder,
                std::move(backup_key),
                settings.backup_every_hours * kHourMs,
                settings.backup_keep,
                lent.clock,
                lent.random,
                [this](const Json& status) { nag(status); },
                changes}) {
  lent.records.attach(bulk_reads_);
  lent.records.attach(person_reads_);
}

Result<std::unique_ptr<AccessSide>> AccessSide::create(const Settings& settings,
                                                       const CompanyParts& lent,
                                                       const std::string& key,
                                                       AccessReport::PluginPrincipal plugins,
                                                       ChangeKeeper* changes) {
  std::string backup_key = TRY(backup_key_of(settings, lent.random));
  std::unique_ptr<AccessSide> side(
      new AccessSide(settings, lent, key, std::move(backup_key), std::move(plugins), changes));
  side->public_url_ = settings.public_url;
  if (!settings.certificate_file.empty()) side->cookies_ = CookieTransport::tls_only;
  if (!settings.openid.issuer.empty()) {
    OpenIdSettings openid = TRY(openid_of(settings));
    side->provider_ = std::make_unique<OpenIdProvider>(std::move(openid), lent.clock);
    side->sign_on_ = std::make_unique<SingleSignOn>(SingleSignOn::Parts{
        lent.database, lent.clock, lent.random, lent.accounts, *side->provider_});
  }
  return side;
}

void AccessSide::add_routes(http::Router& router) {
  add_audit_endpoints(router, accounts_, database_);
  add_backup_endpoints(router, accounts_, backups_);
  add_credential_endpoints(router, accounts_);
  add_security_key_endpoints(router, accounts_, public_url_);
  if (sign_on_) add_sign_on_endpoints(router, *sign_on_, cookies_);
  add_directory_endpoints(router, accounts_, directory_, report_);
  add_feed_endpoints(router, accounts_, outbox_);
  add_webhook_endpoints(router, accounts_, webhooks_);
}

void AccessSide::start() {
  person_reads_.start();
  sender_.start();
  backups_.start();
}

void AccessSide::stop() {
  sender_.stop();
  backups_.stop();
  person_reads_.stop();
}

// Whoever can do something about it hears it, in their open pages.
void AccessSide::nag(const Json& status) {
  const auto users = accounts_.users();
  if (!users) return;
  for (const User& user : *users) {
    const auto principal = accounts_.act_as(user.id);
    if (!principal || !principal->rights->may_named("backup.manage")) continue;
    notices_.to_user(user.id, "backup.overdue", status);
  }
}

}  // namespace kontor::host
