#include "host/app/records.hpp"

namespace kontor::host {

namespace {

std::string member_of(const Json& fields, const char* name) {
  const auto found = fields.find(name);
  return found != fields.end() && found->is_string() ? found->get<std::string>() : "";
}

}  // namespace

// A view is a record like any other, and a segment serves as one: what it may hold was
// checked when it was saved, and is again, since fields come and go. `sort` is filled where
// the request has none.
Result<Filter> Records::saved_filter(const Principal& principal, const Entity& entity,
                                     const std::string& id, std::string& sort) {
  auto found = look_at(principal, "view", id);
  if (!found) found = look_at(principal, "segment", id);
  const Record saved = TRY(std::move(found));
  if (member_of(saved.fields, "of") != entity.name)
    return Error{ErrorCode::invalid_argument,
                 "this view is of " + member_of(saved.fields, "of") + " records"};
  if (sort.empty()) sort = member_of(saved.fields, "sort");
  const std::string text = member_of(saved.fields, "filter");
  if (text.empty()) return Filter{};
  const Json json = TRY(parse_json(text));
  return parse_filter(json, entity, {principal.id, parts_.clock.now_ms(), time_zone()});
}

}  // namespace kontor::host
