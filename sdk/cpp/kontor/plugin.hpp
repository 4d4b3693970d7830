#pragma once

#include <functional>
#include <kontor/base64.hpp>
#include <kontor/failure.hpp>
#include <kontor/host.hpp>
#include <kontor/json.hpp>
#include <kontor/op/action_run.hpp>
#include <kontor/op/event_deliver.hpp>
#include <kontor/op/event_deliver_many.hpp>
#include <kontor/op/import_read.hpp>
#include <kontor/op/job_run.hpp>
#include <kontor/op/menu_open.hpp>
#include <kontor/op/page_render.hpp>
#include <kontor/op/panel_data.hpp>
#include <kontor/op/plugin_health.hpp>
#include <kontor/op/plugin_start.hpp>
#include <kontor/op/plugin_stop.hpp>
#include <kontor/op/record_before_save.hpp>
#include <kontor/op/service_call.hpp>
#include <kontor/op/subject_erase.hpp>
#include <kontor/op/subject_export.hpp>
#include <kontor/op/subject_hold.hpp>
#include <kontor/op/webhook_receive.hpp>
#include <kontor/op/widget_data.hpp>
#include <map>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace kontor {

using Start = op::PluginStartRequest;
using Health = op::PluginHealthResponse;
using SavedRecord = op::BeforeSaveRecord;
using SaveResult = op::BeforeSaveResult;
using Event = op::EventDeliverRequest;
using ActionRequest = op::ActionRunRequest;
using ActionResult = op::ActionRunResponse;
using WidgetRequest = op::WidgetDataRequest;
using WidgetResult = op::WidgetDataResponse;
using WebhookRequest = op::WebhookReceiveRequest;
using WebhookResult = op::WebhookReceiveResponse;
using ServiceRequest = op::ServiceCallRequest;
using Job = op::JobRunRequest;
using PanelRequest = op::PanelDataRequest;
using PanelResult = op::PanelDataResponse;
using PageRequest = op::PageRenderRequest;
using PageResult = op::PageRenderResponse;
using MenuRequest = op::MenuOpenRequest;
using MenuResult = op::MenuOpenResponse;

// A piece of a file that a user imports.
struct ImportPiece {
  std::string bytes;
  bool last = true;  // The file ends here.
  Json state = {};   // What was answered to the piece before; null with the first.
};
using ImportedRows = op::ImportReadResponse;

// What a plugin derives from. Handlers are registered in the constructor and never later;
// they run on the host's thread, one at a time unless the manifest raises `concurrency`, and
// refuse by throwing Failure. Names are those of the manifest.
class Plugin {
 public:
  explicit Plugin(Host host) : host_(std::move(host)) {}
  virtual ~Plugin() = default;
  Plugin(const Plugin&) = delete;
  Plugin& operator=(const Plugin&) = delete;

  // The host is ready; settings are known. Failing keeps the plugin from starting.
  virtual void start(const Start&) {}
  // The last call before destruction: end threads and connections here.
  virtual void stop() {}
  virtual Health health() { return {.status = "ok", .detail = ""}; }

  // Does `operation`; used by the trampolines of kontor/export.hpp. Throws Failure.
  Json dispatch(std::string_view operation, const Json& request) {
    const auto found = operations_.find(operation);
    if (found == operations_.end()) {
      throw Failure(KONTOR_NOT_FOUND, "the plugin does not handle " + std::string(operation));
    }
    return (this->*found->second)(request);
  }

 protected:
  const Host& host() const { return host_; }

  // Before a record of `entity` is written. Either takes and returns the declared fields
  // (Json → Json), or takes a SavedRecord and returns a SaveResult. May throw Refusal.
  template <typename Handler>
  void before_save(std::string entity, Handler handler) {
    before_save_all(std::move(entity),
                    [handler = std::move(handler)](const std::vector<SavedRecord>& records) {
                      std::vector<SaveResult> results;
                      results.reserve(records.size());
                      for (const SavedRecord& record : records) {
                        results.push_back(save_one(handler, record));
                      }
                      return results;
                    });
  }

  // The same for all records of one write at once, for handlers that ask the host something.
  void before_save_all(
      std::string entity,
      std::function<std::vector<SaveResult>(const std::vector<SavedRecord>&)> handler) {
    before_save_[std::move(entity)] = std::move(handler);
  }

  // Several handlers of one event run in the order they were given; what one throws ends the
  // delivery, which comes again to all.
  void on_event(std::string name, std::function<void(const Event&)> handler) {
    events_[std::move(name)].push_back(std::move(handler));
  }

  // Returns an ActionResult, the output alone as Json, or nothing.
  template <typename Handler>
  void action(std::string name, Handler handler) {
    actions_[std::move(name)] = [handler = std::move(handler)](const ActionRequest& request) {
      using Returned = std::invoke_result_t<Handler, const ActionRequest&>;
      if constexpr (std::is_void_v<Returned>) {
        handler(request);
        return ActionResult{};
      } else if constexpr (std::is_same_v<std::decay_t<Returned>, Json>) {
        return ActionResult{.output = handler(request), .message = ""};
      } else {
        return ActionResult(handler(request));
      }
    };
  }

  void widget(std::string name, std::function<WidgetResult(const WidgetRequest&)> handler) {
    widgets_[std::move(name)] = std::move(handler);
  }

  void webhook(std::string name, std::function<WebhookResult(const WebhookRequest&)> handler) {
    webhooks_[std::move(name)] = std::move(handler);
  }

  // One method of a service that the manifest provides: service("kontor.consent/1", "allowed", …).
  void service(std::string name, std::string method,
               std::function<Json(const ServiceRequest&)> handler) {
    services_[{std::move(name), std::move(method)}] = std::move(handler);
  }

  void job(std::string name, std::function<void(const Job&)> handler) {
    jobs_[std::move(name)] = std::move(handler);
  }

  // What a record's page shows; kontor/view.hpp makes the parts.
  void panel(std::string name, std::function<PanelResult(const PanelRequest&)> handler) {
    panels_[std::move(name)] = std::move(handler);
  }

  // A page for people who are not signed in. The plugin checks the token itself.
  void page(std::string name, std::function<PageResult(const PageRequest&)> handler) {
    pages_[std::move(name)] = std::move(handler);
  }

  // What an entry of the main menu opens.
  void menu(std::string name, std::function<MenuResult(const MenuRequest&)> handler) {
    menu_[std::move(name)] = std::move(handler);
  }

  // A format of files that the host imports: reads the rows that are whole in the piece and says
  // how far it came. Nothing is kept between two pieces but the state it answers.
  void import_format(std::string name, std::function<ImportedRows(const ImportPiece&)> handler) {
    import_formats_[std::move(name)] = std::move(handler);
  }

  // For plugins that keep data of people anywhere but in storage and files that name a person:
  // those the host exports and erases itself. The text is the person's record id.
  void on_subject_export(std::function<Json(const std::string& person)> handler) {
    subject_export_ = std::move(handler);
  }
  // What stands against forgetting a person for now: asked before, and nothing is erased yet.
  void on_subject_hold(
      std::function<std::vector<op::HeldData>(const std::string& person)> handler) {
    subject_hold_ = std::move(handler);
  }
  // Returns what has to stay, and why. Called again until it returns without failure.
  void on_subject_erase(
      std::function<std::vector<op::KeptData>(const std::string& person)> handler) {
    subject_erase_ = std::move(handler);
  }

 private:
  template <typename Operation>
  static typename Operation::Request asked(const Json& json) {
    std::string problem;
    auto request = op::decode<typename Operation::Request>(json, problem);
    if (!request) throw Failure(KONTOR_INVALID_ARGUMENT, problem);
    return std::move(*request);
  }

  template <typename Handlers, typename Key>
  static const auto& handler_of(const Handlers& handlers, const Key& key, const std::string& what) {
    const auto found = handlers.find(key);
    if (found == handlers.end()) throw Failure(KONTOR_NOT_FOUND, "the plugin has no " + what);
    return found->second;
  }

  template <typename Handler>
  static SaveResult save_one(const Handler& handler, const SavedRecord& record) {
    SaveResult result;
    try {
      using Returned = std::invoke_result_t<Handler, const SavedRecord&>;
      if constexpr (std::is_same_v<std::decay_t<Returned>, SaveResult>) {
        result = handler(record);
      } else {
        result.patch = changes(record.fields, handler(record.fields));
      }
    } catch (const Refusal& refusal) {
      result.refusal = refusal.what();
    }
    return result;
  }

  // RFC 7396 merge patch from one set of fields to another.
  static Json changes(const Json& before, const Json& after) {
    Json patch = Json::object();
    for (const auto& [name, value] : after.items()) {
      const auto old = before.find(name);
      if (old == before.end() || *old != value) patch[name] = value;
    }
    for (const auto& [name, unused] : before.items()) {
      if (!after.contains(name)) patch[name] = nullptr;
    }
    return patch;
  }

  Json run_start(const Json& json) {
    start(asked<op::PluginStart>(json));
    return Json::object();
  }
  Json run_stop(const Json& json) {
    asked<op::PluginStop>(json);
    stop();
    return Json::object();
  }
  Json run_health(const Json& json) {
    asked<op::PluginHealth>(json);
    return encode(health());
  }
  Json run_before_save(const Json& json) {
    const auto request = asked<op::RecordBeforeSave>(json);
    const auto& run = handler_of(before_save_, request.entity, "hook on " + request.entity);
    return encode(op::RecordBeforeSaveResponse{.results = run(request.records)});
  }
  void handle(const Event& event) {
    for (const auto& run : handler_of(events_, event.name, "handler of event " + event.name))
      run(event);
  }
  Json run_event(const Json& json) {
    handle(asked<op::EventDeliver>(json));
    return Json::object();
  }
  Json run_events(const Json& json) {
    auto request = asked<op::EventDeliverMany>(json);
    for (auto& one : request.events) {
      handle({.id = std::move(one.id),
              .sequence = one.sequence,
              .name = std::move(one.name),
              .occurred_at = std::move(one.occurred_at),
              .payload = std::move(one.payload)});
    }
    return Json::object();
  }
  Json run_action(const Json& json) {
    const auto request = asked<op::ActionRun>(json);
    return encode(handler_of(actions_, request.action, "action " + request.action)(request));
  }
  Json run_widget(const Json& json) {
    const auto request = asked<op::WidgetData>(json);
    return encode(handler_of(widgets_, request.widget, "widget " + request.widget)(request));
  }
  Json run_webhook(const Json& json) {
    const auto request = asked<op::WebhookReceive>(json);
    return encode(handler_of(webhooks_, request.webhook, "webhook " + request.webhook)(request));
  }
  Json run_service(const Json& json) {
    const auto request = asked<op::ServiceCall>(json);
    const auto& run = handler_of(services_, std::pair(request.service, request.method),
                                 "method " + request.method + " of " + request.service);
    return encode(op::ServiceCallResponse{.response = run(request)});
  }
  Json run_job(const Json& json) {
    const auto request = asked<op::JobRun>(json);
    handler_of(jobs_, request.job, "job " + request.job)(request);
    return Json::object();
  }
  Json run_panel(const Json& json) {
    const auto request = asked<op::PanelData>(json);
    return encode(handler_of(panels_, request.panel, "panel " + request.panel)(request));
  }
  Json run_page(const Json& json) {
    const auto request = asked<op::PageRender>(json);
    return encode(handler_of(pages_, request.page, "page " + request.page)(request));
  }
  Json run_menu(const Json& json) {
    const auto request = asked<op::MenuOpen>(json);
    return encode(handler_of(menu_, request.entry, "menu entry " + request.entry)(request));
  }
  Json run_import(const Json& json) {
    const auto request = asked<op::ImportRead>(json);
    const auto& read = handler_of(import_formats_, request.format, "format " + request.format);
    return encode(read({.bytes = from_base64(request.data),
                        .last = request.last,
                        .state = request.state.value_or(Json())}));
  }
  Json run_subject_export(const Json& json) {
    const auto request = asked<op::SubjectExport>(json);
    op::SubjectExportResponse response;
    if (subject_export_) response.data = subject_export_(request.person);
    return encode(response);
  }
  Json run_subject_hold(const Json& json) {
    const auto request = asked<op::SubjectHold>(json);
    op::SubjectHoldResponse response;
    if (subject_hold_) response.holds = subject_hold_(request.person);
    return encode(response);
  }
  Json run_subject_erase(const Json& json) {
    const auto request = asked<op::SubjectErase>(json);
    op::SubjectEraseResponse response;
    if (subject_erase_) response.kept = subject_erase_(request.person);
    return encode(response);
  }

  using Run = Json (Plugin::*)(const Json&);
  inline static const std::map<std::string_view, Run> operations_ = {
      {op::PluginStart::name, &Plugin::run_start},
      {op::PluginStop::name, &Plugin::run_stop},
      {op::PluginHealth::name, &Plugin::run_health},
      {op::RecordBeforeSave::name, &Plugin::run_before_save},
      {op::EventDeliver::name, &Plugin::run_event},
      {op::EventDeliverMany::name, &Plugin::run_events},
      {op::ActionRun::name, &Plugin::run_action},
      {op::WidgetData::name, &Plugin::run_widget},
      {op::WebhookReceive::name, &Plugin::run_webhook},
      {op::ServiceCall::name, &Plugin::run_service},
      {op::JobRun::name, &Plugin::run_job},
      {op::PanelData::name, &Plugin::run_panel},
      {op::PageRender::name, &Plugin::run_page},
      {op::MenuOpen::name, &Plugin::run_menu},
      {op::ImportRead::name, &Plugin::run_import},
      {op::SubjectExport::name, &Plugin::run_subject_export},
      {op::SubjectErase::name, &Plugin::run_subject_erase},
      {op::SubjectHold::name, &Plugin::run_subject_hold},
  };

  Host host_;
  std::map<std::string, std::function<std::vector<SaveResult>(const std::vector<SavedRecord>&)>>
      before_save_;
  std::map<std::string, std::vector<std::function<void(const Event&)>>> events_;
  std::map<std::string, std::function<ActionResult(const ActionRequest&)>> actions_;
  std::map<std::string, std::function<WidgetResult(const WidgetRequest&)>> widgets_;
  std::map<std::string, std::function<WebhookResult(const WebhookRequest&)>> webhooks_;
  std::map<std::pair<std::string, std::string>, std::function<Json(const ServiceRequest&)>>
      services_;
  std::map<std::string, std::function<void(const Job&)>> jobs_;
  std::map<std::string, std::function<PanelResult(const PanelRequest&)>> panels_;
  std::map<std::string, std::function<PageResult(const PageRequest&)>> pages_;
  std::map<std::string, std::function<MenuResult(const MenuRequest&)>> menu_;
  std::map<std::string, std::function<ImportedRows(const ImportPiece&)>> import_formats_;
  std::function<Json(const std::string&)> subject_export_;
  std::function<std::vector<op::KeptData>(const std::string&)> subject_erase_;
  std::function<std::vector<op::HeldData>(const std::string&)> subject_hold_;
};

}  // namespace kontor
