#include "host/plugins/crash_log.hpp"

#include "base/core/bytes.hpp"

namespace kontor::host {
namespace {

std::string cut(std::string text, std::size_t bytes_max) {
  if (text.size() > bytes_max) text.resize(bytes_max);
  while (!is_utf8(text)) text.pop_back();
  return text;
}

}  // namespace

Result<CrashLog::Verdict> CrashLog::record(const Crash& crash) {
  return database_.transaction([&](db::Session& session) -> Result<Verdict> {
    TRY(session.execute(R"sql(
        INSERT INTO plugin_crash (id, plugin_id, version, at_ms, cause, log)
        VALUES ($1, $2, $3, $4, $5, $6))sql",
                        {ids_.next(), crash.plugin, crash.version, crash.at_ms,
                         cut(crash.cause, kCauseBytesMax), to_text(crash.log)}));
    TRY(session.execute(R"sql(
        DELETE FROM plugin_crash WHERE plugin_id = $1 AND id NOT IN
          (SELECT id FROM plugin_crash WHERE plugin_id = $1 ORDER BY at_ms DESC, id DESC LIMIT $2))sql",
                        {crash.plugin, std::int64_t{kKeptMax}}));
    const auto counted = TRY(session.query_row(R"sql(
        SELECT COUNT(*) FROM plugin_crash c JOIN plugin p ON p.id = c.plugin_id
        WHERE c.plugin_id = $1 AND c.version = p.version AND c.at_ms > $2
          AND c.at_ms > p.released_at_ms)sql",
                                               {crash.plugin, crash.at_ms - kWindowMs}));
    if (!counted || counted->integer(0) < kCrashesMax) return Verdict::start_again;
    TRY(session.execute("UPDATE plugin SET quarantined_at_ms = $1 WHERE id = $2",
                        {crash.at_ms, crash.plugin}));
    return Verdict::quarantine;
  });
}

Result<std::vector<Crash>> CrashLog::list(const std::string& plugin) {
  return database_.read([&](db::Session& session) -> Result<std::vector<Crash>> {
    const auto rows = TRY(session.query(R"sql(
        SELECT plugin_id, version, at_ms, cause, log FROM plugin_crash
        WHERE plugin_id = $1 ORDER BY at_ms DESC, id DESC)sql",
                                        {plugin}));
    std::vector<Crash> crashes;
    for (const db::Row& row : rows) {
      const std::string log = row.text(4);
      Json lines = TRY(parse_json(log));
      crashes.push_back({row.text(0), row.text(1), row.integer(2), row.text(3), std::move(lines)});
    }
    return crashes;
  });
}

Status CrashLog::release(const std::string& plugin, TimeMs now_ms) {
  return database_.transaction([&](db::Session& session) -> Status {
    TRY(session.execute(
        "UPDATE plugin SET quarantined_at_ms = 0, released_at_ms = $1 WHERE id = $2",
        {now_ms, plugin}));
    return ok();
  });
}

Status CrashLog::forget(const std::string& plugin) {
  return database_.transaction([&](db::Session& session) -> Status {
    TRY(session.execute("DELETE FROM plugin_crash WHERE plugin_id = $1", {plugin}));
    return ok();
  });
}

Json to_json(const Crash& crash) {
  return {{"at", to_rfc3339(crash.at_ms)},
          {"version", crash.version},
          {"cause", crash.cause},
          {"log", crash.log}};
}

}  // namespace kontor::host
