#include "sdk/check/sample.hpp"

#include <kontor/op/all.hpp>
#include <map>

#include "base/core/bytes.hpp"

namespace kontor::check {
namespace {

using package::Contribution;
using package::Manifest;

template <typename Operation>
std::string problem_of(const Json& answer) {
  std::string problem;
  return op::decode<typename Operation::Response>(answer, problem) ? "" : problem;
}

template <typename Operation>
Sample sample(std::string contribution, const typename Operation::Request& request) {
  return {std::move(contribution), std::string(Operation::name), encode(request),
          &problem_of<Operation>};
}

const op::Actor kActor = {.id = kSampleUser, .name = "Anna"};

op::Record record_for(const std::string& entity, const std::vector<std::string>& fields,
                      const Json& given = nullptr) {
  const std::string kind = entity.empty() ? "person" : entity;
  return {.id = kind + "-1",
          .entity = kind,
          .version = 1,
          .fields = given.is_object() ? given : fields_for(fields)};
}

Json or_made(const Json& given, const Json& schema) {
  return given.is_null() ? value_for(schema) : given;
}

Sample action(const Contribution& one, const Json& input) {
  op::ActionRunRequest request{.action = one.name, .actor = kActor};
  if (!one.entity.empty()) request.record = record_for(one.entity, one.fields);
  request.input = or_made(input, one.input);
  return sample<op::ActionRun>("action " + one.name, request);
}

Sample widget(const Contribution& one, const Json& input) {
  return sample<op::WidgetData>("widget " + one.name, {.widget = one.name,
                                                       .actor = kActor,
                                                       .period = {.from = "2026-01-01T00:00:00Z",
                                                                  .to = "2026-02-01T00:00:00Z"},
                                                       .parameters = or_made(input, one.input)});
}

Sample panel(const Contribution& one, const Json& input) {
  return sample<op::PanelData>(
      "panel " + one.name,
      {.panel = one.name, .actor = kActor, .record = record_for(one.entity, one.fields, input)});
}

Sample hook(const package::HookContribution& one, const Json& input) {
  const Json fields = input.is_object() ? input : fields_for(one.fields);
  return sample<op::RecordBeforeSave>(
      "hook " + one.entity,
      {.entity = one.entity,
       .records = {{.id = one.entity + "-1", .is_new = true, .fields = fields}}});
}

Sample event(const package::EventContribution& one, const Json& input) {
  return sample<op::EventDeliver>(
      "event " + one.name,
      {.id = "event-1",
       .sequence = 1,
       .name = one.name,
       .occurred_at = "2026-01-01T00:00:00.000Z",
       .payload = input.is_object() ? input
                                    : Json{{"id", "person-1"},
                                           {"entity", one.name.substr(0, one.name.find('.'))}}});
}

Sample job(const Contribution& one, const Json& input) {
  return sample<op::JobRun>(
      "job " + one.name, {.job = one.name, .payload = input.is_object() ? input : Json::object()});
}

Sample webhook(const Contribution& one, const Json& input) {
  const Json methods = one.all.value("methods", Json::array({"POST"}));
  return sample<op::WebhookReceive>(
      "webhook " + one.name,
      {.webhook = one.name,
       .method = methods.empty() ? "POST" : methods[0].get<std::string>(),
       .headers = {{"content-type", "application/json"}},
       .body = input.is_string() ? input.get<std::string>() : to_text(or_made(input, nullptr))});
}

Sample page(const Contribution& one, const Json& input) {
  op::PageRenderRequest request{.page = one.name, .method = "GET"};
  request.url = "https://crm.example.org/" + one.name;
  if (input.is_string()) request.token = input.get<std::string>();
  return sample<op::PageRender>("page " + one.name, request);
}

Sample menu(const Contribution& one, const Json&) {
  return sample<op::MenuOpen>("menu " + one.name, {.entry = one.name, .actor = kActor});
}

Sample import_format(const Contribution& one, const Json& input) {
  return sample<op::ImportRead>(
      "import " + one.name,
      {.format = one.name,
       .actor = kActor,
       .data = base64_encode(input.is_string() ? input.get<std::string>() : "Anna\n"),
       .state = Json()});
}

Sample service(const std::string& name, const std::string& method, const Json& input) {
  return sample<op::ServiceCall>("service " + name + (method.empty() ? "" : "." + method),
                                 {.service = name,
                                  .method = method.empty() ? "unheard_of" : method,
                                  .caller = "other.plugin",
                                  .request = input.is_object() ? input : Json::object()});
}

using Maker = Sample (*)(const Contribution&, const Json&);
struct KindOfContribution {
  const char* kind;
  std::vector<Contribution> package::Contributes::*list;
  Maker make;
};
const KindOfContribution kKinds[] = {
    {"action", &package::Contributes::actions, action},
    {"widget", &package::Contributes::widgets, widget},
    {"panel", &package::Contributes::panels, panel},
    {"job", &package::Contributes::jobs, job},
    {"webhook", &package::Contributes::webhooks, webhook},
    {"page", &package::Contributes::pages, page},
    {"menu", &package::Contributes::menu, menu},
    {"import", &package::Contributes::import_formats, import_format}};

}  // namespace

const char* name_member(std::string_view operation) {
  static const std::map<std::string_view, const char*> kMembers = {
      {op::ActionRun::name, "action"},        {op::WidgetData::name, "widget"},
      {op::PanelData::name, "panel"},         {op::JobRun::name, "job"},
      {op::WebhookReceive::name, "webhook"},  {op::PageRender::name, "page"},
      {op::RecordBeforeSave::name, "entity"}, {op::EventDeliver::name, "name"},
      {op::MenuOpen::name, "entry"},          {op::ImportRead::name, "format"}};
  const auto found = kMembers.find(operation);
  return found == kMembers.end() ? nullptr : found->second;
}

std::vector<Sample> samples_of(const Manifest& manifest) {
  std::vector<Sample> all;
  for (const KindOfContribution& kind : kKinds) {
    for (const Contribution& one : manifest.contributes.*kind.list) {
      all.push_back(kind.make(one, nullptr));
    }
  }
  for (const auto& one : manifest.contributes.hooks) all.push_back(hook(one, nullptr));
  for (const auto& one : manifest.contributes.events) all.push_back(event(one, nullptr));
  for (const std::string& one : manifest.provides) all.push_back(service(one, "", nullptr));
  return all;
}

Result<Sample> sample_of(const Manifest& manifest, const std::string& kind, const std::string& name,
                         const Json& input) {
  std::string known;
  const auto remember = [&](const std::string& other) {
    known += (known.empty() ? "" : ", ") + other;
    return other == name;
  };
  for (const KindOfContribution& candidate : kKinds) {
    if (kind != candidate.kind) continue;
    for (const Contribution& one : manifest.contributes.*candidate.list) {
      if (remember(one.name)) return candidate.make(one, input);
    }
  }
  if (kind == "hook") {
    for (const auto& one : manifest.contributes.hooks) {
      if (remember(one.entity)) return hook(one, input);
    }
  }
  if (kind == "event") {
    for (const auto& one : manifest.contributes.events) {
      if (remember(one.name)) return event(one, input);
    }
  }
  if (kind == "service") {
    for (const std::string& one : manifest.provides) {
      if (name.starts_with(one + ".")) return service(one, name.substr(one.size() + 1), input);
      remember(one + ".METHOD");
    }
  }
  return Error{ErrorCode::not_found, "the manifest has no " + kind + " \"" + name + "\"" +
                                         (known.empty() ? "" : "; it has " + known)};
}

}  // namespace kontor::check
