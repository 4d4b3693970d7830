#include "host/rehearsal/rehearsal.hpp"

#include "host/rehearsal/boundary_report.hpp"
#include "host/rehearsal/driver.hpp"
#include "host/rehearsal/sealed_tap.hpp"
#include "sdk/package/package.hpp"

namespace kontor::host {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kTraceBytesMaxOfRehearsal = std::size_t{128} << 20;

Result<package::Manifest> manifest_of(const RehearsalOrder& order) {
  const auto archive = TRY(package::Archive::open(order.package));
  auto verified = TRY(package::verify_package(archive, order.vendor_keys));
  return std::move(verified.manifest);
}

Result<std::shared_ptr<trace::TraceWriter>> open_trace(const package::Manifest& manifest,
                                                       const RehearsalOrder& order,
                                                       const fs::path& file, TimeMs now_ms) {
  std::error_code ignored;
  fs::remove(file, ignored);
  trace::Header header{.plugin = manifest.id, .version = manifest.version};
  header.abi = "1.0";
  header.started_at_ms = now_ms;
  auto writer = TRY(
      trace::TraceWriter::create(file, header,
                                 {.bytes_max = kTraceBytesMaxOfRehearsal,
                                  .time_max = std::chrono::seconds(2 * order.time_max_s + 60)}));
  return std::shared_ptr<trace::TraceWriter>(std::move(writer));
}

// The company's paid plugins, and the one to be tried, work as if paid for.
Status license_all(RehearsalWorld& world, const package::Manifest& manifest) {
  const Json installed = TRY(world.plugins->list());
  for (const Json& plugin : installed.is_array() ? installed : Json::array()) {
    const std::string id = plugin.value("id", "");
    if (!id.empty() && id != manifest.id) TRY(world.license(id));
  }
  if (!manifest.license.free) TRY(world.license(manifest.license.product));
  return ok();
}

// A version that the company has goes from the copy; what it keeps stays for the one to be tried.
Status make_room(RehearsalWorld& world, const package::Manifest& manifest) {
  if (!world.plugins->describe(manifest.id)) return ok();
  return world.plugins->remove(Principal::system(), manifest.id, Plugins::Storage::keep);
}

Json layers_json(const runtime::SandboxReport& layers) {
  Json list = Json::array();
  for (const auto& layer : layers)
    list.push_back({{"name", layer.name},
                    {"state", layer.state == runtime::SandboxLayer::State::holds     ? "holds"
                              : layer.state == runtime::SandboxLayer::State::missing ? "missing"
                                                                                     : "off"},
                    {"why", layer.why}});
  return list;
}

// Milliseconds from the spawn to the answer of plugin.start/1, null if it never came.
Json start_ms(const trace::CallTree& tree) {
  std::int64_t began_us = -1;
  for (const auto& call : tree.calls) {
    if (call->operation == "runner.load/1" && began_us < 0) began_us = call->at_us;
    if (call->operation == "plugin.start/1" && call->answered && call->status == 0)
      return static_cast<double>(call->at_us + call->took_us - began_us) / 1000;
  }
  return nullptr;
}

std::int64_t people_in(RehearsalWorld& world) {
  const auto counted = world.database->read([](db::Session& session) -> Result<std::int64_t> {
    const auto row =
        TRY(session.query_row("SELECT COUNT(*) FROM record_person WHERE deleted_at_ms IS NULL"));
    return row ? row->integer(0) : 0;
  });
  return counted ? *counted : -1;
}

Result<Json> report_of(const fs::path& trace_file, const package::Manifest& manifest,
                       const SealedTap::Seen& seen) {
  const trace::Trace recorded = TRY(trace::read_trace(trace_file));
  const trace::CallTree tree = trace::call_tree(recorded);
  BoundaryReport boundary(manifest);
  boundary.take(tree);
  Json report = boundary.to_json();
  report["plugin"] = manifest.id;
  report["version"] = manifest.version;
  report["start_ms"] = start_ms(tree);
  report["whole"] =
      recorded.records.empty() || recorded.records.back().text.find("reached") == std::string::npos;
  report["crashes"] = seen.crashes;
  report["log"] = seen.log_lines;
  report["layers"] = layers_json(seen.layers);
  report["memory_bytes"] = seen.usage.memory_bytes;
  report["cpu_ms"] = seen.usage.cpu_us / 1000;
  for (const auto& [to, bytes] : seen.connections)
    for (Json& sent : report["sent"])
      if (sent["by"] == "net" && sent["to"] == to) sent["bytes"] = bytes;
  return report;
}

}  // namespace

Result<Json> rehearse(const RehearsalOrder& order, const fs::path& folder, KeepTrace keep_trace) {
  const package::Manifest manifest = TRY(manifest_of(order));
  const CompanyCopy copy = TRY(CompanyCopy::make(order, folder / kCopyFolder));
  const fs::path trace_file =
      keep_trace == KeepTrace::yes ? folder / kTraceFile : copy.folder() / kTraceFile;
  const auto writer = TRY(open_trace(manifest, order, trace_file, SystemClock().now_ms()));
  const auto time =
      keep_trace == KeepTrace::yes ? trace::PluginTime::recorded : trace::PluginTime::own;
  SealedTap tap(manifest.id, writer, time);
  Json given;
  Json left_out;
  Json people;
  Json refused = nullptr;
  {
    const auto world = TRY(RehearsalWorld::open(order, copy, tap));
    TRY(license_all(*world, manifest));
    people = people_in(*world);
    TRY(make_room(*world, manifest));
    RehearsalDriver driver(*world, order, manifest);
    TRY(driver.wind_back_events());
    world->plugins->start_all();
    const auto installed =
        world->plugins->install_file(Principal::system(), order.package, order.vendor_keys);
    if (installed)
      driver.drive();
    else
      refused = installed.error().message;
    tap.look();
    given = driver.given();
    left_out = driver.left_out();
  }
  Json report = TRY(report_of(trace_file, manifest, tap.seen()));
  report["people"] = std::move(people);
  report["not_installed"] = std::move(refused);
  report["given"] = std::move(given);
  report["left_out"] = std::move(left_out);
  report["price"] = order.cost;
  return report;
}

}  // namespace kontor::host
