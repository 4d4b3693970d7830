#include "sdk/runtime/mailbox.hpp"

#include <fcntl.h>
#include <linux/futex.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <climits>
#include <cstring>
#include <ctime>
#include <utility>

namespace kontor::runtime {
namespace {

constexpr std::size_t kSharedBytes = 2 * sizeof(Mailbox);
constexpr int kSeals = F_SEAL_SHRINK | F_SEAL_GROW;
static_assert(std::atomic<std::uint32_t>::is_always_lock_free);

void* map(int memory) {
  void* mapped = ::mmap(nullptr, kSharedBytes, PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0);
  return mapped == MAP_FAILED ? nullptr : mapped;
}

Error no_memory() { return {ErrorCode::exhausted, "no memory to share with the plugin"}; }

}  // namespace

void Mailbox::ring() {
  events.fetch_add(1);
  // The reader alone clears it: cleared here it could be the mark of its next sleep.
  if (asleep.load() != 0) ::syscall(SYS_futex, &events, FUTEX_WAKE, INT_MAX, nullptr, nullptr, 0);
}

void Mailbox::wake() {
  events.fetch_add(1);
  ::syscall(SYS_futex, &events, FUTEX_WAKE, INT_MAX, nullptr, nullptr, 0);
}

void Mailbox::sleep(std::uint32_t seen, std::chrono::nanoseconds longest) {
  const bool forever = longest == std::chrono::nanoseconds::max();
  const timespec time{longest.count() / 1'000'000'000, longest.count() % 1'000'000'000};
  asleep.store(1);
  ::syscall(SYS_futex, &events, FUTEX_WAIT, seen, forever ? nullptr : &time, nullptr, 0);
  asleep.store(0);
}

Result<SharedMail> SharedMail::create() {
  Descriptor memory(::memfd_create("kontor-mail", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!memory || ::ftruncate(memory.get(), kSharedBytes) != 0 ||
      ::fcntl(memory.get(), F_ADD_SEALS, kSeals | F_SEAL_SEAL) != 0)
    return no_memory();
  void* mapped = map(memory.get());
  if (mapped == nullptr) return no_memory();
  return SharedMail(std::move(memory), mapped, /*opened=*/false);
}

Result<SharedMail> SharedMail::open(Descriptor memory) {
  struct stat facts {};
  const int seals = ::fcntl(memory.get(), F_GET_SEALS);
  if (seals < 0 || (seals & kSeals) != kSeals || ::fstat(memory.get(), &facts) != 0 ||
      facts.st_size != static_cast<off_t>(kSharedBytes))
    return Error{ErrorCode::untrusted, "that is no memory to share"};
  void* mapped = map(memory.get());
  if (mapped == nullptr) return no_memory();
  return SharedMail(Descriptor(), mapped, /*opened=*/true);
}

SharedMail::SharedMail(Descriptor memory, void* mapped, bool opened)
    : memory_(std::move(memory)), mapped_(mapped) {
  auto* boxes = static_cast<Mailbox*>(mapped);
  out_ = boxes + (opened ? 1 : 0);
  in_ = boxes + (opened ? 0 : 1);
}

SharedMail::SharedMail(SharedMail&& other) noexcept
    : memory_(std::move(other.memory_)),
      mapped_(std::exchange(other.mapped_, nullptr)),
      out_(other.out_),
      in_(other.in_),
      last_put_(other.last_put_),
      last_taken_(other.last_taken_) {}

SharedMail::~SharedMail() {
  if (mapped_ != nullptr) ::munmap(mapped_, kSharedBytes);
}

bool SharedMail::put(std::string_view head, std::string_view operation, std::string_view text) {
  if (out_->taken.load(std::memory_order_acquire) != last_put_) return false;
  if (text.size() > kMailBytesMax - head.size() - operation.size()) return false;
  char* place = out_->bytes;
  for (const std::string_view part : {head, operation, text}) {
    if (!part.empty()) std::memcpy(place, part.data(), part.size());
    place += part.size();
  }
  out_->size = static_cast<std::uint32_t>(place - out_->bytes);
  out_->put.store(++last_put_, std::memory_order_release);
  out_->ring();
  return true;
}

int SharedMail::take(std::string& bytes) {
  const std::uint32_t put = in_->put.load(std::memory_order_acquire);
  if (put == last_taken_) return 0;
  // Once: the peer may change it at any time.
  const std::uint32_t size = *static_cast<const volatile std::uint32_t*>(&in_->size);
  if (size == 0 || size > kMailBytesMax) return -1;
  bytes.append(in_->bytes, size);
  last_taken_ = put;
  in_->taken.store(put, std::memory_order_release);
  return 1;
}

}  // namespace kontor::runtime
