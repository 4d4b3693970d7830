#include <algorithm>
#include <map>
#include <utility>

#include "base/db/endings.hpp"
#include "host/store/record_store.hpp"

// Deleting keeps the row, so that it can come back; only purge() takes it away.
namespace kontor::host {

namespace {

constexpr std::size_t kIdsPerStatement = 500;

// Calls `work` with the ids in portions.
template <typename Work>
Status in_portions(const std::vector<std::string>& ids, Work work) {
  for (std::size_t at = 0; at < ids.size(); at += kIdsPerStatement) {
    const std::size_t end = std::min(ids.size(), at + kIdsPerStatement);
    TRY(work(std::vector<db::Value>(ids.begin() + static_cast<std::ptrdiff_t>(at),
                                    ids.begin() + static_cast<std::ptrdiff_t>(end))));
  }
  return ok();
}

// How many records of each entity a transaction makes or takes away.
class Counts final : public db::Ending {
 public:
  void add(const std::string& entity, std::int64_t change) { now_[entity] += change; }
  Status write(db::Session& session) override {
    for (const auto& [entity, change] : std::exchange(now_, {})) {
      if (change == 0) continue;
      TRY(session.later("UPDATE record_count SET living = living + $1 WHERE entity = $2",
                        {change, entity}));
    }
    return ok();
  }
  void keep() override { kept_ = now_; }
  void forget() override { now_ = kept_; }

 private:
  std::map<std::string, std::int64_t> now_;
  std::map<std::string, std::int64_t> kept_;
};

}  // namespace

Status RecordStore::count(db::Session& session, const std::string& entity, std::int64_t change) {
  db::endings(session).of<Counts>().add(entity, change);
  return ok();
}

Result<std::vector<std::string>> RecordStore::ids_where(
    db::Session& session, const RecordLayout& rows, const std::string& test,
    const std::vector<db::Value>& values) const {
  std::vector<std::string> ids;
  const auto answer =
      TRY(session.query("SELECT id FROM " + rows.table() + " WHERE " + test, values));
  ids.reserve(answer.size());
  for (const db::Row& row : answer) ids.push_back(row.text(0));
  return ids;
}

Status RecordStore::delete_rows(db::Session& session, const std::string& entity,
                                const std::vector<std::string>& ids, const std::string& with,
                                TimeMs now_ms) const {
  const auto rows = layout(entity);
  TRY(index(session, *rows, ids, Index::take_out));
  Status deleted = in_portions(ids, [&](std::vector<db::Value> values) -> Status {
    const std::size_t count = values.size();
    values.insert(values.begin(), {db::Value(now_ms), db::Value(with)});
    TRY(session.execute("UPDATE " + rows->table() +
                            " SET deleted_at_ms = $1, deleted_with = $2, version = version + 1 "
                            "WHERE id IN " +
                            db::placeholders(3, count),
                        values));
    return ok();
  });
  if (!deleted) return deleted;
  return count(session, entity, -static_cast<std::int64_t>(ids.size()));
}

// Nothing deleted is in the search; restoring brings it there.
Result<bool> RecordStore::update_deleted(db::Session& session, const Record& before,
                                         const Record& after) const {
  const auto rows = layout(after.entity);
  std::vector<db::Value> values = rows->values(after);
  std::string sql = "UPDATE " + rows->table() + " SET ";
  for (std::size_t i = 0; i < rows->names().size(); ++i)
    sql += (i == 0 ? "" : ", ") + rows->names()[i] + " = $" + std::to_string(i + 1);
  sql += " WHERE id = $" + std::to_string(values.size() + 1) + " AND version = $" +
         std::to_string(values.size() + 2) + " AND deleted_at_ms IS NOT NULL";
  values.emplace_back(after.id);
  values.emplace_back(before.version);
  return TRY(session.execute(sql, values)) == 1;
}

Status RecordStore::restore_rows(db::Session& session, const std::string& entity,
                                 const std::vector<std::string>& ids) const {
  const auto rows = layout(entity);
  Status restored = in_portions(ids, [&](const std::vector<db::Value>& values) -> Status {
    TRY(session.execute("UPDATE " + rows->table() +
                            " SET deleted_at_ms = NULL, deleted_with = NULL, version = version + "
                            "1 WHERE id IN " +
                            db::placeholders(1, values.size()),
                        values));
    return ok();
  });
  if (!restored) return restored;
  TRY(index(session, *rows, ids, Index::add));
  return count(session, entity, static_cast<std::int64_t>(ids.size()));
}

Result<bool> RecordStore::remove(db::Session& session, const std::string& entity,
                                 const std::string& id, const std::vector<Follower>& followers,
                                 TimeMs now_ms) const {
  const auto own =
      TRY(ids_where(session, *layout(entity), "id = $1 AND deleted_at_ms IS NULL", {id}));
  if (own.empty()) return false;
  TRY(delete_rows(session, entity, own, id, now_ms));
  for (const Follower& follower : followers) {
    const auto ids =
        TRY(ids_where(session, *layout(follower.entity),
                      sql_name(follower.field) + " = $1 AND deleted_at_ms IS NULL", {id}));
    TRY(delete_rows(session, follower.entity, ids, id, now_ms));
  }
  return true;
}

Result<bool> RecordStore::restore(db::Session& session, const std::string& entity,
                                  const std::string& id,
                                  const std::vector<Follower>& followers) const {
  const auto own =
      TRY(ids_where(session, *layout(entity), "id = $1 AND deleted_at_ms IS NOT NULL", {id}));
  if (own.empty()) return false;
  TRY(restore_rows(session, entity, own));
  for (const Follower& follower : followers) {
    const auto ids =
        TRY(ids_where(session, *layout(follower.entity),
                      sql_name(follower.field) + " = $1 AND deleted_with = $2", {id, id}));
    TRY(restore_rows(session, follower.entity, ids));
  }
  return true;
}

Result<bool> RecordStore::purge(db::Session& session, const std::string& entity,
                                const std::string& id,
                                const std::vector<Follower>& followers) const {
  TRY(remove(session, entity, id, followers, 0));
  for (const Follower& follower : followers) {
    TRY(session.execute("DELETE FROM " + layout(follower.entity)->table() + " WHERE " +
                            sql_name(follower.field) + " = $1",
                        {id}));
  }
  return TRY(session.execute("DELETE FROM " + layout(entity)->table() + " WHERE id = $1", {id})) ==
         1;
}

// Takes away those whose column is one of `values`, out of the search and the count as well.
Status RecordStore::purge_rows(db::Session& session, const std::string& entity,
                               const std::string& field,
                               const std::vector<db::Value>& values) const {
  const auto rows = layout(entity);
  const std::string test = sql_name(field) + " IN " + db::placeholders(1, values.size());
  const auto living = TRY(ids_where(session, *rows, test + " AND deleted_at_ms IS NULL", values));
  TRY(delete_rows(session, entity, living, "", 0));
  TRY(session.execute("DELETE FROM " + rows->table() + " WHERE " + test, values));
  return ok();
}

Result<std::int64_t> RecordStore::purge_all(db::Session& session, const std::string& entity,
                                            const std::vector<Follower>& followers) const {
  const auto ids = TRY(ids_where(session, *layout(entity), "id <> $1", {std::string()}));
  const Status purged = in_portions(ids, [&](const std::vector<db::Value>& portion) -> Status {
    for (const Follower& follower : followers)
      TRY(purge_rows(session, follower.entity, follower.field, portion));
    return purge_rows(session, entity, "id", portion);
  });
  if (!purged) return purged.error();
  TRY(session.execute("DELETE FROM record_merge WHERE entity = $1", {entity}));
  return static_cast<std::int64_t>(ids.size());
}

Result<std::int64_t> RecordStore::count_rows(db::Session& session,
                                             const std::string& entity) const {
  const auto row = TRY(session.query_row("SELECT COUNT(*) FROM " + layout(entity)->table()));
  return row ? row->integer(0) : 0;
}

Result<std::int64_t> RecordStore::repoint(db::Session& session, const Follower& follower,
                                          const std::string& from, const std::string& to,
                                          TimeMs now_ms) const {
  const std::string column = sql_name(follower.field);
  return session.execute("UPDATE " + layout(follower.entity)->table() + " SET " + column +
                             " = $1, version = version + 1, updated_at_ms = $2 WHERE " + column +
                             " = $3",
                         {to, now_ms, from});
}

Result<std::optional<std::string>> RecordStore::merged_into(db::Session& session,
                                                            const std::string& entity,
                                                            const std::string& id) const {
  const auto row = TRY(session.query_row(
      "SELECT into_id FROM record_merge WHERE entity = $1 AND merged_id = $2", {entity, id}));
  if (!row) return std::optional<std::string>();
  return std::optional<std::string>(row->text(0));
}

// Whoever was merged into `from` is in `into` now, so that one step leads to the end.
Status RecordStore::keep_merge(db::Session& session, const std::string& entity,
                               const std::string& from, const std::string& into,
                               TimeMs now_ms) const {
  TRY(session.execute("UPDATE record_merge SET into_id = $1 WHERE entity = $2 AND into_id = $3",
                      {into, entity, from}));
  return session.insert_rows("record_merge", {"entity", "merged_id", "into_id", "at_ms"},
                             {{entity, from, into, now_ms}});
}

Result<std::optional<Record>> RecordStore::find_deleted(db::Session& session,
                                                        const std::string& entity,
                                                        const std::string& id) const {
  const auto rows = layout(entity);
  const auto row = TRY(session.query_row("SELECT " + rows->selection() + " FROM " + rows->table() +
                                             " WHERE id = $1 AND deleted_at_ms IS NOT NULL",
                                         {id}));
  if (!row) return std::optional<Record>();
  return std::optional<Record>(rows->read(*row));
}

}  // namespace kontor::host
