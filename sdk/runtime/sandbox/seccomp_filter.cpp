#include "sdk/runtime/sandbox/seccomp_filter.hpp"

#include <linux/seccomp.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>

namespace kontor::runtime::sandbox {
namespace {

constexpr std::uint32_t kNewerThanTheTable = 451;

sock_filter statement(int code, std::uint32_t value) {
  return {static_cast<std::uint16_t>(code), 0, 0, value};
}
sock_filter jump(int code, std::uint32_t value, std::size_t if_true, std::size_t if_false) {
  return {static_cast<std::uint16_t>(BPF_JMP | BPF_K | code), static_cast<std::uint8_t>(if_true),
          static_cast<std::uint8_t>(if_false), value};
}
sock_filter load(std::size_t offset) {
  return statement(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset));
}
sock_filter verdict(Verdict value) { return statement(BPF_RET | BPF_K, value); }

std::size_t low_half(std::uint8_t argument) {
  return offsetof(seccomp_data, args) + std::size_t{8} * argument;  // Little-endian machines.
}

// Leaves the accumulator with the call's number and falls through if the rule does not hold.
void append(std::vector<sock_filter>& program, const Rule& rule) {
  std::vector<sock_filter> body;
  std::vector<std::size_t> leave;  // Instructions that jump out when the argument differs.
  const auto demand = [&](std::uint32_t value) {
    leave.push_back(body.size());
    body.push_back(jump(BPF_JEQ, value, 0, 0));
  };
  for (const Argument& argument : rule.arguments) {
    if (argument.kind == Argument::Kind::any) continue;
    body.push_back(load(low_half(argument.index)));
    if (argument.kind == Argument::Kind::null) {
      demand(0);
      body.push_back(load(low_half(argument.index) + 4));
      demand(0);
      continue;
    }
    if (argument.mask != ~std::uint32_t{0})
      body.push_back(statement(BPF_ALU | BPF_AND | BPF_K, argument.mask));
    demand(argument.value);
  }
  body.push_back(verdict(rule.verdict));
  for (const std::size_t from : leave)
    body[from].jf = static_cast<std::uint8_t>(body.size() - from - 1);
  if (!leave.empty()) body.push_back(load(offsetof(seccomp_data, nr)));
  program.push_back(jump(BPF_JEQ, static_cast<std::uint32_t>(rule.call), 0, body.size()));
  program.insert(program.end(), body.begin(), body.end());
}

}  // namespace

std::vector<sock_filter> compile(std::span<const Rule> rules, Verdict otherwise,
                                 const CallTable& table) {
  std::vector<sock_filter> program = {
      load(offsetof(seccomp_data, arch)),
      jump(BPF_JEQ, table.architecture, 1, 0),
      verdict(SECCOMP_RET_KILL_PROCESS),
      load(offsetof(seccomp_data, nr)),
  };
  if (table.foreign_from != 0) {
    program.push_back(jump(BPF_JGE, table.foreign_from, 0, 1));
    program.push_back(verdict(SECCOMP_RET_KILL_PROCESS));
  }
  program.push_back(jump(BPF_JGE, kNewerThanTheTable, 0, 1));
  program.push_back(verdict(SECCOMP_RET_ERRNO | ENOSYS));
  for (const Rule& rule : rules) append(program, rule);
  program.push_back(verdict(otherwise));
  return program;
}

int install(std::vector<sock_filter>& program) {
  const sock_fprog all{static_cast<unsigned short>(program.size()), program.data()};
  const long done =
      ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &all);
  if (done == 0) return 0;
  return done > 0 ? EBUSY : errno;  // Above 0: a thread that has a filter of its own.
}

}  // namespace kontor::runtime::sandbox
