#include "sdk/testing/plugin_under_test.hpp"

#include <dlfcn.h>
#include <kontor/entry.h>

#include "base/core/files.hpp"

namespace kontor::testing {
namespace {

std::string_view view(kontor_text text) { return {text.data, text.size}; }

Error refuse(const std::string& why) { return {ErrorCode::invalid_argument, "plugin.so: " + why}; }

Status check_entry(const kontor_entry& entry, const package::Manifest& manifest) {
  if (entry.magic != KONTOR_ENTRY_MAGIC) return refuse("its entry is not Kontor's");
  if (entry.abi_major != KONTOR_ABI_MAJOR || entry.abi_minor > KONTOR_ABI_MINOR) {
    return refuse("it is built for ABI " + std::to_string(entry.abi_major) + "." +
                  std::to_string(entry.abi_minor) + ", not for " +
                  std::to_string(KONTOR_ABI_MAJOR) + "." + std::to_string(KONTOR_ABI_MINOR));
  }
  if (view(entry.id) != manifest.id) return refuse("its id is not the manifest's");
  if (view(entry.version) != manifest.version) return refuse("its version is not the manifest's");
  return ok();
}

}  // namespace

Result<PluginUnderTest> PluginUnderTest::load(const std::filesystem::path& folder, FakeHost& host) {
  const std::string text = TRY(read_file(folder / "manifest.json", package::kManifestBytesMax));
  package::Manifest manifest = TRY(package::Manifest::parse(text));
  void* library = ::dlopen((folder / "plugin.so").c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!library) return refuse(::dlerror());
  const auto* entry = static_cast<const kontor_entry*>(::dlsym(library, "kontor_plugin_entry"));
  if (!entry) return refuse("it does not export kontor_plugin_entry");
  TRY(check_entry(*entry, manifest));

  host.enforce(manifest);
  kontor_plugin plugin = {};
  plugin.struct_size = sizeof(plugin);
  const kontor_status status = entry->create(host.c_host(), &plugin);
  if (status != KONTOR_OK) return refuse("create returned " + std::to_string(status));
  return PluginUnderTest(host, std::move(manifest), plugin);
}

PluginUnderTest::PluginUnderTest(PluginUnderTest&& other) noexcept
    : host_(other.host_), manifest_(std::move(other.manifest_)), plugin_(other.plugin_) {
  other.plugin_.destroy = nullptr;
}

PluginUnderTest::~PluginUnderTest() {
  if (plugin_.destroy) plugin_.destroy(plugin_.self);
}

Status PluginUnderTest::start() {
  const Json settings = TRY(host_->call(op::SettingsGet::name, Json::object()))["settings"];
  TRY(call<op::PluginStart>({.settings = settings, .locale = "en", .host_version = "0.1.0"}));
  return ok();
}

Result<Json> PluginUnderTest::call(std::string_view operation, const Json& request) {
  const std::string asked = to_text(request);
  std::string answered;
  const kontor_sink sink{&answered, [](void* self, const char* data, uint64_t size) {
                           static_cast<std::string*>(self)->append(data, size);
                         }};
  const kontor_status status = plugin_.call(plugin_.self, {operation.data(), operation.size()},
                                            {asked.data(), asked.size()}, sink);
  auto answer = parse_json(answered, {.bytes_max = std::size_t{16} << 20});
  if (status == KONTOR_OK) {
    if (answer) return answer;
    return Error{ErrorCode::internal, std::string(operation) + ": " + answer.error().message};
  }
  const bool known = status > KONTOR_OK && status <= KONTOR_INTERNAL;
  Error error{known ? static_cast<ErrorCode>(status - 1) : ErrorCode::internal, answered};
  if (answer && answer->is_object()) {
    error.message = answer->value("message", "");
    if (answer->contains("detail")) error.detail = to_text((*answer)["detail"]);
  }
  return error;
}

}  // namespace kontor::testing
