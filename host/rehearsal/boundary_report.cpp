#include "host/rehearsal/boundary_report.hpp"

#include <algorithm>

#include "host/plugins/plugin_rights.hpp"
#include "sdk/runtime/problem.hpp"
#include "sdk/trace/time_words.hpp"

namespace kontor::host {
namespace {

std::string text_in(const Json& json, const char* name) {
  const auto found = json.is_object() ? json.find(name) : json.end();
  return json.is_object() && found != json.end() && found->is_string() ? found->get<std::string>()
                                                                       : "";
}

const Json& member(const Json& json, const char* name) {
  static const Json kNothing;
  const auto found = json.is_object() ? json.find(name) : json.end();
  return json.is_object() && found != json.end() ? *found : kNothing;
}

const Json& list_in(const Json& json, const char* name) {
  static const Json kEmpty = Json::array();
  const Json& found = member(json, name);
  return found.is_array() ? found : kEmpty;
}

Json object_in(const std::string& text) {
  auto json = parse_json(text, {.bytes_max = trace::kTextBytesMax, .depth_max = 64});
  return json ? std::move(*json) : Json();
}

// "record.before_save person", "action.run sms.send": what the manifest promised.
std::string contribution_of(const trace::Call& call, const Json& request) {
  std::string operation = call.operation.substr(0, call.operation.find('/'));
  for (const char* name : {"entity", "name", "action", "widget", "panel", "job", "webhook", "page",
                           "entry", "format", "method"})
    if (const std::string said = text_in(request, name); !said.empty())
      return operation + " " + said;
  return operation;
}

bool has(const std::string& text, std::string_view prefix) { return text.starts_with(prefix); }

}  // namespace

void BoundaryReport::take(const trace::CallTree& tree) {
  for (const auto& call : tree.calls) take_call(*call);
}

void BoundaryReport::take_call(const trace::Call& call) {
  if (!trace::is_time(call.operation)) {
    const Json request = object_in(call.request);
    const Json answer = call.status == 0 ? object_in(call.answer) : Json();
    if (call.kind == trace::Kind::call_to_plugin)
      take_to_plugin(call, request, answer);
    else
      take_to_host(call, request, answer);
  }
  for (const auto& inner : call.inside) take_call(*inner);
}

void BoundaryReport::take_to_plugin(const trace::Call& call, const Json& request,
                                    const Json& answer) {
  Timing& timing = timings_[contribution_of(call, request)];
  timing.took_us.push_back(call.took_us);
  if (!call.answered || call.status != 0) ++timing.failed;
  if (has(call.operation, "record.before_save/")) take_saves(request, answer);
  const Json& record = member(request, "record");
  if (record.is_object())
    saw(text_in(record, "entity"), record["id"], member(record, "fields"), "");
}

void BoundaryReport::take_saves(const Json& request, const Json& answer) {
  const std::string entity = text_in(request, "entity");
  const Json& records = member(request, "records");
  const Json& results = member(answer, "results");
  for (std::size_t index = 0; records.is_array() && index < records.size(); ++index) {
    const Json& record = records[index];
    saw(entity, member(record, "id"), member(record, "fields"), "");
    if (!results.is_array() || index >= results.size()) continue;
    const Json& result = results[index];
    const Json& patch = member(result, "patch");
    if (patch.is_object()) wrote(entity, "change on save", text_in(record, "id"), patch);
    const std::string refusal = text_in(result, "refusal");
    if (refusal.empty()) continue;
    Json& refused =
        refusals_.try_emplace(entity, Json{{"count", 0}, {"reasons", Json::array()}}).first->second;
    refused["count"] = refused["count"].get<int>() + 1;
    if (refused["reasons"].size() < kExamplesMax) refused["reasons"].push_back(refusal);
  }
}

void BoundaryReport::take_to_host(const trace::Call& call, const Json& request,
                                  const Json& answer) {
  ++operations_[call.operation];
  if (call.status == runtime::status_of(ErrorCode::forbidden)) {
    ++denied_[call.operation + ": " + text_in(object_in(call.answer), "message")];
    return;
  }
  if (call.status != 0) return;
  if (has(call.operation, "record.")) return take_records(call.operation, request, answer);
  if (has(call.operation, "http.") || has(call.operation, "net.") || has(call.operation, "mail."))
    return take_sent(call.operation, request);
  if (has(call.operation, "service.call/"))
    ++counted_["service " + text_in(request, "service") + " " + text_in(request, "method")];
  else if (has(call.operation, "event.emit/"))
    ++counted_["event " + text_in(request, "name")];
  else if (has(call.operation, "job.schedule/"))
    ++counted_["job " + text_in(request, "job")];
  else if (has(call.operation, "timeline.add/"))
    ++counted_["timeline " + text_in(request, "kind")];
  else if (has(call.operation, "timeline.add_many/"))
    for (const Json& entry : list_in(request, "entries"))
      ++counted_["timeline " + text_in(entry, "kind")];
  else if (has(call.operation, "message.permit/"))
    take_permit(request, text_in(request, "person"));
  else if (has(call.operation, "message.permit_many/"))
    for (const Json& permit : list_in(answer, "permits"))
      take_permit(request, text_in(permit, "person"));
  else if (has(call.operation, "user.notify/") || has(call.operation, "ui.push/"))
    ++counted_["notice"];
  else if (has(call.operation, "storage.put/") || has(call.operation, "storage.put_many/") ||
           has(call.operation, "file.put/"))
    stored_bytes_ += static_cast<std::int64_t>(call.request.size());
}

void BoundaryReport::take_permit(const Json& request, const std::string& person) {
  ++counted_["permit " + text_in(request, "channel") + " for " + text_in(request, "purpose")];
  if (person.empty()) return;
  reads_[{"person", "address for " + text_in(request, "channel"), text_in(request, "purpose")}]
      .insert(person);
  people_.insert(person);
}

void BoundaryReport::take_records(const std::string& operation, const Json& request,
                                  const Json& answer) {
  const std::string entity = text_in(request, "entity");
  const std::string purpose = text_in(request, "purpose");
  if (has(operation, "record.list/")) {
    const Json& records = member(answer, "records");
    for (const Json& record : records.is_array() ? records : Json::array())
      saw(entity, member(record, "id"), member(record, "fields"), purpose);
  } else if (has(operation, "record.get/")) {
    const Json& record = member(answer, "record");
    if (record.is_object()) saw(entity, member(record, "id"), member(record, "fields"), purpose);
  } else if (has(operation, "record.aggregate/")) {
    ++counted_["figures over " + entity];
  } else if (has(operation, "record.delete/")) {
    wrote(entity, "delete", text_in(request, "id"), {{"(the record)", nullptr}});
  } else if (has(operation, "record.create/") || has(operation, "record.update/")) {
    const Json& record = member(answer, "record");
    wrote(entity, has(operation, "record.create/") ? "create" : "update", text_in(record, "id"),
          member(request, "fields"));
  }
}

void BoundaryReport::take_sent(const std::string& operation, const Json& request) {
  const std::string way = operation.substr(0, operation.find('.'));
  std::string to = "the company's mail server";
  std::int64_t bytes = 0;
  if (way == "http") {
    const std::string url = text_in(request, "url");
    const auto place = destination_of(url);
    to = place ? place->host + ":" + std::to_string(place->port) : "";
    bytes = static_cast<std::int64_t>(url.size() + text_in(request, "body").size());
  } else if (way == "net") {
    to = text_in(request, "host") + ":" + std::to_string(request.value("port", 0));
  } else {
    bytes = static_cast<std::int64_t>(text_in(request, "text").size() +
                                      text_in(request, "html").size());
  }
  Sent& sent = sent_[{way, to}];
  ++sent.count;
  sent.bytes += bytes;
}

void BoundaryReport::saw(const std::string& entity, const Json& id, const Json& fields,
                         const std::string& purpose) {
  if (!id.is_string() || !fields.is_object()) return;
  for (const auto& [name, value] : fields.items())
    if (!value.is_null())
      reads_[{entity, name, purpose.empty() ? purpose_of(entity, name) : purpose}].insert(
          id.get<std::string>());
  if (entity == "person" && !fields.empty()) people_.insert(id.get<std::string>());
}

void BoundaryReport::wrote(const std::string& entity, const std::string& how, const std::string& id,
                           const Json& fields) {
  if (!fields.is_object()) return;
  for (const auto& [name, value] : fields.items()) {
    Written& written = writes_[{entity, how}][name];
    ++written.times;
    written.records.insert(id);
    if (written.examples.size() < kExamplesMax && !value.is_null())
      written.examples.push_back({{"id", id}, {"value", value}});
  }
}

// What reaches a plugin without its asking is read for the purpose its manifest gives.
std::string BoundaryReport::purpose_of(const std::string& entity, const std::string& field) const {
  for (const auto& permission : manifest_.permissions.records)
    if (permission.entity == entity &&
        std::ranges::find(permission.fields, field) != permission.fields.end())
      return permission.purpose;
  return "";
}

}  // namespace kontor::host
