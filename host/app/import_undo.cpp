#include "host/app/import_undo.hpp"

#include <limits>

namespace kontor::host {

namespace {

constexpr std::int64_t kFromTheEnd = std::numeric_limits<std::int64_t>::max();

bool is_rule(const Error& error) {
  return error.code == ErrorCode::conflict || error.code == ErrorCode::forbidden ||
         error.code == ErrorCode::invalid_argument;
}

}  // namespace

Result<bool> ImportUndo::portion() {
  const Portion portion = TRY(next_portion());
  const ImportJob before = job_;
  const Status done = database_.transaction([&](db::Session& session) -> Status {
    job_ = before;  // The work may run again.
    TRY(take_back(session, portion));
    return ImportStore::save(session, job_);
  });
  if (!done) {
    job_ = before;
    return done.error();
  }
  return portion.of_rows || !portion.changes.empty();
}

Result<ImportUndo::Portion> ImportUndo::next_portion() {
  return database_.read([&](db::Session& session) -> Result<Portion> {
    Portion portion;
    portion.of_rows = !job_.undo_row || *job_.undo_row > 0;
    if (!portion.of_rows) {
      portion.changes = TRY(ImportTrailStore::changes_below(
          session, job_.id, job_.undo_change.value_or(kFromTheEnd), kPortion));
      return portion;
    }
    portion.rows = TRY(ImportStore::created_below(session, job_.id,
                                                  job_.undo_row.value_or(kFromTheEnd), kPortion));
    std::vector<std::string> ids;
    ids.reserve(portion.rows.size());
    for (const ImportRow& row : portion.rows) ids.push_back(row.record_id);
    portion.versions = TRY(ImportTrailStore::versions(session, job_.id, ids));
    return portion;
  });
}

Status ImportUndo::take_back(db::Session& session, const Portion& portion) {
  for (const ImportRow& row : portion.rows) {
    const auto later = portion.versions.find(row.record_id);
    TRY(take_back_record(session, job_.entity, row.record_id,
                         later == portion.versions.end() ? 1 : later->second));
  }
  if (portion.of_rows) job_.undo_row = portion.rows.empty() ? 0 : portion.rows.back().row;
  for (const ImportChange& change : portion.changes) {
    if (change.changes.is_null()) {
      TRY(take_back_record(session, change.entity, change.record_id, change.version));
    } else {
      TRY(take_back_fields(session, change));
    }
  }
  if (!portion.changes.empty()) job_.undo_change = portion.changes.back().sequence;
  return ok();
}

Status ImportUndo::take_back_record(db::Session& session, const std::string& entity,
                                    const std::string& id, std::int64_t version) {
  Status removed = records_.remove_in(session, actor_, entity, id, version);
  if (removed) {
    ++job_.undone;
    return ok();
  }
  if (removed.error().code == ErrorCode::not_found) return ok();  // Deleted since: as wished.
  if (!is_rule(removed.error())) return removed;
  const bool touched = removed.error().detail.find("stale-version") != std::string::npos;
  return keep(session, entity, id,
              touched ? "it was changed since the import" : removed.error().message);
}

// Field by field: only what still holds the imported value goes back.
Status ImportUndo::take_back_fields(db::Session& session, const ImportChange& change) {
  auto present = TRY(records_.store().find(session, change.entity, change.record_id));
  if (!present) return ok();
  const auto catalogue = records_.definitions().now();
  const Entity* const entity = TRY(catalogue->require(change.entity));
  std::vector<PendingSave> batch(1);
  batch[0].after = *present;
  bool touched = false;
  for (const auto& [field, values] : change.changes.items()) {
    Json& fields = batch[0].after.fields;
    const auto now = fields.find(field);
    if ((now == fields.end() ? Json() : *now) != values[1]) {
      touched = true;
    } else if (values[0].is_null()) {
      fields.erase(field);
    } else {
      fields[field] = values[0];
    }
  }
  batch[0].before = std::move(present);
  const Status allowed = records_.check_writable(actor_, *entity, Verb::update, Json::object());
  if (!allowed) return keep(session, change.entity, change.record_id, allowed.error().message);
  TRY(records_.pipeline(*entity, actor_)
          .write(session, batch, {{"import", job_.id}, {"undo", true}}));
  if (batch[0].problem)
    return keep(session, change.entity, change.record_id, batch[0].problem->message);
  if (!batch[0].changed.empty()) ++job_.undone;
  if (!touched) return ok();
  return keep(session, change.entity, change.record_id,
              "some of its fields were changed since the import");
}

Status ImportUndo::keep(db::Session& session, const std::string& entity, const std::string& id,
                        const std::string& reason) {
  ++job_.kept;
  return ImportTrailStore::add_kept(session, job_.id, {{job_.kept, entity, id, reason}});
}

}  // namespace kontor::host
