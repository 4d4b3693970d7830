// In place of the C library's: the numbers of aarch64, which are the kernel's generic ones.
#pragma once

// NOLINTBEGIN(bugprone-reserved-identifier): the kernel and the C library ask for these.
#define __ARCH_WANT_RENAMEAT
#define __ARCH_WANT_NEW_STAT
#define __ARCH_WANT_SET_GET_RLIMIT
#define __ARCH_WANT_TIME32_SYSCALLS
#define __ARCH_WANT_SYS_CLONE3
#define __ARCH_WANT_MEMFD_SECRET
#define _SYSCALL_H
// NOLINTEND(bugprone-reserved-identifier)
#include <asm-generic/unistd.h>
// Gives each __NR_ its SYS_ name.
#include <bits/syscall.h>
