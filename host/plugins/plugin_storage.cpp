#include "host/plugins/plugin_storage.hpp"

#include <algorithm>
#include <string_view>

#include "host/app/tombstones.hpp"

namespace kontor::host {
namespace {

// SUBSTR counts characters, not bytes.
std::int64_t characters(std::string_view text) {
  return std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; });
}

}  // namespace

Result<std::int64_t> bytes_kept_by(db::Session& session, const std::string& plugin) {
  const auto row = TRY(session.query_row(R"sql(
      SELECT (SELECT COALESCE(SUM(size_bytes), 0) FROM plugin_storage WHERE plugin_id = $1)
           + (SELECT COALESCE(SUM(size_bytes), 0) FROM plugin_file WHERE plugin_id = $1))sql",
                                         {plugin}));
  return row ? row->integer(0) : 0;
}

Result<Json> PluginStorage::get(const std::string& plugin, const std::string& name) {
  return database_.read([&](db::Session& session) -> Result<Json> {
    const auto row = TRY(session.query_row(
        "SELECT value FROM plugin_storage WHERE plugin_id = $1 AND name = $2", {plugin, name}));
    if (!row) return Json(nullptr);
    return TRY(parse_json(row->text(0)));
  });
}

Status PluginStorage::put(const std::string& plugin, const std::string& name, const Json& value,
                          const std::optional<std::string>& subject, std::int64_t bytes_max) {
  const std::string text = to_text(value);
  if (text.size() > kValueBytesMax)
    return Error{ErrorCode::exhausted, "a storage value is longer than 64 KiB"};
  const auto size = static_cast<std::int64_t>(text.size() + name.size());
  return database_.transaction([&](db::Session& session) -> Status {
    if (subject && TRY(Tombstones::is_erased(session, *subject)))
      return Error{ErrorCode::forbidden, "this person was erased; nothing is kept of them again",
                   R"({"code":"person-was-erased"})"};
    const std::int64_t kept = TRY(bytes_kept_by(session, plugin));
    const auto before = TRY(session.query_row(
        "SELECT size_bytes FROM plugin_storage WHERE plugin_id = $1 AND name = $2",
        {plugin, name}));
    if (bytes_max > 0 && kept + size - (before ? before->integer(0) : 0) > bytes_max)
      return Error{ErrorCode::exhausted,
                   plugin + " has used up its storage of " + std::to_string(bytes_max) + " bytes"};
    const db::Value about = subject ? db::Value(*subject) : db::Value();
    TRY(session.execute(R"sql(
        INSERT INTO plugin_storage (plugin_id, name, value, subject, size_bytes, updated_at_ms)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (plugin_id, name) DO UPDATE SET value = excluded.value,
          subject = excluded.subject, size_bytes = excluded.size_bytes,
          updated_at_ms = excluded.updated_at_ms)sql",
                        {plugin, name, text, about, size, clock_.now_ms()}));
    return ok();
  });
}

Status PluginStorage::remove(const std::string& plugin, const std::string& name) {
  return database_.transaction([&](db::Session& session) -> Status {
    TRY(session.execute("DELETE FROM plugin_storage WHERE plugin_id = $1 AND name = $2",
                        {plugin, name}));
    return ok();
  });
}

Result<std::vector<PluginStorage::Entry>> PluginStorage::list(const std::string& plugin,
                                                              const std::string& prefix,
                                                              const std::string& after, int limit) {
  return database_.read([&](db::Session& session) -> Result<std::vector<Entry>> {
    const auto rows =
        TRY(session.query(R"sql(
        SELECT name, value FROM plugin_storage
        WHERE plugin_id = $1 AND name >= $2 AND name > $3 AND SUBSTR(name, 1, $4) = $2
        ORDER BY name LIMIT $5)sql",
                          {plugin, prefix, after, characters(prefix), std::int64_t{limit}}));
    std::vector<Entry> entries;
    for (const db::Row& row : rows) {
      Json value = TRY(parse_json(row.text(1)));
      entries.push_back({row.text(0), std::move(value)});
    }
    return entries;
  });
}

Result<std::vector<PluginStorage::AboutPerson>> PluginStorage::about(const std::string& person) {
  return database_.read([&](db::Session& session) -> Result<std::vector<AboutPerson>> {
    const auto rows = TRY(session.query(R"sql(
        SELECT plugin_id, name, value FROM plugin_storage WHERE subject = $1
        ORDER BY plugin_id, name)sql",
                                        {person}));
    std::vector<AboutPerson> entries;
    for (const db::Row& row : rows) {
      Json value = TRY(parse_json(row.text(2)));
      entries.push_back({row.text(0), row.text(1), std::move(value)});
    }
    return entries;
  });
}

}  // namespace kontor::host
