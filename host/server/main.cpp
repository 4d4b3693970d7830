#include <sys/stat.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <iostream>

#include "base/cli/called_as.hpp"
#include "base/cli/read_line.hpp"
#include "base/cli/typed_secret.hpp"
#include "base/core/log.hpp"
#include "base/core/service_manager.hpp"
#include "base/core/stop_signal.hpp"
#include "host/server/data_protection.hpp"
#include "host/server/host.hpp"

namespace {

using kontor::host::Settings;

// Trying again does not help (EX_CONFIG): the unit leaves it at that.
constexpr int kNeedsSomebody = 78;

int report(const kontor::Error& error) {
  kontor::log::error("kontor-host stops", {{"reason", error.message}});
  return error.code == kontor::ErrorCode::unavailable ? 1 : kNeedsSomebody;
}

int serve(const Settings& settings) {
  const kontor::StopSignal stop_signal;
  auto host = kontor::host::Host::start(settings);
  if (!host) return report(host.error());
  kontor::tell_service_manager("READY=1");
  stop_signal.wait();
  kontor::log::info("host is stopping");
  (*host)->stop();
  return 0;
}

int init(const Settings& settings, kontor::host::NewUser administrator) {
  administrator.password = kontor::cli::typed_secret("Password of " + administrator.email + ": ");
  const auto user = kontor::host::add_first_administrator(settings, administrator);
  if (!user) return report(user.error());
  kontor::log::info("administrator added", {{"user", user->id}});
  std::cout << administrator.email << " is an administrator and may sign in once the host runs\n";
  return 0;
}

int audit(const Settings& settings) {
  const auto entries = kontor::host::verify_audit_log(settings);
  if (!entries) return report(entries.error());
  std::cout << "the audit log is intact: " << *entries << " entries\n";
  return 0;
}

int show_volumes(const Settings& settings) {
  const auto places = kontor::host::data_places(settings);
  for (const auto& place : places) std::cout << place.sentence() << "\n";
  return kontor::host::require_encrypted(places) ? 0 : 1;
}

void add_options(CLI::App& app, Settings& settings) {
  app.set_config("--config", "", "File with the same names as the flags (name=value)");
  const auto add = [&app](const std::string& flag, auto& value, const std::string& variable,
                          const std::string& help) {
    return app.add_option(flag, value, help)->envname("KONTOR_" + variable);
  };
  add("--data", settings.data, "DATA", "Folder of this host's data")->required();
  add("--address", settings.address, "ADDRESS", "Address to listen on")->capture_default_str();
  add("--port", settings.port, "PORT", "Port to listen on; 0: any")->capture_default_str();
  add("--database", settings.database, "DATABASE",
      "sqlite:PATH or postgresql://…; default: sqlite:DATA/host.db");
  add("--web", settings.web, "WEB", "Folder of the built web app");
  add("--company", settings.company, "COMPANY", "Name of the company, for licences")
      ->capture_default_str();
  add("--market", settings.market, "MARKET", "URL of the market: http, https or file://FOLDER");
  add("--market-mirror", settings.market_mirrors, "MARKET_MIRROR",
      "URL of a mirror, asked where the market does not answer; may stand several times")
      ->delimiter(' ');
  add("--policy-key", settings.policy_keys, "POLICY_KEY",
      "Ed25519 public key (hexadecimal) that may sign the install policy; with one, nothing is "
      "installed without a signed policy; may stand several times")
      ->delimiter(' ');
  add("--market-root", settings.market_root, "MARKET_ROOT", "Trusted root.json of the market");
  add("--bundled", settings.bundled, "BUNDLED",
      "Folder with bundle.tar, an air-gap bundle of plugins that came with this host, and the "
      "root.json that signs it: installed once, without a market");
  add("--seats-server", settings.seats_server, "SEATS_SERVER",
      "URL of the ledger that counts licences which name it: kontor-seats, or a market");
  add("--seats-token-file", settings.seats_token_file, "SEATS_TOKEN_FILE",
      "File with this host's token there (mode 0600)");
  add("--runner", settings.runner, "RUNNER", "kontor-runner; default: beside this program");
  add("--sandbox", settings.sandbox, "SANDBOX",
      "Plugins where this kernel misses a layer of the sandbox: warn or refuse")
      ->check(CLI::IsMember({"warn", "refuse"}))
      ->capture_default_str();
  app.add_flag("--safe-mode", settings.safe_mode,
               "Start no plugin: records are saved without the plugins' hooks")
      ->envname("KONTOR_SAFE_MODE");
  app.add_flag("--require-encrypted-volume", settings.require_encrypted_volume,
               "Start only where the disks below DATA, database and backups are encrypted")
      ->envname("KONTOR_REQUIRE_ENCRYPTED_VOLUME");
  add("--certificate", settings.certificate_file, "CERTIFICATE",
      "PEM file; with --private-key: TLS");
  add("--private-key", settings.private_key_file, "PRIVATE_KEY", "PEM file");
  add("--public-url", settings.public_url, "PUBLIC_URL",
      "URL under which people outside reach this host, for links in mails");
  add("--smtp-url", settings.smtp_url, "SMTP_URL",
      "The company's mail server: smtp://user:password@host:587 or smtps://…");
  add("--mail-from", settings.mail_from, "MAIL_FROM", "Sender of mails: \"Company <crm@…>\"");
  add("--ca-file", settings.ca_file, "CA_FILE",
      "PEM of the roots that plugins' TLS connections trust; default: the system's");
  add("--backup-folder", settings.backup_folder, "BACKUP_FOLDER",
      "Where encrypted backups go; without it none are made");
  add("--backup-key-file", settings.backup_key_file, "BACKUP_KEY_FILE",
      "Key of the backups, made where there is none; keep a copy of it elsewhere");
  add("--backup-every-hours", settings.backup_every_hours, "BACKUP_EVERY_HOURS",
      "Hours between two backups")
      ->check(CLI::Range(1, 8760))
      ->capture_default_str();
  add("--backup-keep", settings.backup_keep, "BACKUP_KEEP", "How many verified backups stay")
      ->check(CLI::Range(1, 10000))
      ->capture_default_str();
  add("--backup-changes-days", settings.backup_changes_days, "BACKUP_CHANGES_DAYS",
      "For how many days one can go back to any moment; 0 keeps no log of changes")
      ->check(CLI::Range(0, 3650))
      ->capture_default_str();
  add("--reads-logged", settings.reads_logged, "READS_LOGGED",
      "So many records of a kind that one user reads in a day are an entry in the audit log")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  add("--reads-alert", settings.reads_alert, "READS_ALERT",
      "So many are an alert, which whoever may read the audit log is told of")
      ->check(CLI::Range(1, 100'000'000))
      ->capture_default_str();
  add("--openid-issuer", settings.openid.issuer, "OPENID_ISSUER",
      "Issuer of the company's OpenID provider, for single sign-on");
  add("--openid-client", settings.openid.client_id, "OPENID_CLIENT",
      "Id of this host at the provider");
  add("--openid-secret-file", settings.openid_secret_file, "OPENID_SECRET_FILE",
      "File with the client secret, readable by this user alone");
  add("--openid-redirect", settings.openid.redirect_uri, "OPENID_REDIRECT",
      "Where the provider sends the browser back to; default: PUBLIC_URL/api/v1/sso/callback");
  add("--phone-region", settings.phone.region, "PHONE_REGION",
      "Region of numbers without country code")
      ->capture_default_str();
  add("--phone-area-code", settings.phone.area_code, "PHONE_AREA_CODE",
      "Area code of city numbers; without it they are flagged");
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("kontor-host: the CRM of one company", kontor::cli::called_as(argv));
  Settings settings;
  add_options(app, settings);
  app.fallthrough();
  kontor::host::NewUser administrator{
      .email = "", .name = "Administrator", .password = "", .roles = {"administrator"}};
  auto* const init_command =
      app.add_subcommand("init", "Prepare DATA and add the first administrator");
  init_command->add_option("--admin-email", administrator.email, "Address to sign in with")
      ->required();
  init_command->add_option("--admin-name", administrator.name, "Name")->capture_default_str();
  bool from_stdin = false;
  init_command
      ->add_flag("--admin-password-stdin", from_stdin, "Read the password from standard input")
      ->required();
  auto* const audit_command = app.add_subcommand("audit", "Verify the audit log");
  auto* const volumes_command = app.add_subcommand(
      "volumes", "Tell whether the disks the data lies on are encrypted; status 1: not all are");
  if (const auto ended = kontor::cli::read_line(app, argc, argv)) return *ended;
  std::signal(SIGPIPE, SIG_IGN);
  ::umask(0077);  // What it writes is the company's alone.
  if (*init_command) return init(settings, administrator);
  if (*audit_command) return audit(settings);
  if (*volumes_command) return show_volumes(settings);
  return serve(settings);
}
