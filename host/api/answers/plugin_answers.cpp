#include "host/api/answers/plugin_answers.hpp"

#include "base/core/shape.hpp"

namespace kontor::host::answers {

using namespace shape;

Json screenshots() {
  return list_of(object(
      {{"path", text()}, {"caption", map_of(text())}, {"width", count()}, {"height", count()}}));
}

Json handbook() {
  return object({{"language", text()}, {"languages", list_of(text())}, {"text", text()}});
}

namespace {

Json update_plan() {
  return object({{"plugin", text()},
                 {"from", text()},
                 {"to", or_null(text())},
                 {"state", text()},
                 {"reason", text()},
                 {"attempts", count()},
                 {"checked_at", moment()}});
}

// A plugin as everybody who is signed in sees it; its manifest's parts as they stand there.
Json described() {
  const Json killed =
      object({{"version", text()}, {"reason", text()}, {"advisory", text()}, {"at", text()}});
  const Json health =
      object({{"status", text()}, {"detail", text()}, {"asked_at", or_null(moment())}});
  const Json offered = list_of(open_object({{"name", text()}}));
  const Json contributes = object({{"widgets", offered},
                                   {"actions", offered},
                                   {"panels", offered},
                                   {"entities", offered},
                                   {"import_formats", offered}});
  const Json license =
      object({{"kind", one_of({"free", "product"})}, {"product?", text()}, {"state?", text()}});
  return object(
      {{"id", text()},
       {"killed", or_null(killed)},
       {"name", map_of(text())},
       {"summary", map_of(text())},
       {"version", text()},
       {"vendor", text()},
       {"state", one_of({"running", "installed", "stopped", "quarantined", "safe-mode", "failed"})},
       {"health", health},
       {"mode", one_of({"in_process", "sandbox"})},
       {"contributes", contributes},
       {"uses", list_of(object({{"name", text()}}))},
       {"screenshots", screenshots()},
       {"handbooks", list_of(text())},
       {"settings", any()},
       {"settings_schema", any()},
       {"secrets", list_of(text())},
       {"permissions", map_of(any())},
       {"license", license},
       {"package_sha256", text()},
       {"installed_at", moment()}});
}

Json layers() {
  return list_of(
      object({{"name", text()}, {"state", one_of({"holds", "missing", "off"})}, {"why", text()}}));
}

Json refused() {
  return list_of(object({{"rule", text()}, {"wanted", any()}, {"found", any()}, {"text", text()}}));
}

Json crash() {
  return object(
      {{"at", moment()}, {"version", text()}, {"cause", text()}, {"log", list_of(any())}});
}

Json change() {
  return object({{"kind", text()},
                 {"from", text()},
                 {"to", text()},
                 {"at", moment()},
                 {"outcome", text()},
                 {"reason", text()}});
}

}  // namespace

Json plugin() { return with(described(), {{"update?", or_null(update_plan())}}); }
Json plugins() { return list_of(described()); }

Json plugin_inspected() {
  const Json usage = object({{"cpu_ms", count()},
                             {"memory_bytes", count()},
                             {"calls", count()},
                             {"host_calls", count()},
                             {"denied", count()}});
  const Json versions = object({{"current", text()}, {"previous", or_null(text())}});
  const Json waiting = object(
      {{"count", count()}, {"oldest_at", or_null(moment())}, {"let_go_at", or_null(moment())}});
  return with(described(), {{"isolation", one_of({"in_process", "sandbox"})},
                            {"trusted_in_process", flag()},
                            {"permission_words", map_of(list_of(text()))},
                            {"layers", layers()},
                            {"crashes", list_of(crash())},
                            {"usage", usage},
                            {"versions", versions},
                            {"last_change", or_null(change())},
                            {"gaps", count()},
                            {"events_waiting", waiting},
                            {"log", list_of(any())}});
}

Json gaps() {
  const Json record = or_null(object({{"entity", text()}, {"id", text()}}));
  const Json gap =
      object({{"contribution", text()}, {"record", record}, {"at", moment()}, {"reason", text()}});
  return object({{"total", count()}, {"gaps", list_of(gap)}, {"next", or_null(text())}});
}

Json sandbox() { return object({{"policy", one_of({"warn", "refuse"})}, {"layers", layers()}}); }

Json widgets() {
  return list_of(object({{"plugin", text()},
                         {"widget", text()},
                         {"name", any()},
                         {"kind", text()},
                         {"default", flag()},
                         {"parameters", map_of(any())}}));
}

// widget.data/1 of the SDK.
Json widget_figures() {
  const Json figure = object({{"value", or_null(number())},
                              {"unit?", text()},
                              {"formatted?", text()},
                              {"target?", or_null(number())},
                              {"previous?", or_null(number())}});
  const Json behind = object({{"label", text()}, {"entity", text()}, {"filter", any()}});
  return object({{"kind", one_of({"figure", "chart", "funnel", "table"})},
                 {"title", text()},
                 {"figure?", or_null(figure)},
                 {"series?", list_of(map_of(any()))},
                 {"records?", list_of(behind)},
                 {"as_of?", or_null(text())},
                 {"note?", text()}});
}

// action.run/1 of the SDK, once or for each record.
Json action_outcome() {
  const Json record = object({{"entity", text()}, {"id", text()}});
  const Json done = object({{"output", any()}, {"message", text()}});
  const Json one =
      object({{"record", record}, {"output?", any()}, {"message?", text()}, {"problem?", text()}});
  return {{"anyOf", Json::array({done, only("results", one)})}};
}

// panel.data/1 of the SDK.
Json panel() {
  return object({{"title?", text()}, {"blocks", list_of(open_object({{"kind", text()}}))}});
}

// menu.open/1 of the SDK.
Json menu_page() {
  return object({{"title?", text()},
                 {"blocks", list_of(open_object({{"kind", text()}}))},
                 {"refresh_s?", or_null(count())}});
}

Json menu() {
  return list_of(object({{"plugin", text()},
                         {"entry", text()},
                         {"label", map_of(text())},
                         {"state", one_of({"open", "unlicensed"})}}));
}

Json texts() { return map_of(map_of(text())); }

Json install_policy() {
  return object({{"state", one_of({"default", "signed", "untrusted"})},
                 {"reason", text()},
                 {"policy", or_null(map_of(any()))},
                 {"serial", count()},
                 {"signed_by", or_null(text())},
                 {"put_by", or_null(text())},
                 {"put_at", or_null(moment())}});
}

Json policy_check() {
  const Json judged = object({{"plugin", text()}, {"version", text()}, {"refused", refused()}});
  return object({{"serial", count()}, {"installed", list_of(judged)}});
}

Json releases() {
  return list_of(object({{"version", text()},
                         {"channel", text()},
                         {"yanked", any()},
                         {"deprecated", any()},
                         {"successor", any()},
                         {"rollout_percent", count()},
                         {"age_hours", or_null(count())},
                         {"review", or_null(text())},
                         {"refused", refused()}}));
}

Json install_requests() {
  return list_of(object({{"id", text()},
                         {"plugin", text()},
                         {"version", text()},
                         {"package_sha256", text()},
                         {"asked_by", text()},
                         {"asked_at", moment()},
                         {"state", text()},
                         {"decided_by", or_null(text())},
                         {"decided_at", or_null(moment())}}));
}

Json updates() { return list_of(update_plan()); }

Json rehearsal_begun() { return object({{"id", text()}, {"state", one_of({"running"})}}); }

Json rehearsal() {
  const Json lines = list_of(map_of(any()));
  const Json report = object({{"plugin", text()},
                              {"version", text()},
                              {"not_installed", or_null(text())},
                              {"start_ms", or_null(number())},
                              {"whole", flag()},
                              {"crashes", any()},
                              {"log", any()},
                              {"layers", layers()},
                              {"memory_bytes", count()},
                              {"cpu_ms", count()},
                              {"people", integer()},
                              {"people_read", count()},
                              {"reads", lines},
                              {"writes", lines},
                              {"refused_saves", lines},
                              {"sent", lines},
                              {"did", lines},
                              {"denied", lines},
                              {"asked", lines},
                              {"stored_bytes", count()},
                              {"timings", lines},
                              {"given", lines},
                              {"left_out", lines},
                              {"price", or_null(map_of(any()))}});
  return object({{"id", text()},
                 {"state", one_of({"running", "done", "failed"})},
                 {"message", text()},
                 {"report", or_null(report)}});
}

Json trace_begun() {
  return object({{"plugin", text()},
                 {"state", one_of({"recording"})},
                 {"for_s", count()},
                 {"bytes_max", count()}});
}

}  // namespace kontor::host::answers
