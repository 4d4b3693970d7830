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

Refusal failed(const std::string& role, std::string why) {
  return {Fault::storage, role, std::move(why)};
}

}  // namespace

struct Store::Lock {
  explicit Lock(int file) : descriptor(file) {}
  ~Lock() { close(descriptor); }
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;
  int descriptor;
};

Store::Store(std::filesystem::path folder, std::shared_ptr<Lock> lock)
    : folder_(std::move(folder)), lock_(std::move(lock)) {}

Verdict<Store> Store::open(const std::filesystem::path& folder, int wait_ms) {
  std::error_code code;
  std::filesystem::create_directories(folder, code);
  const std::filesystem::path path = folder / ".lock";
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor < 0) return failed("metadata", "cannot open " + path.string());
  auto lock = std::make_shared<Lock>(descriptor);
  // flock has no timed form, so ask again until the time is over.
  for (int waited_ms = 0; flock(descriptor, LOCK_EX | LOCK_NB) != 0; waited_ms += kLockPollMs) {
    if (waited_ms >= wait_ms)
      return failed("metadata", "another process is using " + folder.string());
    std::this_thread::sleep_for(std::chrono::milliseconds(kLockPollMs));
  }
  return Store(folder, std::move(lock));
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
