#include "base/crypto/hash.hpp"
#include "host/app/record_scope.hpp"
#include "host/app/records.hpp"

namespace kontor::host {

namespace {

constexpr int kTriesMax = 5;
constexpr std::size_t kKeyBytesMax = 200;

Status check_key(const std::string& key) {
  if (key.size() <= kKeyBytesMax) return ok();
  return Error{ErrorCode::invalid_argument, "the Idempotency-Key is too long"};
}

}  // namespace

SavePipeline Records::pipeline(const Entity& entity, const Principal& principal) {
  return pipeline(entity, principal, parts_.phone);
}

SavePipeline Records::pipeline(const Entity& entity, const Principal& principal,
                               const PhoneDefaults& phone) {
  return SavePipeline({store_, parts_.outbox, parts_.clock, parts_.ids, phone, hooks_,
                       parts_.definitions.now(), service_levels(), parts_.tombstones},
                      entity, principal);
}

void Records::adopt(ServiceLevels levels) {
  auto next = std::make_shared<const ServiceLevels>(std::move(levels));
  const std::lock_guard lock(service_mutex_);
  service_ = std::move(next);
  time_zone_ = service_->hours.time_zone();
}

std::string Records::time_zone() const {
  const std::lock_guard lock(service_mutex_);
  return time_zone_;
}

std::shared_ptr<const ServiceLevels> Records::service_levels() const {
  const std::lock_guard lock(service_mutex_);
  return service_;
}

Status Records::check_writable(const Principal& principal, const Entity& entity, Verb verb,
                               const Json& changes) const {
  if (!changes.is_object()) return Error{ErrorCode::invalid_argument, "fields must be an object"};
  TRY(require(principal, entity.name, verb));
  if (principal.kind == PrincipalKind::system) return ok();
  if (entity.engine_only) {
    return Error{ErrorCode::forbidden, entity.name + " records are written by the host alone"};
  }
  for (const auto& [name, value] : changes.items()) {
    const Field* const field = entity.find(name);
    if (field == nullptr) continue;  // The pipeline names it.
    const bool own = principal.kind == PrincipalKind::plugin && field->plugin == principal.id;
    if (own) continue;
    if (field->read_only) {
      return Error{ErrorCode::invalid_argument, name + ": is written by the host alone"};
    }
    if (!field->is_entered()) {
      return Error{ErrorCode::forbidden, name + ": is written by " + field->plugin + " alone"};
    }
    TRY(require_field(principal, entity.name, verb, name));
  }
  return ok();
}

Status Records::check_writable(const Principal& principal, const Entity& entity, Verb verb,
                               const Record& present, Json& changes) const {
  const Error refused{ErrorCode::forbidden,
                      "this " + entity.name + " is outside the records this " +
                          std::string(principal_kind_name(principal.kind)) + " may " +
                          std::string(verb_name(verb)),
                      R"({"code":"outside-scope"})"};
  if (!may_touch(principal, entity, verb, present)) {
    if (may_touch(principal, entity, Verb::read, present)) return refused;
    return Error{ErrorCode::not_found, "there is no such " + entity.name};
  }
  const Scope relation = relation_of(principal, entity, present);
  for (const auto& [name, value] : changes.items()) {
    const Field* const field = entity.find(name);
    if (field == nullptr || !field->plugin.empty()) continue;
    if (!principal.rights->may_field(entity.name, verb, name, relation)) return refused;
  }
  return keep_owner_in_scope(principal, entity, verb, changes);
}

// The record an earlier request with this key made, if its fields were the same.
Result<std::optional<Record>> Records::answered_before(db::Session& session,
                                                       const std::string& entity,
                                                       const std::string& principal,
                                                       const std::string& key,
                                                       const std::string& hash) {
  const auto row = TRY(session.query_row(
      R"sql(SELECT request_hash, record_id FROM idempotency_key
            WHERE principal = $1 AND name = $2)sql",
      {principal, key}));
  if (!row) return std::optional<Record>();
  if (row->text(0) != hash) {
    return Error{ErrorCode::conflict, "this Idempotency-Key was used for another request",
                 R"({"code":"idempotency-key-reused"})"};
  }
  std::optional<Record> record = TRY(store_.find(session, entity, row->text(1)));
  if (!record) return Error{ErrorCode::not_found, "the record made with this key was deleted"};
  return record;
}

Result<Record> Records::create(const Principal& principal, const std::string& entity,
                               const Json& wanted, const std::string& idempotency_key) {
  const auto catalogue = parts_.definitions.now();
  const Entity* const definition = TRY(catalogue->require(entity));
  Json fields = wanted;
  TRY(check_writable(principal, *definition, Verb::create, fields));
  TRY(keep_owner_in_scope(principal, *definition, Verb::create, fields));
  TRY(check_key(idempotency_key));
  std::string hash;
  if (!idempotency_key.empty()) {
    hash = crypto::sha256_hex(entity + "\n" + to_text(fields));
    auto earlier = parts_.database.read([&](db::Session& session) {
      return answered_before(session, entity, principal.id, idempotency_key, hash);
    });
    if (const auto record = TRY(std::move(earlier))) return *record;
  }
  const SavePipeline steps = pipeline(*definition, principal);
  std::vector<PendingSave> batch(1);
  batch[0].after.id = parts_.ids.next();
  batch[0].after.entity = entity;
  batch[0].changes = fields;
  steps.validate(batch);
  TRY(steps.run_hooks(batch));
  if (batch[0].problem) return *batch[0].problem;
  // Whatever the database lets run again finds the batch as it was.
  std::optional<Record> earlier;
  const auto work = [&](db::Session& session) -> Status {
    earlier.reset();
    if (!idempotency_key.empty()) {
      const std::int64_t first = TRY(session.execute(
          R"sql(INSERT INTO idempotency_key (principal, name, request_hash, record_id, created_at_ms)
                VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING)sql",
          {principal.id, idempotency_key, hash, batch[0].after.id, parts_.clock.now_ms()}));
      if (first == 0) {
        earlier = TRY(answered_before(session, entity, principal.id, idempotency_key, hash));
        return ok();
      }
    }
    TRY(steps.write(session, batch));
    return batch[0].problem ? Status(*batch[0].problem) : ok();
  };
  TRY(parts_.database.transaction(work));
  Record record = earlier ? std::move(*earlier) : std::move(batch[0].after);
  parts_.outbox.announce();
  TRY(place(principal, *definition, record));
  hide_fields(principal, *definition, record);
  return record;
}

Result<Record> Records::update(const Principal& principal, const std::string& entity,
                               const std::string& id, std::optional<std::int64_t> version,
                               const Json& wanted) {
  const auto catalogue = parts_.definitions.now();
  const Entity* const definition = TRY(catalogue->require(entity));
  Json changes = wanted;
  TRY(check_writable(principal, *definition, Verb::update, changes));
  for (int tries = 1;; ++tries) {
    std::optional<Record> before;
    if (tries == 1) before = recent_.find(entity, id, catalogue);
    const auto remembered = before ? std::optional(before->version) : std::nullopt;
    if (!before) {
      auto found = parts_.database.glance(
          [&](db::Session& session) { return store_.find(session, entity, id); });
      before = TRY(std::move(found));
    }
    if (!before) return Error{ErrorCode::not_found, "there is no such " + entity};
    auto written = write_update(principal, *definition, version, changes, std::move(*before));
    // Nobody is refused, nor told that all is as it was, for what is only remembered.
    if (remembered && (!written || written->version == *remembered)) continue;
    const bool stale =
        !written && written.error().detail.find("stale-version") != std::string::npos;
    if (stale && !version && tries < kTriesMax) continue;
    Record record = TRY(std::move(written));
    recent_.keep(record, catalogue);
    parts_.outbox.announce();
    TRY(place(principal, *definition, record));
    hide_fields(principal, *definition, record);
    return record;
  }
}

Result<Record> Records::write_update(const Principal& principal, const Entity& entity,
                                     std::optional<std::int64_t> version, Json& changes,
                                     Record before) {
  TRY(place(principal, entity, before));
  TRY(check_writable(principal, entity, Verb::update, before, changes));
  if (version && *version != before.version) return stale_version(before.version);
  const SavePipeline steps = pipeline(entity, principal);
  std::vector<PendingSave> batch(1);
  batch[0].after = before;
  batch[0].before = std::move(before);
  batch[0].changes = changes;
  steps.validate(batch);
  TRY(steps.run_hooks(batch));
  if (batch[0].problem) return *batch[0].problem;
  const Status written = parts_.database.transaction([&](db::Session& session) -> Status {
    TRY(steps.write(session, batch));
    return batch[0].problem ? Status(*batch[0].problem) : ok();
  });
  if (!written) return written.error();
  return std::move(batch[0].after);
}

}  // namespace kontor::host
