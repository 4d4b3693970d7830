#include "sdk/runtime/sandbox/seccomp_rules.hpp"

#include <fcntl.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <sched.h>
#include <cerrno>
#include <csignal>

#include "sdk/runtime/sandbox/refused_calls.hpp"
#include "sdk/runtime/sandbox/seccomp_filter.hpp"

namespace kontor::runtime::sandbox {
namespace {

constexpr Verdict kAllow = SECCOMP_RET_ALLOW;
constexpr Verdict kStop = SECCOMP_RET_TRAP;
constexpr Verdict fails(int error) { return SECCOMP_RET_ERRNO | static_cast<Verdict>(error); }

constexpr int kNameMemory = 0x53564d41;  // PR_SET_VMA, which malloc of newer C libraries asks.

// Most frequent first.
void add_work(std::vector<Rule>& rules) {
  for (const int call : {
           SYS_futex,
           SYS_read,
           SYS_write,
           SYS_recvmsg,
           SYS_ppoll,
           SYS_sched_yield,
           SYS_clock_gettime,
           SYS_clock_nanosleep,
           SYS_nanosleep,
           SYS_recvfrom,
           SYS_readv,
           SYS_writev,
           SYS_pread64,
           SYS_pwrite64,
           SYS_preadv,
           SYS_pwritev,
           SYS_lseek,
           SYS_close,
           SYS_dup,
           SYS_dup3,
           SYS_pipe2,
           SYS_eventfd2,
           SYS_epoll_create1,
           SYS_epoll_ctl,
           SYS_epoll_pwait,
           SYS_pselect6,
           SYS_timerfd_create,
           SYS_timerfd_settime,
           SYS_timerfd_gettime,
           SYS_shutdown,
           SYS_getsockopt,
           SYS_getsockname,
           SYS_getpeername,
           SYS_fstat,
           SYS_newfstatat,
           SYS_statx,
           SYS_fstatfs,
           SYS_ftruncate,
           SYS_fallocate,
           SYS_fsync,
           SYS_fdatasync,
           SYS_fadvise64,
           SYS_flock,
           SYS_getdents64,
           SYS_munmap,
           SYS_mremap,
           SYS_madvise,
           SYS_brk,
           SYS_mincore,
           SYS_msync,
           SYS_membarrier,
           SYS_rt_sigprocmask,
           SYS_rt_sigreturn,
           SYS_rt_sigpending,
           SYS_rt_sigtimedwait,
           SYS_rt_sigsuspend,
           SYS_sigaltstack,
           SYS_getpid,
           SYS_gettid,
           SYS_getppid,
           SYS_getuid,
           SYS_geteuid,
           SYS_getgid,
           SYS_getegid,
           SYS_getcpu,
           SYS_sched_getaffinity,
           SYS_sched_getparam,
           SYS_sched_getscheduler,
           SYS_getrusage,
           SYS_times,
           SYS_gettimeofday,
           SYS_clock_getres,
           SYS_getrandom,
           SYS_uname,
           SYS_sysinfo,
           SYS_getrlimit,
           SYS_set_robust_list,
           SYS_get_robust_list,
           SYS_rseq,
           SYS_set_tid_address,
           SYS_restart_syscall,
           SYS_exit,
           SYS_exit_group,
           SYS_futex_waitv,
#ifdef SYS_poll  // Calls that newer architectures do without.
           SYS_poll,
           SYS_select,
           SYS_epoll_wait,
           SYS_epoll_create,
           SYS_dup2,
           SYS_pipe,
           SYS_eventfd,
           SYS_time,
           SYS_stat,
           SYS_lstat,
           SYS_getdents,
           SYS_pause,
#endif
       })
    rules.push_back({call, kAllow});
}

// Sockets are the host's to make; on one it handed over nothing may be redirected.
void add_sockets(std::vector<Rule>& rules) {
  rules.push_back({SYS_sendmsg, kStop, {has(2, MSG_FASTOPEN, MSG_FASTOPEN)}});
  rules.push_back({SYS_sendmsg, kAllow});
  rules.push_back({SYS_sendto, kStop, {has(3, MSG_FASTOPEN, MSG_FASTOPEN)}});
  rules.push_back({SYS_sendto, kAllow, {is_null(4)}});
  for (const int option : {SO_KEEPALIVE, SO_RCVTIMEO, SO_SNDTIMEO, SO_RCVBUF, SO_SNDBUF})
    rules.push_back({SYS_setsockopt, kAllow, {is(1, SOL_SOCKET), is(2, option)}});
  for (const int option : {TCP_NODELAY, TCP_KEEPIDLE, TCP_KEEPINTVL, TCP_KEEPCNT})
    rules.push_back({SYS_setsockopt, kAllow, {is(1, IPPROTO_TCP), is(2, option)}});
}

// Memory is private or the host's; nothing is written and run.
void add_memory(std::vector<Rule>& rules) {
  constexpr std::uint32_t kWriteAndRun = PROT_WRITE | PROT_EXEC;
  constexpr std::uint32_t kSharedNowhere = MAP_SHARED | MAP_ANONYMOUS;
  rules.push_back({SYS_mmap, fails(EACCES), {has(2, kWriteAndRun, kWriteAndRun)}});
  rules.push_back({SYS_mmap,
                   fails(EACCES),
                   {has(2, PROT_EXEC, PROT_EXEC), has(3, MAP_ANONYMOUS, MAP_ANONYMOUS)}});
  rules.push_back({SYS_mmap, fails(EACCES), {has(3, kSharedNowhere, kSharedNowhere)}});
  rules.push_back({SYS_mmap, kAllow});
  rules.push_back({SYS_mprotect, fails(EACCES), {has(2, PROT_EXEC, PROT_EXEC)}});
  rules.push_back({SYS_mprotect, kAllow});
}

// Threads, never processes; signals, never to another process.
void add_threads(std::vector<Rule>& rules) {
  const auto self = static_cast<std::uint32_t>(::getpid());
  constexpr std::uint32_t kThread = CLONE_THREAD | CLONE_VM | CLONE_SIGHAND;
  rules.push_back({SYS_clone, kAllow, {has(0, kThread, kThread)}});
  rules.push_back({SYS_clone3, fails(ENOSYS)});  // Its flags cannot be seen; clone() serves.
  rules.push_back({SYS_tgkill, kAllow, {is(0, self)}});
  rules.push_back({SYS_kill, kAllow, {is(0, self)}});
  rules.push_back({SYS_rt_sigaction, fails(EINVAL), {is(0, SIGSYS)}});
  rules.push_back({SYS_rt_sigaction, kAllow});
  for (const int option : {PR_SET_NAME, PR_GET_NAME, PR_GET_DUMPABLE, kNameMemory})
    rules.push_back({SYS_prctl, kAllow, {is(0, option)}});
  // The runner's own, to tighten; a plugin that adds filters narrows only itself.
  rules.push_back({SYS_seccomp, kAllow, {is(0, SECCOMP_SET_MODE_FILTER)}});
}

void add_files(std::vector<Rule>& rules, DataFolder folder) {
  for (const int command : {F_GETFL, F_SETFL, F_GETFD, F_SETFD, F_DUPFD, F_DUPFD_CLOEXEC, F_GETLK,
                            F_SETLK, F_SETLKW, F_OFD_GETLK, F_OFD_SETLK, F_OFD_SETLKW, F_GET_SEALS})
    rules.push_back({SYS_fcntl, kAllow, {is(1, command)}});
  rules.push_back({SYS_fcntl, fails(EINVAL)});
  rules.push_back({SYS_ioctl, kAllow, {is(1, FIONBIO)}});
  rules.push_back({SYS_ioctl, kAllow, {is(1, FIONREAD)}});
  rules.push_back({SYS_ioctl, fails(ENOTTY)});
  if (folder == DataFolder::own) {
    for (const int call :
         {SYS_openat, SYS_unlinkat, SYS_mkdirat, SYS_renameat, SYS_renameat2, SYS_faccessat,
          SYS_faccessat2,
#ifdef SYS_open
          SYS_open, SYS_creat, SYS_unlink, SYS_mkdir, SYS_rmdir, SYS_rename, SYS_access,
#endif
          SYS_getcwd})
      rules.push_back({call, kAllow});
    return;
  }
  constexpr std::uint32_t kWriting = O_ACCMODE | O_CREAT | O_TRUNC;
  rules.push_back({SYS_openat, kAllow, {has(2, kWriting, O_RDONLY)}});
}

// What libraries try and live without.
void add_harmless(std::vector<Rule>& rules) {
  for (const int call : {
           SYS_openat,   SYS_openat2,  SYS_faccessat, SYS_faccessat2, SYS_readlinkat, SYS_unlinkat,
           SYS_mkdirat,  SYS_renameat, SYS_renameat2, SYS_symlinkat,  SYS_linkat,     SYS_fchmodat,
           SYS_fchownat, SYS_fchmod,   SYS_fchown,    SYS_utimensat,  SYS_truncate,   SYS_statfs,
           SYS_chdir,    SYS_fchdir,   SYS_getcwd,    SYS_umask,
#ifdef SYS_open
           SYS_open,     SYS_creat,    SYS_access,    SYS_readlink,   SYS_unlink,     SYS_mkdir,
           SYS_rmdir,    SYS_rename,   SYS_symlink,   SYS_link,       SYS_chmod,      SYS_chown,
#endif
       })
    rules.push_back({call, fails(EACCES)});
  for (const int call :
       {SYS_prctl, SYS_prlimit64, SYS_setrlimit, SYS_setpriority, SYS_getpriority,
        SYS_sched_setaffinity, SYS_sched_setscheduler, SYS_sched_setparam, SYS_mlock, SYS_mlock2,
        SYS_mlockall, SYS_munlock, SYS_munlockall, SYS_sethostname, SYS_getgroups, SYS_getsid,
        SYS_getpgid, SYS_wait4, SYS_waitid})
    rules.push_back({call, fails(EPERM)});
  for (const int call : {SYS_mbind, SYS_get_mempolicy, SYS_set_mempolicy, SYS_pkey_alloc,
                         SYS_pkey_mprotect, SYS_copy_file_range, SYS_sendfile, SYS_splice,
#ifdef SYS_arch_prctl
                         SYS_arch_prctl,
#endif
                         SYS_signalfd4})
    rules.push_back({call, fails(ENOSYS)});
}

[[noreturn]] void end_with(int status) {
  ::syscall(SYS_exit_group, status);
  __builtin_trap();
}
void on_refused(int, siginfo_t* info, void*) { end_with(exit_status_of_refused(info->si_syscall)); }
void on_abort(int) { end_with(kExitAborted); }

int name_the_end() {
  struct sigaction refused {};
  refused.sa_sigaction = on_refused;
  refused.sa_flags = SA_SIGINFO | SA_NODEFER;
  struct sigaction aborted {};
  aborted.sa_handler = on_abort;
  if (::sigaction(SIGSYS, &refused, nullptr) != 0) return errno;
  return ::sigaction(SIGABRT, &aborted, nullptr) == 0 ? 0 : errno;
}

}  // namespace

std::vector<Rule> rules_before_load(DataFolder folder) {
  std::vector<Rule> rules;
  add_work(rules);
  add_sockets(rules);
  add_memory(rules);
  add_threads(rules);
  rules.push_back({SYS_prlimit64, kAllow, {is(0, 0), is_null(2)}});  // Reading its own.
  add_files(rules, folder);
  add_harmless(rules);
  return rules;
}

std::vector<Rule> rules_after_load(DataFolder folder) {
  std::vector<Rule> rules = {{SYS_mmap, fails(EACCES), {has(2, PROT_EXEC, PROT_EXEC)}},
                             {SYS_seccomp, kStop}};
  if (folder == DataFolder::none) {
    rules.push_back({SYS_openat, fails(EACCES)});
    rules.push_back({SYS_newfstatat, fails(EACCES), {is(0, static_cast<std::uint32_t>(AT_FDCWD))}});
  }
  return rules;
}

int put_up_seccomp(DataFolder folder) {
  if (const int error = name_the_end(); error != 0) return error;
  auto program = compile(rules_before_load(folder), kStop);
  return install(program);
}

int tighten_seccomp(DataFolder folder) {
  auto program = compile(rules_after_load(folder), kAllow);
  return install(program);
}

}  // namespace kontor::runtime::sandbox
