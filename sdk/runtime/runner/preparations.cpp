#include "sdk/runtime/runner/preparations.hpp"

#include <dlfcn.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "sdk/runtime/sandbox/landlock.hpp"
#include "sdk/runtime/sandbox/limits.hpp"
#include "sdk/runtime/sandbox/own_root.hpp"
#include "sdk/runtime/sandbox/privileges.hpp"

namespace kontor::runtime::runner {
namespace {

using sandbox::Layer;
using sandbox::Order;
using sandbox::Reply;

int& error_of(Reply& reply, Layer layer) {
  return reply.layers.at(static_cast<std::size_t>(layer));
}

int error_if(int result) { return result == 0 ? 0 : errno; }

// Said again after a change of user, which forgets it. Host and runner speak once more
// before a plugin is loaded, so a host that died in between loads nothing.
int die_with_host() { return error_if(::prctl(PR_SET_PDEATHSIG, SIGKILL)); }

int no_new_privileges() { return error_if(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)); }

int close_other_descriptors() { return error_if(::close_range(sandbox::kBirthSocket + 1, ~0U, 0)); }

void load_libraries(std::uint32_t wanted) {
  for (std::size_t index = 0; index < sandbox::kPreloaded.size(); ++index)
    // Where one is missing the plugin's own load says so by its name.
    if ((wanted >> index & 1U) != 0) ::dlopen(sandbox::kPreloaded.at(index), RTLD_NOW);
}

bool fatal(Reply& reply, const char* step, int error) {
  if (error == 0) return false;
  reply.failed_error = error;
  ::strncpy(reply.failed.data(), step, reply.failed.size() - 1);
  return true;
}

bool put_up_walls(const Order& order, Reply& reply, Walls& walls) {
  if (fatal(reply, "close the host's descriptors", close_other_descriptors())) return false;
  load_libraries(order.libraries);
  int folder = -1;
  if (order.data_folder.front() != '\0') {
    folder = sandbox::open_data_folder(order.data_folder.data());
    if (fatal(reply, "open the data folder", folder < 0 ? errno : 0)) return false;
    walls.folder = sandbox::DataFolder::own;
  }
  const int left = sandbox::leave_file_system();
  walls.plugin_path = left == 0 ? "/4" : "/proc/self/fd/4";
  if ((order.namespaces & CLONE_NEWNS) != 0) error_of(reply, Layer::mount_namespace) = left;
  // Asking who it is tells nothing: a user without a place in the namespace looks like nobody.
  if (order.change_user != 0 &&
      fatal(reply, "become an unprivileged user", sandbox::become(order.user, order.group)))
    return false;
  if (folder >= 0 && fatal(reply, "enter the data folder", sandbox::enter(folder))) return false;
  if (fatal(reply, "die with the host", die_with_host())) return false;
  if (fatal(reply, "drop capabilities", sandbox::drop_capabilities())) return false;
  error_of(reply, Layer::no_new_privileges) = no_new_privileges();
  error_of(reply, Layer::resource_limits) =
      sandbox::put_up_limits({.memory_bytes = order.memory_bytes,
                              .threads_max = order.threads_max,
                              .threads_counted_alone = (order.namespaces & CLONE_NEWUSER) != 0});
  error_of(reply, Layer::landlock) = sandbox::put_up_landlock(folder);
  if (folder >= 0) ::close(folder);
  const int seccomp = sandbox::put_up_seccomp(walls.folder);
  walls.seccomp = seccomp == 0;
  error_of(reply, Layer::seccomp_before_load) = seccomp;
  error_of(reply, Layer::seccomp_after_load) =
      order.rehearsal != 0 && walls.seccomp ? sandbox::tighten_seccomp(walls.folder) : seccomp;
  return true;
}

}  // namespace

bool prepare(Walls& walls) {
  Order order;
  Reply reply;
  if (::recv(sandbox::kBirthSocket, &order, sizeof order, 0) != sizeof order ||
      order.bytes != sizeof order)
    return false;
  order.data_folder.back() = '\0';
  const bool up = put_up_walls(order, reply, walls);
  const bool told =
      ::send(sandbox::kBirthSocket, &reply, sizeof reply, MSG_NOSIGNAL) == sizeof reply;
  ::close(sandbox::kBirthSocket);
  return up && told && order.rehearsal == 0;
}

}  // namespace kontor::runtime::runner
