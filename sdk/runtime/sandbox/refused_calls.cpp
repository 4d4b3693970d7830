#include "sdk/runtime/sandbox/refused_calls.hpp"

#include <sys/syscall.h>

#include <array>
#include <cstddef>

namespace kontor::runtime::sandbox {
namespace {

struct Named {
  int number;
  const char* name;
};

// The order is part of the status, so both programs of one installation agree on it.
constexpr std::array kNamed = {
    Named{SYS_socket, "socket()"},
    Named{SYS_socketpair, "socketpair()"},
    Named{SYS_connect, "connect()"},
    Named{SYS_bind, "bind()"},
    Named{SYS_listen, "listen()"},
    Named{SYS_accept, "accept()"},
    Named{SYS_accept4, "accept4()"},
    Named{SYS_execve, "execve()"},
    Named{SYS_execveat, "execveat()"},
    Named{SYS_ptrace, "ptrace()"},
#ifdef SYS_fork
    Named{SYS_fork, "fork()"},
    Named{SYS_vfork, "vfork()"},
#endif
    Named{SYS_clone, "clone() of a new process"},
    Named{SYS_kill, "kill()"},
    Named{SYS_tkill, "tkill()"},
    Named{SYS_tgkill, "tgkill() of another process"},
    Named{SYS_mount, "mount()"},
    Named{SYS_umount2, "umount2()"},
    Named{SYS_pivot_root, "pivot_root()"},
    Named{SYS_chroot, "chroot()"},
    Named{SYS_unshare, "unshare()"},
    Named{SYS_setns, "setns()"},
    Named{SYS_bpf, "bpf()"},
    Named{SYS_perf_event_open, "perf_event_open()"},
    Named{SYS_keyctl, "keyctl()"},
    Named{SYS_add_key, "add_key()"},
    Named{SYS_request_key, "request_key()"},
    Named{SYS_io_uring_setup, "io_uring_setup()"},
    Named{SYS_userfaultfd, "userfaultfd()"},
    Named{SYS_process_vm_readv, "process_vm_readv()"},
    Named{SYS_process_vm_writev, "process_vm_writev()"},
    Named{SYS_pidfd_open, "pidfd_open()"},
    Named{SYS_pidfd_getfd, "pidfd_getfd()"},
    Named{SYS_pidfd_send_signal, "pidfd_send_signal()"},
    Named{SYS_init_module, "init_module()"},
    Named{SYS_finit_module, "finit_module()"},
    Named{SYS_kexec_load, "kexec_load()"},
    Named{SYS_reboot, "reboot()"},
    Named{SYS_memfd_create, "memfd_create()"},
    Named{SYS_shmget, "shmget()"},
    Named{SYS_msgget, "msgget()"},
    Named{SYS_semget, "semget()"},
    Named{SYS_mq_open, "mq_open()"},
    Named{SYS_open_by_handle_at, "open_by_handle_at()"},
    Named{SYS_personality, "personality()"},
    Named{SYS_setuid, "setuid()"},
    Named{SYS_setgid, "setgid()"},
    Named{SYS_setresuid, "setresuid()"},
    Named{SYS_setresgid, "setresgid()"},
    Named{SYS_setgroups, "setgroups()"},
    Named{SYS_capset, "capset()"},
    Named{SYS_seccomp, "seccomp()"},
    Named{SYS_setsockopt, "setsockopt() of an option a plugin may not set"},
    Named{SYS_sendto, "sendto() an address"},
    Named{SYS_setsid, "setsid()"},
    Named{SYS_setpgid, "setpgid()"},
    Named{SYS_fanotify_init, "fanotify_init()"},
    Named{SYS_inotify_init1, "inotify_init1()"},
    Named{SYS_mknodat, "mknodat()"},
    Named{SYS_clock_settime, "clock_settime()"},
};

}  // namespace

int exit_status_of_refused(int number) {
  for (std::size_t index = 0; index < kNamed.size(); ++index)
    if (kNamed[index].number == number) return kExitRefused + 1 + static_cast<int>(index);
  return kExitRefused;
}

std::string refused_call(int exit_status) {
  if (exit_status == kExitRefused) return "a system call";
  const int index = exit_status - kExitRefused - 1;
  if (index < 0 || index >= static_cast<int>(kNamed.size())) return {};
  return kNamed[static_cast<std::size_t>(index)].name;
}

}  // namespace kontor::runtime::sandbox
