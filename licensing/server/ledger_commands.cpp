// The ledger's own verbs: init, run, backup, restore, audit.

#include "base/core/bytes.hpp"
#include "base/core/data_folder.hpp"
#include "base/core/log.hpp"
#include "base/core/stop_signal.hpp"
#include "licensing/seats/license_log_audit.hpp"
#include "licensing/seats/schema.hpp"
#include "licensing/server/backup.hpp"
#include "licensing/server/commands.hpp"
#include "licensing/server/epoch_file.hpp"
#include "licensing/server/host_store.hpp"
#include "licensing/server/seats_server.hpp"
#include "licensing/server/told.hpp"

namespace kontor::licensing {

namespace {

Result<std::string> prepare(const Settings& settings) {
  const auto held = TRY(DataFolder::take(settings.data, "kontor-seats", {"keys"}));
  const auto key = TRY(crypto::SigningKey::load_or_create(settings.key_path()));
  const auto database = TRY(db::Database::open(settings.database_url()));
  TRY(db::migrate(*database, "licensing", seat_migrations()));
  TRY(migrate_hosts(*database));
  return hex_encode(key.public_key().ed25519_raw());
}

Result<LogAudit> audit(const Settings& settings) {
  const auto key = TRY(crypto::SigningKey::load(settings.key_path()));
  const auto database = TRY(db::Database::open(settings.database_url()));
  const EpochNote note = TRY(read_epoch_note(settings.epoch_path()));
  return audit_license_log(*database, log_seal_key(key), note.anchors);
}

}  // namespace

int run_server(const Settings& settings) {
  const StopSignal stop;
  const auto server = SeatsServer::start(settings);
  if (!server) {
    log::error("kontor-seats not started", {{"error", server.error().message}});
    return 1;
  }
  log::info("kontor-seats listens", {{"port", (*server)->port()}});
  while (!stop.wait_for(std::chrono::seconds(1))) (*server)->keep_up();
  log::info("kontor-seats stops");
  (*server)->stop();
  return 0;
}

int init_ledger(const Settings& settings, Output output) {
  const auto authority = prepare(settings);
  if (!authority) return tell(output, authority.error());
  return tell(output,
              "ready in " + settings.data.string() +
                  "\nname this authority when you order licences: " + *authority +
                  "\nnext: kontor-seats host add NAME, then kontor-seats run",
              {{"data", settings.data.string()}, {"authority", *authority}});
}

int back_up_ledger(const Settings& settings, const std::filesystem::path& folder, Output output) {
  const Status done = back_up(settings, folder);
  if (!done) return tell(output, done.error());
  return tell(output,
              "backed up to " + folder.string() + "; keep " + settings.key_path().string() +
                  " apart from it",
              {{"folder", folder.string()}});
}

int restore_ledger(const Settings& settings, const std::filesystem::path& folder, Output output) {
  const Status done = restore(settings, folder);
  if (!done) return tell(output, done.error());
  return tell(output,
              "restored; after the start survivors keep their seats, and nothing new is granted "
              "until the longest lease would have ended",
              {{"restored", folder.string()}});
}

int audit_ledger(const Settings& settings, Output output) {
  const auto audited = audit(settings);
  if (!audited) return tell(output, audited.error());
  std::string text = "the licence log is whole: " + std::to_string(audited->entries) +
                     " entries in " + std::to_string(audited->anchors.size()) + " chains";
  Json findings = Json::array();
  if (!audited->whole()) text = "the licence log is NOT whole:";
  for (const LogFinding& finding : audited->findings) {
    text += "\n" + finding.code + ": " + finding.text;
    findings.push_back({{"code", finding.code},
                        {"chain", finding.chain},
                        {"number", finding.number},
                        {"text", finding.text}});
  }
  tell(output, text,
       {{"whole", audited->whole()}, {"entries", audited->entries}, {"findings", findings}});
  return audited->whole() ? 0 : 1;
}

}  // namespace kontor::licensing
