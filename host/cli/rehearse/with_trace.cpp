#include <cstdlib>

#include "base/core/files.hpp"
#include "base/crypto/hash.hpp"
#include "host/cli/rehearse/keys.hpp"
#include "host/cli/rehearse/ways.hpp"
#include "sdk/package/package.hpp"
#include "sdk/trace/recording.hpp"
#include "sdk/trace/replay.hpp"

namespace kontor::host {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLibraryBytesMax = std::size_t{100} << 20;
#if defined(__aarch64__)
constexpr std::string_view kMachine = "aarch64";
#else
constexpr std::string_view kMachine = "x86_64";
#endif

// A library in a folder of its own, gone with the object.
class UnpackedLibrary {
 public:
  static Result<UnpackedLibrary> of(const std::string& bytes) {
    std::string pattern = (fs::temp_directory_path() / "kontor-rehearse-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr)
      return Error{ErrorCode::unavailable, "cannot make " + pattern};
    UnpackedLibrary library{fs::path(pattern)};
    TRY(write_file(library.file(), bytes, FileMode::secret));
    return library;
  }
  ~UnpackedLibrary() {
    std::error_code ignored;
    if (!folder_.empty()) fs::remove_all(folder_, ignored);
  }
  UnpackedLibrary(UnpackedLibrary&& other) noexcept : folder_(std::move(other.folder_)) {
    other.folder_.clear();
  }
  UnpackedLibrary& operator=(UnpackedLibrary&&) = delete;
  UnpackedLibrary(const UnpackedLibrary&) = delete;
  UnpackedLibrary& operator=(const UnpackedLibrary&) = delete;
  fs::path file() const { return folder_ / "plugin.so"; }

 private:
  explicit UnpackedLibrary(fs::path folder) : folder_(std::move(folder)) {}
  fs::path folder_;
};

}  // namespace

Result<Json> rehearse_trace(const RehearseWish& wish, std::string& lines) {
  const trace::Trace recorded = TRY(trace::read_trace(wish.trace));
  const auto archive = TRY(package::Archive::open(wish.package));
  const auto keys = TRY(vendor_keys(wish.keys));
  const auto verified = TRY(package::verify_package(archive, keys));
  const package::Manifest& manifest = verified.manifest;
  if (manifest.id != recorded.header.plugin)
    return Error{ErrorCode::invalid_argument,
                 "the package is " + manifest.id + ", the trace is of " + recorded.header.plugin};
  const auto* platform = manifest.platform("linux", kMachine);
  if (platform == nullptr)
    return Error{ErrorCode::invalid_argument, "the package has no library for this machine"};
  const std::string bytes = TRY(archive.read(platform->file, kLibraryBytesMax));
  const UnpackedLibrary library = TRY(UnpackedLibrary::of(bytes));
  std::error_code ignored;
  const fs::path own = fs::read_symlink("/proc/self/exe", ignored);
  const auto report = TRY(trace::replay(recorded, [&](runtime::HostCallHandler handler) {
    runtime::PluginProcessOptions options;
    options.runner = trace::traced_runner(own);
    options.file = library.file();
    options.sha256_hex = crypto::sha256_hex(bytes);
    options.facts = {manifest.id, manifest.version};
    options.call_deadline_ms = 30'000;
    options.on_log = [](runtime::LogLevel, std::string_view) {};
    return runtime::PluginProcess::start(std::move(options), std::move(handler));
  }));
  lines = trace::to_lines(report, recorded.header, manifest.version);
  return trace::to_json(report);
}

}  // namespace kontor::host
