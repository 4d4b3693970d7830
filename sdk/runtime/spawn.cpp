#include "sdk/runtime/spawn.hpp"

#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <mutex>

#include "base/core/log.hpp"
#include "sdk/runtime/plugin_process.hpp"
#include "sdk/runtime/sandbox/birth.hpp"
#include "sdk/runtime/sandbox/limits.hpp"
#include "sdk/runtime/sandbox/new_process.hpp"
#include "sdk/runtime/sandbox/probe.hpp"
#include "sdk/runtime/sandbox/refused_calls.hpp"
#include "sdk/runtime/sandbox/report.hpp"

namespace kontor::runtime {
namespace {

using sandbox::Order;
using sandbox::Reply;

constexpr timeval kReplyTimeout = {.tv_sec = 10, .tv_usec = 0};

struct BirthSocket {
  Descriptor host, runner;
};

Result<BirthSocket> birth_socket() {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0)
    return Error{ErrorCode::exhausted, "no descriptors left to start a plugin"};
  BirthSocket birth{Descriptor(ends[0]), Descriptor(ends[1])};
  ::setsockopt(birth.host.get(), SOL_SOCKET, SO_RCVTIMEO, &kReplyTimeout, sizeof kReplyTimeout);
  return birth;
}

Result<Order> order_for(const SandboxPolicy& policy, const std::vector<std::string>& needed) {
  Order order;
  order.change_user = ::geteuid() == 0 ? 1 : 0;
  order.user = order.group = sandbox::kNobody;
  for (std::size_t index = 0; index < sandbox::kPreloaded.size(); ++index)
    if (std::ranges::find(needed, sandbox::kPreloaded.at(index)) != needed.end())
      order.libraries |= 1U << index;
  order.threads_max = policy.threads_max > 0 ? static_cast<std::uint32_t>(policy.threads_max)
                                             : sandbox::kThreadsDefault;
  order.memory_bytes = policy.memory_bytes > 0 ? static_cast<std::uint64_t>(policy.memory_bytes)
                                               : sandbox::kMemoryBytesDefault;
  if (policy.data_folder.empty()) return order;
  const std::string folder = std::filesystem::absolute(policy.data_folder).string();
  if (folder.size() >= order.data_folder.size())
    return Error{ErrorCode::invalid_argument, "the path of the plugin's data folder is too long"};
  folder.copy(order.data_folder.data(), folder.size());
  if (order.change_user != 0 && ::chown(folder.c_str(), order.user, order.group) != 0)
    return Error{ErrorCode::not_found, "the plugin's data folder " + folder +
                                           " cannot be given to it: " + std::strerror(errno)};
  return order;
}

// Gives the order, waits for the runner's walls.
Result<SandboxReport> exchange(int birth, Order order, const sandbox::NewProcess& made,
                               int group_error) {
  const auto silent = [] {
    return Error{ErrorCode::unavailable, "kontor-runner ended before it was ready"};
  };
  order.namespaces = made.namespaces;
  if (::send(birth, &order, sizeof order, MSG_NOSIGNAL) != sizeof order) return silent();
  Reply reply;
  if (::recv(birth, &reply, sizeof reply, 0) != sizeof reply || reply.bytes != sizeof reply)
    return silent();
  reply.failed.back() = '\0';
  if (reply.failed_error != 0)
    return Error{ErrorCode::unavailable, std::string("kontor-runner could not ") +
                                             reply.failed.data() + ": " +
                                             std::strerror(reply.failed_error)};
  for (std::size_t index = 0; index < sandbox::kLayers; ++index)
    if (reply.layers.at(index) == 0) reply.layers.at(index) = made.errors.at(index);
  reply.layers.at(static_cast<std::size_t>(sandbox::Layer::memory_cgroup)) = group_error;
  return sandbox::report_of(reply.layers);
}

// Once in a process: what is missing here is missing for every plugin.
void say_what_is_missing(const SandboxReport& layers) {
  for (const SandboxLayer& layer : layers)
    if (layer.state == SandboxLayer::State::missing)
      log::warning("plugins run without a layer of the sandbox",
                   {{"layer", layer.name}, {"why", layer.why}});
}

// A memory cgroup is there where the machine has one; every other layer is expected.
Status check_missing(const SandboxReport& layers, const SandboxPolicy& policy) {
  if (policy.missing_layers == SandboxPolicy::Missing::warn) return ok();
  for (const SandboxLayer& layer : layers)
    if (layer.state == SandboxLayer::State::missing && layer.name != "memory cgroup")
      return Error{ErrorCode::unavailable, "a plugin may not run here without the layer \"" +
                                               layer.name + "\": " + layer.why};
  return ok();
}

void kill_and_reap(const Spawned& spawned) {
  ::kill(spawned.pid, SIGKILL);
  reap(spawned);
}

Result<Spawned> spawn(const std::filesystem::path& runner, const RunnerDescriptors& descriptors,
                      const Order& order, int cpu_percent) {
  BirthSocket birth = TRY(birth_socket());
  const sandbox::NewProcess made =
      TRY(sandbox::execute(runner, {.channel = descriptors.calls,
                                    .plugin = descriptors.plugin,
                                    .background = descriptors.background,
                                    .birth = birth.runner.get()}));
  birth.runner = Descriptor();
  Spawned spawned;
  spawned.pid = made.pid;
  spawned.memory_bytes = order.memory_bytes;
  spawned.pidfd = Descriptor(static_cast<int>(::syscall(SYS_pidfd_open, spawned.pid, 0)));
  int group_error = 0;
  spawned.groups = sandbox::make_groups(
      spawned.pid, {.memory_bytes = order.memory_bytes, .cpu_percent = cpu_percent}, group_error);
  auto layers = spawned.pidfd
                    ? exchange(birth.host.get(), order, made, group_error)
                    : Result<SandboxReport>(
                          Error{ErrorCode::internal, "this kernel gives no pidfd for the plugin"});
  if (!layers) {
    kill_and_reap(spawned);
    return layers.error();
  }
  spawned.layers = std::move(*layers);
  return spawned;
}

}  // namespace

Result<Spawned> spawn_runner(const std::filesystem::path& runner,
                             const RunnerDescriptors& descriptors, const SandboxPolicy& policy,
                             const std::vector<std::string>& needed) {
  const Order order = TRY(order_for(policy, needed));
  Spawned spawned = TRY(spawn(runner, descriptors, order, policy.cpu_percent));
  static std::once_flag said;
  std::call_once(said, say_what_is_missing, spawned.layers);
  if (const Status enough = check_missing(spawned.layers, policy); !enough) {
    kill_and_reap(spawned);
    return enough.error();
  }
  return spawned;
}

Result<SandboxReport> probe_sandbox(const std::filesystem::path& runner) {
  Order order = TRY(order_for({}, {}));
  order.rehearsal = 1;
  const Spawned spawned = TRY(spawn(runner, {}, order, /*cpu_percent=*/0));
  kill_and_reap(spawned);
  return spawned.layers;
}

std::string reap(const Spawned& spawned) {
  siginfo_t info{};
  while (::waitid(P_PID, static_cast<id_t>(spawned.pid), &info, WEXITED) < 0)
    if (errno != EINTR) return "ended";
  const bool no_memory = sandbox::killed_for_memory(spawned.groups);
  sandbox::remove_groups(spawned.groups);
  int signal = info.si_status;
  if (info.si_code == CLD_EXITED) {
    if (info.si_status == sandbox::kExitLateWrite) return std::string(kLateWrite);
    const std::string call = sandbox::refused_call(info.si_status);
    if (!call.empty()) return "tried " + call + ", which a plugin may not call";
    if (info.si_status != sandbox::kExitAborted)
      return "exited with status " + std::to_string(info.si_status);
    signal = SIGABRT;
  }
  if (signal == SIGKILL && no_memory)
    return "needed more memory than its limit of " + std::to_string(spawned.memory_bytes >> 20) +
           " MiB and was killed";
  if (signal == SIGSYS) return "tried a system call, which a plugin may not call";
  const char* name = ::sigdescr_np(signal);
  return "killed by signal " + std::to_string(signal) + " (" +
         (name != nullptr ? name : "unknown") + ")";
}

}  // namespace kontor::runtime
