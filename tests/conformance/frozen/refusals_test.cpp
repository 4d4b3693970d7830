#include <gtest/gtest.h>

#include "tests/conformance/frozen/frozen_plugin.hpp"
#include "tests/conformance/frozen/patched_file.hpp"

namespace kontor::conformance {
namespace {

struct Patch {
  const char* name;
  void (*change)(PatchedFile&);
  const char* reason;  // Part of the refusal.
};

using Entry = kontor_entry;
constexpr unsigned char kGlobal = STB_GLOBAL << 4;

const Patch kPatches[] = {
    {"NewerMinor", [](PatchedFile& file) { file.entry(offsetof(Entry, abi_minor), uint16_t{1}); },
     "ABI 1.1, this host speaks 1.0"},
    {"NextMajor", [](PatchedFile& file) { file.entry(offsetof(Entry, abi_major), uint16_t{2}); },
     "ABI 2.0, this host speaks 1.0"},
    {"MajorZero", [](PatchedFile& file) { file.entry(offsetof(Entry, abi_major), uint16_t{0}); },
     "ABI 0.0, this host speaks 1.0"},
    {"Magic", [](PatchedFile& file) { file.entry(offsetof(Entry, magic), 0x4b4e5452U); }, "magic"},
    {"SmallerStruct", [](PatchedFile& file) { file.entry(offsetof(Entry, struct_size), 48U); },
     "struct_size"},
    {"EmptyId", [](PatchedFile& file) { file.entry(offsetof(Entry, id.size), uint64_t{0}); },
     "its id is empty"},
    {"EndlessVersion",
     [](PatchedFile& file) { file.entry(offsetof(Entry, version.size), ~uint64_t{0}); },
     "its version is empty or too long"},
    {"Function",
     [](PatchedFile& file) {
       file.symbol(offsetof(Elf64_Sym, st_info), static_cast<unsigned char>(kGlobal | STT_FUNC));
     },
     "not a data object"},
    {"IndirectFunction",
     [](PatchedFile& file) {
       file.symbol(offsetof(Elf64_Sym, st_info),
                   static_cast<unsigned char>(kGlobal | STT_GNU_IFUNC));
     },
     "not a data object"},
    {"SmallerSymbol",
     [](PatchedFile& file) { file.symbol(offsetof(Elf64_Sym, st_size), uint64_t{48}); },
     "smaller than the contract"},
    {"UndefinedSymbol",
     [](PatchedFile& file) {
       file.symbol(offsetof(Elf64_Sym, st_shndx), static_cast<Elf64_Half>(SHN_UNDEF));
     },
     "does not export kontor_plugin_entry"},
    {"RenamedSymbol",
     [](PatchedFile& file) { file.text("kontor_plugin_entry", "kontor_plugin_entrx"); },
     "does not export kontor_plugin_entry"},
    {"OtherId", [](PatchedFile& file) { file.first_letter_of_id('g'); }, "says \"grozen.c"},
    {"ForeignLibrary", [](PatchedFile& file) { file.text("libc.so.6", "libq.so.6"); },
     "it needs \"libq.so.6\""},
    {"OtherProcessor",
     [](PatchedFile& file) {
       file.header(offsetof(Elf64_Ehdr, e_machine), static_cast<Elf64_Half>(EM_RISCV));
     },
     "processor"},
};

class PatchedPluginTest
    : public ::testing::TestWithParam<std::tuple<FrozenPlugin, Patch, runtime::PluginMode>> {};

// The patch is the only difference to a file that starts.
TEST_P(PatchedPluginTest, IsRefusedBeforeItsCodeRuns) {
  const auto& [plugin, patch, mode] = GetParam();
  PatchedFile patched(plugin.bytes());
  patch.change(patched);

  const auto started = runtime::PluginProcess::start(
      options_for(plugin, patched.write(), mode),
      [](const runtime::HostCall&) { return runtime::HostAnswer{std::string("{}")}; });

  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, ErrorCode::invalid_argument);
  EXPECT_NE(started.error().message.find(patch.reason), std::string::npos)
      << started.error().message;
}

std::string name_of_refusal(const ::testing::TestParamInfo<PatchedPluginTest::ParamType>& test) {
  const auto& [plugin, patch, mode] = test.param;
  return std::string(patch.name) + (plugin.name == "frozen-c" ? "_c" : "_cpp") +
         (mode == runtime::PluginMode::sandbox ? "_sandbox" : "_in_process");
}

INSTANTIATE_TEST_SUITE_P(Everywhere, PatchedPluginTest,
                         ::testing::Combine(::testing::ValuesIn(frozen_plugins()),
                                            ::testing::ValuesIn(kPatches),
                                            ::testing::Values(runtime::PluginMode::sandbox,
                                                              runtime::PluginMode::in_process)),
                         name_of_refusal);

}  // namespace
}  // namespace kontor::conformance
