#include "host/app/save_effects.hpp"

#include <set>

#include "host/app/record_scope.hpp"
#include "host/store/user_notice_store.hpp"

namespace kontor::host {

namespace {

std::string text_in(const Json& fields, const char* name) {
  const auto found = fields.find(name);
  return found != fields.end() && found->is_string() ? found->get<std::string>() : "";
}

// Changes one record of another entity as part of this transaction.
Status follow(db::Session& session, const SavePipeline::Parts& parts, const Principal& actor,
              const Record& before, Json changes) {
  const Entity* const entity = parts.catalogue->find(before.entity);
  if (entity == nullptr) return ok();
  std::vector<PendingSave> batch(1);
  batch[0].before = before;
  batch[0].after = before;
  batch[0].changes = std::move(changes);
  const SavePipeline steps(parts, *entity, actor);
  steps.validate(batch);
  if (!batch[0].problem) TRY(steps.write(session, batch));
  if (batch[0].problem) return *batch[0].problem;
  return ok();
}

// Amounts of several currencies have no sum, and no amounts neither: then the order has no total.
Status total_order(db::Session& session, const SavePipeline::Parts& parts, const Principal& actor,
                   const std::string& id) {
  const auto order = TRY(parts.store.find(session, "order", id));
  if (!order) return ok();
  std::int64_t amount = 0;
  std::set<std::string> currencies;
  for (const Record& line : TRY(parts.store.find_by_key(session, "order_line", "order", {id}))) {
    const auto total = line.fields.find("total");
    if (total == line.fields.end()) continue;
    amount += total->at("amount").get<std::int64_t>();
    currencies.insert(total->at("currency").get<std::string>());
  }
  Json total;
  if (currencies.size() == 1) total = {{"amount", amount}, {"currency", *currencies.begin()}};
  return follow(session, parts, actor, *order, {{"total", std::move(total)}});
}

// Lines without a price say nothing of their order's total, which somebody may have entered.
Status total_orders(db::Session& session, const SavePipeline::Parts& parts, const Principal& actor,
                    const std::vector<PendingSave>& batch) {
  std::set<std::string> orders;
  for (const PendingSave& save : batch) {
    if (!save.is_written()) continue;
    if (save.after.fields.contains("total")) orders.insert(text_in(save.after.fields, "order"));
    if (save.before && save.before->fields.contains("total"))
      orders.insert(text_in(save.before->fields, "order"));
  }
  for (const std::string& id : orders) TRY(total_order(session, parts, actor, id));
  return ok();
}

Status answer_cases(db::Session& session, const SavePipeline::Parts& parts, const Principal& actor,
                    const std::vector<PendingSave>& batch) {
  for (const PendingSave& save : batch) {
    const Json& fields = save.after.fields;
    const bool answer = save.is_written() && text_in(fields, "subject_entity") == "case" &&
                        text_in(fields, "direction") == "out";
    if (!answer) continue;
    const auto found = TRY(parts.store.find(session, "case", text_in(fields, "subject")));
    if (!found || found->fields.contains("responded_at")) continue;
    const Entity* const answered = parts.catalogue->find("case");
    const bool person = actor.kind == PrincipalKind::user || actor.kind == PrincipalKind::token;
    if (answered == nullptr || (person && !may_touch(actor, *answered, Verb::update, *found)))
      continue;
    TRY(follow(session, parts, actor, *found, {{"responded_at", text_in(fields, "occurred_at")}}));
  }
  return ok();
}

Status tell_owners(db::Session& session, const SavePipeline::Parts& parts, const Principal& actor,
                   const std::vector<PendingSave>& batch) {
  std::vector<UserNotice> notices;
  for (const PendingSave& save : batch) {
    const std::string owner = text_in(save.after.fields, "owner");
    if (!save.is_written() || !save.has_changed("owner") || owner.empty() || owner == actor.id)
      continue;
    UserNotice notice{parts.ids.next(), owner, "task.delegated", "task", save.after.id};
    notice.body = {{"title", text_in(save.after.fields, "title")}, {"by", actor.name}};
    notice.created_at_ms = parts.clock.now_ms();
    notices.push_back(std::move(notice));
  }
  return UserNoticeStore::add(session, notices);
}

}  // namespace

Status write_effects(db::Session& session, const SavePipeline::Parts& parts, const Entity& entity,
                     const Principal& actor, const std::vector<PendingSave>& batch) {
  if (!parts.catalogue) return ok();
  if (entity.name == "order_line") return total_orders(session, parts, actor, batch);
  if (entity.name == "activity") return answer_cases(session, parts, actor, batch);
  if (entity.name == "task") return tell_owners(session, parts, actor, batch);
  return ok();
}

Status write_effects_of(db::Session& session, const SavePipeline::Parts& parts,
                        const Entity& entity, const Principal& actor, const Record& record) {
  if (!parts.catalogue || entity.name != "order_line" || !record.fields.contains("total"))
    return ok();
  return total_order(session, parts, actor, text_in(record.fields, "order"));
}

}  // namespace kontor::host
