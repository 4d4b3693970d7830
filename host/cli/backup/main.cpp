#include <unistd.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "base/cli/called_as.hpp"
#include "base/cli/read_line.hpp"
#include "base/cli/require_verb.hpp"
#include "host/access/secret_file.hpp"
#include "host/backup/backup.hpp"

// `kontor backup`: makes, verifies and restores backups of a host that may be running.
namespace {

using namespace kontor;

constexpr std::size_t kErasuresMax = 10'000'000;

struct Wish {
  std::filesystem::path file;
  std::filesystem::path key_file;
  std::filesystem::path data = ".";
  std::string database;
  std::filesystem::path work;
  std::filesystem::path erasures;
  std::filesystem::path person_keys;
  std::string at;
  std::filesystem::path changes;
  bool no_erasures = false;
  bool json = false;

  host::BackupPlace place() const {
    return {data, database.empty() ? "sqlite:" + (data / "host.db").string() : database,
            person_keys};
  }
};

int refuse_backup(const Wish& wish, const Error& error) {
  if (wish.json) {
    std::cout << to_text(Json{{"done", false}, {"message", error.message}}) << "\n";
  } else {
    std::cerr << "kontor backup: " << error.message << "\n";
  }
  return error.code == ErrorCode::untrusted ? 2 : 1;
}

std::string reached(const host::BackupManifest& manifest) {
  return to_rfc3339(std::max(manifest.made_at_ms, manifest.reached_at_ms));
}

int told(const Wish& wish, const char* what, const host::BackupManifest& manifest) {
  std::int64_t rows = 0;
  for (const auto& table : manifest.tables) rows += table.rows;
  if (wish.json) {
    std::cout << to_text(Json{{"done", true},
                              {"made_at", to_rfc3339(manifest.made_at_ms)},
                              {"reached_at", reached(manifest)},
                              {"database", manifest.dialect},
                              {"tables", manifest.tables.size()},
                              {"rows", rows},
                              {"files", manifest.files.size()},
                              {"audit_sequence", manifest.audit_sequence}})
              << "\n";
  } else {
    std::cout << what << ": " << manifest.tables.size() << " tables, " << rows << " rows, "
              << manifest.files.size() << " files, as of " << reached(manifest) << "\n";
  }
  return 0;
}

Result<std::string> key_of(const Wish& wish) {
  SystemRandom random;
  if (!std::filesystem::exists(wish.key_file)) {
    return Error{ErrorCode::not_found,
                 "there is no key " + wish.key_file.string() + "; `kontor backup key` makes one"};
  }
  return host::load_or_create_key(wish.key_file, random);
}

Result<std::vector<std::string>> erasures_of(const Wish& wish) {
  std::vector<std::string> persons;
  if (wish.no_erasures) return persons;
  std::ifstream input(wish.erasures);
  if (!input) {
    return Error{ErrorCode::invalid_argument,
                 wish.erasures.empty()
                     ? "name the list of people erased since with --erasures OLD_DATA/erasures, or "
                       "say --no-erasures if there is none"
                     : "there is no list " + wish.erasures.string() +
                           "; if that host never erased anybody, say --no-erasures instead"};
  }
  for (std::string line; std::getline(input, line) && persons.size() < kErasuresMax;) {
    if (!line.empty()) persons.push_back(line);
  }
  return persons;
}

int create(const Wish& wish) {
  const auto key = key_of(wish);
  if (!key) return refuse_backup(wish, key.error());
  const SystemClock clock;
  SystemRandom random;
  const auto made = host::create_backup(wish.place(), wish.file, *key, clock, random,
                                        [&](const std::string& what) {
                                          if (!wish.json) std::cerr << what << " …\n";
                                        });
  return made ? told(wish, "backup made", *made) : refuse_backup(wish, made.error());
}

int verify(const Wish& wish) {
  const auto key = key_of(wish);
  if (!key) return refuse_backup(wish, key.error());
  const auto work =
      wish.work.empty() ? std::filesystem::absolute(wish.file).parent_path() : wish.work;
  if (!wish.json) std::cerr << "restoring aside and comparing …\n";
  const auto verified = host::verify_backup(wish.file, *key, work, wish.database, wish.person_keys);
  return verified ? told(wish, "backup verified", *verified)
                  : refuse_backup(wish, verified.error());
}

int restore(Wish wish) {
  std::optional<host::LaterMoment> later;
  if (!wish.at.empty()) {
    const auto moment = parse_rfc3339(wish.at);
    if (!moment) return refuse_backup(wish, moment.error());
    const auto found = host::backup_at(wish.file, *moment);
    if (!found) return refuse_backup(wish, found.error());
    later = host::LaterMoment{wish.changes.empty() ? wish.file : wish.changes, *moment};
    wish.file = *found;
    if (!wish.json) std::cerr << "taking " << found->string() << "\n";
  }
  const auto key = key_of(wish);
  if (!key) return refuse_backup(wish, key.error());
  const auto erased = erasures_of(wish);
  if (!erased) return refuse_backup(wish, erased.error());
  if (!wish.json) std::cerr << "restoring, comparing, erasing again " << erased->size() << " …\n";
  const auto restored = host::restore_backup(wish.file, *key, wish.place(), *erased, later);
  return restored ? told(wish, "backup restored", *restored)
                  : refuse_backup(wish, restored.error());
}

int make_key(const Wish& wish) {
  SystemRandom random;
  if (std::filesystem::exists(wish.key_file)) {
    return refuse_backup(wish, {ErrorCode::conflict, wish.key_file.string() + " exists already"});
  }
  const auto key = host::load_or_create_key(wish.key_file, random);
  if (!key) return refuse_backup(wish, key.error());
  std::cout << "made " << wish.key_file.string()
            << "; keep a copy elsewhere, no backup opens without it\n";
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("kontor backup: encrypted backups of a host, verified by restoring them aside",
               kontor::cli::called_as(argv));
  app.footer("Exit status: 0 done, 1 refused or not possible, 2 the backup is not what it says.");
  kontor::cli::require_verb(app);
  Wish wish;
  app.add_flag("--json", wish.json, "Answer in JSON");
  app.fallthrough();
  const auto add_key = [&](CLI::App* command) {
    command->add_option("--key-file", wish.key_file, "The key of the backups")
        ->envname("KONTOR_BACKUP_KEY_FILE")
        ->required();
  };
  const auto add_place = [&](CLI::App* command) {
    command->add_option("--data", wish.data, "Folder of the host's data")
        ->envname("KONTOR_DATA")
        ->required();
    command->add_option("--database", wish.database, "postgresql://…; default: DATA/host.db")
        ->envname("KONTOR_DATABASE");
  };
  const auto add_person_keys = [&](CLI::App* command) {
    command->add_option("--person-keys", wish.person_keys,
                        "The people's keys; default: person.keys beside FILE");
  };
  auto* const create_command = app.add_subcommand("create", "Make a backup; the host may run");
  create_command->add_option("FILE", wish.file, "New file")->required();
  add_key(create_command);
  add_person_keys(create_command);
  add_place(create_command);
  auto* const verify_command =
      app.add_subcommand("verify", "Restore a backup aside and compare counts and hashes");
  verify_command->add_option("FILE", wish.file, "A backup")->required();
  add_key(verify_command);
  add_person_keys(verify_command);
  verify_command->add_option("--work", wish.work, "Folder to restore in; default: beside FILE");
  verify_command->add_option("--database", wish.database,
                             "PostgreSQL beside whose database another is made and dropped");
  auto* const restore_command =
      app.add_subcommand("restore", "Restore a backup to a new folder (and an empty database)");
  restore_command->add_option("FILE", wish.file, "A backup; with --at: the folder of backups")
      ->required();
  restore_command->add_option(
      "--at", wish.at,
      "Go back to this moment (2026-11-22T08:00:00Z): by the newest backup "
      "of the folder that is not younger, and the log of changes from there");
  restore_command->add_option("--changes", wish.changes,
                              "Folder of the log of changes; default: that of the backups");
  add_key(restore_command);
  add_person_keys(restore_command);
  add_place(restore_command);
  restore_command->add_option("--erasures", wish.erasures,
                              "List of people erased since: the file erasures of the old DATA");
  restore_command->add_flag("--no-erasures", wish.no_erasures, "Nobody was erased since");
  auto* const key_command = app.add_subcommand("key", "Make a key, readable by this user alone");
  add_key(key_command);
  if (const auto ended = kontor::cli::read_line(app, argc, argv)) return *ended;
  if (*create_command) return create(wish);
  if (*verify_command) return verify(wish);
  if (*restore_command) return restore(wish);
  return make_key(wish);
}
