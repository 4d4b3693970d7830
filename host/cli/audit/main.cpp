#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>

#include "base/cli/called_as.hpp"
#include "base/cli/read_line.hpp"
#include "base/cli/require_verb.hpp"
#include "host/access/audit_log.hpp"

// `kontor audit`: reads the audit log where it lies, without the host.
namespace {

using namespace kontor;

constexpr int kIntact = 0;
constexpr int kBroken = 1;
constexpr int kUnreadable = 2;

struct Wish {
  std::filesystem::path data;
  std::string database;
  std::string expect;  // SEQUENCE:HASH
  bool json = false;
  host::AuditQuery query;
};

int refuse_audit(const Wish& wish, const Error& error) {
  const bool broken = error.code == ErrorCode::untrusted;
  if (wish.json) {
    std::cout << to_text(Json{{"intact", false}, {"message", error.message}}) << "\n";
  } else {
    std::cerr << "kontor audit: " << error.message << "\n";
  }
  return broken ? kBroken : kUnreadable;
}

Result<std::unique_ptr<db::Database>> open_audited(const Wish& wish) {
  const std::string file = (wish.data / "host.db").string();
  const std::string url = wish.database.empty() ? "sqlite:" + file : wish.database;
  if (wish.database.empty() && !std::filesystem::exists(file)) {
    return Error{ErrorCode::not_found,
                 "there is no database " + file + "; --data names the host's folder"};
  }
  return db::Database::open(url);
}

// The head noted before must still be a link of this chain.
Status check_expected(db::Database& database, const std::string& expect) {
  if (expect.empty()) return ok();
  const auto colon = expect.find(':');
  const auto row = TRY(database.read([&](db::Session& session) {
    return session.query_row("SELECT hash FROM audit_entry WHERE CAST(sequence AS TEXT) = $1",
                             {expect.substr(0, colon)});
  }));
  if (colon != std::string::npos && row && row->text(0) == expect.substr(colon + 1)) return ok();
  return Error{ErrorCode::untrusted, "the log does not contain the head " + expect};
}

int verify(const Wish& wish) {
  const auto database = open_audited(wish);
  if (!database) return refuse_audit(wish, database.error());
  const auto head = host::AuditLog::inspect(**database);
  if (!head) return refuse_audit(wish, head.error());
  const Status expected = check_expected(**database, wish.expect);
  if (!expected) return refuse_audit(wish, expected.error());
  if (wish.json) {
    std::cout << to_text(Json{{"intact", true},
                              {"sequence", head->sequence},
                              {"hash", head->hash},
                              {"erased", head->erased}})
              << "\n";
  } else {
    std::cout << "the audit log is intact: " << head->sequence << " entries, " << head->erased
              << " of them forgotten\nhead " << head->sequence << ":" << head->hash << "\n";
  }
  return kIntact;
}

int list(const Wish& wish) {
  const auto database = open_audited(wish);
  if (!database) return refuse_audit(wish, database.error());
  const auto entries = host::list_audit(**database, wish.query);
  if (!entries) return refuse_audit(wish, entries.error());
  for (const Json& entry : *entries) {
    if (wish.json) {
      std::cout << to_text(entry) << "\n";
      continue;
    }
    std::cout << entry["sequence"] << "  " << entry["at"].get<std::string>() << "  "
              << entry["actor"]["kind"].get<std::string>() << " "
              << entry["actor"]["id"].get<std::string>() << "  "
              << entry["action"].get<std::string>() << " " << entry["entity"].get<std::string>()
              << " " << entry["record"].get<std::string>() << "\n";
  }
  return kIntact;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("kontor audit: reads and verifies a host's audit log", kontor::cli::called_as(argv));
  app.footer("Exit status: 0 intact, 1 not intact, 2 it could not be read.");
  kontor::cli::require_verb(app);
  Wish wish;
  wish.data = ".";
  app.add_option("--data", wish.data, "Folder of the host's data")->envname("KONTOR_DATA");
  app.add_option("--database", wish.database,
                 "sqlite:PATH or postgresql://…; default: DATA/host.db")
      ->envname("KONTOR_DATABASE");
  app.add_flag("--json", wish.json, "Answer in JSON");
  app.fallthrough();
  auto* const verify_command =
      app.add_subcommand("verify", "Verify every link of the chain and print its head");
  verify_command->add_option("--expect", wish.expect,
                             "SEQUENCE:HASH of a head noted before, which must be in the log");
  auto* const list_command = app.add_subcommand("list", "Print entries, newest first");
  list_command->add_option("--actor", wish.query.actor, "Id of a user or plugin");
  list_command->add_option("--record", wish.query.record_id, "Id of a record");
  list_command->add_option("--action", wish.query.action,
                           "create, login, export, alert.mass-read …");
  list_command->add_option("--limit", wish.query.limit, "How many")
      ->check(CLI::Range(1, 10000))
      ->capture_default_str();
  if (const auto ended = kontor::cli::read_line(app, argc, argv)) return *ended;
  return *verify_command ? verify(wish) : list(wish);
}
