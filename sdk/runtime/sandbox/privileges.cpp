#include "sdk/runtime/sandbox/privileges.hpp"

#include <grp.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace kontor::runtime::sandbox {

int become(uid_t user, gid_t group) {
  // By system call: the C library would ask threads that a fresh process does not have.
  if (::syscall(SYS_setgroups, 0, nullptr) != 0) return errno;
  if (::syscall(SYS_setresgid, group, group, group) != 0) return errno;
  return ::syscall(SYS_setresuid, user, user, user) == 0 ? 0 : errno;
}

int drop_capabilities() {
  ::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  // Without CAP_SETPCAP the bounding set stays as it is; nothing can be taken from it again,
  // since no_new_privs holds and no program is ever executed.
  for (unsigned long capability = 0; ::prctl(PR_CAPBSET_READ, capability, 0, 0, 0) >= 0;
       ++capability)
    if (::prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0) break;
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  std::array<__user_cap_data_struct, 2> none{};
  if (::syscall(SYS_capset, &header, none.data()) != 0) return errno;
  std::array<__user_cap_data_struct, 2> left{};
  if (::syscall(SYS_capget, &header, left.data()) != 0) return errno;
  return (left[0].permitted | left[1].permitted) == 0 ? 0 : EPERM;
}

}  // namespace kontor::runtime::sandbox
