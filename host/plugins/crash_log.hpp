#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/core/clock.hpp"
#include "base/core/json.hpp"
#include "base/core/uuid.hpp"
#include "base/db/database.hpp"

namespace kontor::host {

// One end of a plugin's process that nobody asked for.
struct Crash {
  std::string plugin;
  std::string version;
  TimeMs at_ms = 0;
  std::string cause;         // "killed by signal 6 (Aborted)"
  Json log = Json::array();  // Its last lines: [{"at","level","text"}]
};

// The crashes of every plugin, over restarts of the host, and the quarantine that too many
// of them end in. Any thread.
class CrashLog {
 public:
  CrashLog(db::Database& database, IdSource& ids) : database_(database), ids_(ids) {}

  static constexpr int kCrashesMax = 3;               // So many …
  static constexpr std::int64_t kWindowMs = 300'000;  // … within this time are one too many.
  static constexpr int kKeptMax = 20;
  static constexpr std::size_t kLinesKept = 20;
  static constexpr std::size_t kCauseBytesMax = 500;

  enum class Verdict { start_again, quarantine };
  // Keeps the crash. Says quarantine for the crash that is one too many, and writes that
  // down with it; crashes before the last release and of another version do not count.
  Result<Verdict> record(const Crash& crash);

  Result<std::vector<Crash>> list(const std::string& plugin);  // Newest first.
  Status release(const std::string& plugin, TimeMs now_ms);
  Status forget(const std::string& plugin);

 private:
  db::Database& database_;
  IdSource& ids_;
};

Json to_json(const Crash& crash);  // {"at","version","cause","log"}

}  // namespace kontor::host
