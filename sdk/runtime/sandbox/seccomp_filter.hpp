#pragma once

#include <linux/audit.h>
#include <linux/filter.h>

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace kontor::runtime::sandbox {

// What an argument of a system call must be for a rule to hold. Only the lower half is
// looked at (the kernel takes these as 32-bit numbers), except by `null`.
struct Argument {
  enum class Kind : std::uint8_t { any, masked, null } kind = Kind::any;
  std::uint8_t index = 0;
  std::uint32_t mask = 0;
  std::uint32_t value = 0;
};
constexpr Argument is(std::uint8_t index, std::uint32_t value) {
  return {Argument::Kind::masked, index, ~std::uint32_t{0}, value};
}
constexpr Argument is(std::uint8_t index, int value) {
  return is(index, static_cast<std::uint32_t>(value));
}
constexpr Argument has(std::uint8_t index, std::uint32_t mask, std::uint32_t value) {
  return {Argument::Kind::masked, index, mask, value};
}
constexpr Argument is_null(std::uint8_t index) { return {Argument::Kind::null, index, 0, 0}; }

// What the filter does: a SECCOMP_RET_… value.
using Verdict = std::uint32_t;

// One line of a table that is read from the top: the first rule that holds decides.
struct Rule {
  int call;
  Verdict verdict;
  std::array<Argument, 2> arguments = {};
};

// A processor's table of system calls.
struct CallTable {
  std::uint32_t architecture;
  std::uint32_t foreign_from;  // Numbers from here on belong to another table; 0: none do.
};
inline constexpr CallTable kX86_64{AUDIT_ARCH_X86_64, 0x40000000};  // The other one: x32.
inline constexpr CallTable kAarch64{AUDIT_ARCH_AARCH64, 0};
#if defined(__aarch64__)
inline constexpr CallTable kHere = kAarch64;
#else
inline constexpr CallTable kHere = kX86_64;
#endif

// The table as a BPF program. Calls of another architecture, and of its foreign table, kill;
// calls newer than the rules are unknown to the plugin (ENOSYS), as on an older kernel; any
// other call gets `otherwise`.
std::vector<sock_filter> compile(std::span<const Rule> rules, Verdict otherwise,
                                 const CallTable& table = kHere);

// Puts the program on every thread of this process; no_new_privs must be set. 0 or errno.
int install(std::vector<sock_filter>& program);

}  // namespace kontor::runtime::sandbox
