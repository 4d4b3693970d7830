#include "base/tuf/store.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <chrono>
#include <system_error>
#include <thread>

#include "base/core/files.hpp"
#include "base/tuf/limits.hpp"
#include "base/tuf/metadata.hpp"

namespace kontor::tuf {
namespace {

constexpr int kLockPollMs = 20;
constexpr const char* kUnfinished = ".json.new-";  // As write_file() names what it writes.

Refusal failed(const std::string& role, std::string why) {
  return {Fault::storage, role, std::move(why)};
}

}  // namespace

Store::Lock::~Lock() { close(descriptor_); }

Verdict<std::unique_ptr<Store::Lock>> Store::lock(int wait_ms) {
  std::error_code code;
  std::filesystem::create_directories(folder_, code);
  const std::filesystem::path path = folder_ / ".lock";
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor < 0) return failed("metadata", "cannot open " + path.string());
  auto held = std::make_unique<Lock>(descriptor);
  // flock has no timed form, so ask again until the time is over.
  for (int waited_ms = 0; flock(descriptor, LOCK_EX | LOCK_NB) != 0; waited_ms += kLockPollMs) {
    if (waited_ms >= wait_ms)
      return failed("metadata", "another process is using " + folder_.string());
    std::this_thread::sleep_for(std::chrono::milliseconds(kLockPollMs));
  }
  remove_unfinished();
  return held;
}

void Store::remove_unfinished() const {
  std::error_code code;
  for (const auto& entry : std::filesystem::directory_iterator(folder_, code))
    if (entry.path().filename().string().find(kUnfinished) != std::string::npos)
      std::filesystem::remove(entry.path(), code);
}

std::filesystem::path Store::file(const std::string& role) const {
  return folder_ / (encode_role(role) + ".json");
}

std::optional<std::string> Store::load(const std::string& role) const {
  auto bytes = read_file(file(role), kTargetsBytesMax);
  if (!bytes) return std::nullopt;
  return std::move(bytes).value();
}

Verdict<> Store::save(const std::string& role, std::string_view bytes) {
  const Status written = write_file(file(role), bytes);
  if (!written) return failed(role, written.error().message);
  return accepted();
}

Verdict<> Store::remove(const std::string& role) {
  std::error_code code;
  std::filesystem::remove(file(role), code);
  if (code) return failed(role, "cannot remove the stored file: " + code.message());
  return accepted();
}

}  // namespace kontor::tuf
