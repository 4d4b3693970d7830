#include "host/plugins/plugin_storage.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "host/app/tombstones.hpp"

namespace kontor::host {
namespace {

// SUBSTR counts characters, not bytes.
std::int64_t characters(std::string_view text) {
  return std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; });
}

// So long what a plugin keeps is not added up anew while it is far from its quota: another host on
// the same database may have written meanwhile.
constexpr std::int64_t kBoundFreshMs = 60'000;

Result<std::vector<PluginStorage::Entry>> entries_of(const std::vector<db::Row>& rows) {
  std::vector<PluginStorage::Entry> entries;
  entries.reserve(rows.size());
  for (const db::Row& row : rows) {
    Json value = TRY(parse_json(row.text(1)));
    entries.push_back({row.text(0), std::move(value)});
  }
  return entries;
}

// Changes as they go into the table, each name once.
struct Prepared {
  struct Written {
    std::string text;
    std::optional<std::string> subject;
  };
  std::map<std::string, Written> written;
  std::set<std::string> removed;
  std::vector<std::string> names;  // Of both.
  std::set<std::string> subjects;
};

Result<Prepared> prepare(std::vector<PluginStorage::Change> changes) {
  Prepared wanted;
  for (PluginStorage::Change& change : changes) {
    wanted.written.erase(change.name);
    wanted.removed.erase(change.name);
    if (change.value.is_null()) {
      wanted.removed.insert(std::move(change.name));
      continue;
    }
    std::string text = to_text(change.value);
    if (text.size() > PluginStorage::kValueBytesMax)
      return Error{ErrorCode::exhausted, "a storage value is longer than 64 KiB"};
    if (change.subject) wanted.subjects.insert(*change.subject);
    wanted.written[std::move(change.name)] = {std::move(text), std::move(change.subject)};
  }
  wanted.names.assign(wanted.removed.begin(), wanted.removed.end());
  for (const auto& [name, unused] : wanted.written) wanted.names.push_back(name);
  return wanted;
}

Result<std::set<std::string>> erased_of(db::Session& session,
                                        const std::set<std::string>& persons) {
  if (persons.empty()) return std::set<std::string>();
  return Tombstones::erased_of(session, {persons.begin(), persons.end()});
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

Result<std::vector<PluginStorage::Entry>> PluginStorage::get_many(
    const std::string& plugin, const std::vector<std::string>& names) {
  if (names.empty()) return std::vector<Entry>();
  std::vector<db::Value> values{plugin};
  values.insert(values.end(), names.begin(), names.end());
  return database_.glance([&](db::Session& session) -> Result<std::vector<Entry>> {
    return entries_of(TRY(
        session.query("SELECT name, value FROM plugin_storage WHERE plugin_id = $1 AND name IN " +
                          db::placeholders(2, names.size()) + " ORDER BY name",
                      values)));
  });
}

PluginStorage::Bound PluginStorage::bound_of(const std::string& plugin) {
  const std::lock_guard lock(mutex_);
  const auto found = bounds_.find(plugin);
  return found == bounds_.end() ? Bound{} : found->second;
}

// Near the quota, or when nobody has for a while, what the plugin keeps is added up.
Status PluginStorage::make_room(db::Session& session, const std::string& plugin,
                                const std::vector<std::string>& names, std::int64_t more,
                                std::int64_t bytes_max, Bound& bound) const {
  const std::int64_t now_ms = clock_.monotonic_ms();
  const bool is_known = bound.measured_ms != 0 && now_ms - bound.measured_ms < kBoundFreshMs;
  if (is_known && bound.bytes + more <= bytes_max / 10 * 9) {
    bound.bytes += more;
    return ok();
  }
  std::vector<db::Value> values{plugin};
  values.insert(values.end(), names.begin(), names.end());
  const auto replaced = TRY(session.query_row(
      "SELECT COALESCE(SUM(size_bytes), 0) FROM plugin_storage WHERE plugin_id = $1 AND name IN " +
          db::placeholders(2, names.size()),
      values));
  const std::int64_t kept = TRY(bytes_kept_by(session, plugin));
  bound = {kept + more - (replaced ? replaced->integer(0) : 0), std::max<std::int64_t>(now_ms, 1)};
  if (more == 0 || bound.bytes <= bytes_max) return ok();
  return Error{ErrorCode::exhausted,
               plugin + " has used up its storage of " + std::to_string(bytes_max) + " bytes"};
}

Result<std::vector<std::string>> PluginStorage::put_many(const std::string& plugin,
                                                         std::vector<Change> changes,
                                                         std::int64_t bytes_max) {
  const Prepared wanted = TRY(prepare(std::move(changes)));
  Bound bound;
  auto erased =
      database_.transaction([&](db::Session& session) -> Result<std::vector<std::string>> {
        bound = bound_of(plugin);
        const auto gone = TRY(erased_of(session, wanted.subjects));
        std::vector<std::string> left_out;
        std::vector<std::vector<db::Value>> rows;
        std::int64_t more = 0;
        const std::int64_t now_ms = clock_.now_ms();
        for (const auto& [name, written] : wanted.written) {
          if (written.subject && gone.contains(*written.subject)) {
            left_out.push_back(name);
            continue;
          }
          const auto size = static_cast<std::int64_t>(written.text.size() + name.size());
          const db::Value about = written.subject ? db::Value(*written.subject) : db::Value();
          rows.push_back({plugin, name, written.text, about, size, now_ms});
          more += size;
        }
        if (bytes_max > 0) TRY(make_room(session, plugin, wanted.names, more, bytes_max, bound));
        if (!wanted.removed.empty()) {
          std::vector<db::Value> values{plugin};
          values.insert(values.end(), wanted.removed.begin(), wanted.removed.end());
          TRY(session.later("DELETE FROM plugin_storage WHERE plugin_id = $1 AND name IN " +
                                db::placeholders(2, wanted.removed.size()),
                            std::move(values)));
        }
        if (!rows.empty())
          TRY(session.insert_rows(
              "plugin_storage",
              {"plugin_id", "name", "value", "subject", "size_bytes", "updated_at_ms"}, rows,
              "ON CONFLICT (plugin_id, name) DO UPDATE SET value = excluded.value, "
              "subject = excluded.subject, size_bytes = excluded.size_bytes, "
              "updated_at_ms = excluded.updated_at_ms"));
        return left_out;
      });
  if (erased && bytes_max > 0) {
    const std::lock_guard lock(mutex_);
    bounds_[plugin] = bound;
  }
  return erased;
}

Status PluginStorage::put(const std::string& plugin, const std::string& name, const Json& value,
                          const std::optional<std::string>& subject, std::int64_t bytes_max) {
  const auto erased = TRY(put_many(plugin, {{name, value, subject}}, bytes_max));
  if (erased.empty()) return ok();
  return Error{ErrorCode::forbidden, "this person was erased; nothing is kept of them again",
               R"({"code":"person-was-erased"})"};
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
    return entries_of(rows);
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
