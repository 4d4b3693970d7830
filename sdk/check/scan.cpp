#include "sdk/check/scan.hpp"

#include <sys/utsname.h>

#include <algorithm>
#include <array>

#include "sdk/check/elf_facts.hpp"
#include "sdk/runtime/elf_entry.hpp"

namespace kontor::check {
namespace {

constexpr std::string_view kEntrySymbol = "kontor_plugin_entry";
constexpr std::size_t kNamedMax = 5;  // Symbols named in one message.
constexpr const char* kBuildFix =
    "build with kontor build or kontor_plugin(): both link the way that is allowed";

// What a plugin has no use for: new programs and processes, other libraries, other processes'
// memory, sockets (net.connect hands one over), rights of pages and users.
constexpr std::array<std::string_view, 32> kDenied = {"execl",
                                                      "execle",
                                                      "execlp",
                                                      "execv",
                                                      "execve",
                                                      "execvp",
                                                      "execvpe",
                                                      "execveat",
                                                      "fexecve",
                                                      "fork",
                                                      "vfork",
                                                      "_Fork",
                                                      "clone",
                                                      "system",
                                                      "popen",
                                                      "dlopen",
                                                      "dlmopen",
                                                      "posix_spawn",
                                                      "ptrace",
                                                      "socket",
                                                      "connect",
                                                      "bind",
                                                      "process_vm_writev",
                                                      "posix_spawnp",
                                                      "mprotect",
                                                      "pkey_mprotect",
                                                      "setuid",
                                                      "setgid",
                                                      "process_vm_readv",
                                                      "init_module",
                                                      "mount",
                                                      "unshare"};

class Scan {
 public:
  Scan(const ElfFacts& facts, const package::Manifest& manifest, const package::Platform& platform)
      : facts_(facts), manifest_(manifest), platform_(platform) {}

  Findings run(std::string_view bytes) {
    exports();
    memory();
    search_paths();
    needs();
    imports();
    glibc();
    hardening();
    entry(bytes);
    return std::move(findings_);
  }

 private:
  void add(std::string_view rule, Severity severity, std::optional<std::uint64_t> offset,
           std::string message, std::string fix) {
    findings_.push_back(
        {std::string(rule), severity, platform_.file, offset, std::move(message), std::move(fix)});
  }

  void exports() {
    std::string others;
    std::size_t count = 0;
    std::uint64_t first = 0;
    for (const ElfName& symbol : facts_.exported) {
      if (symbol.text == kEntrySymbol) continue;
      if (count++ == 0) first = symbol.offset;
      if (count <= kNamedMax) others += (count > 1 ? ", " : "") + symbol.text;
    }
    if (count == 0) return;
    if (count > kNamedMax) others += " …";
    add(kLibraryExports, Severity::error, first,
        "it exports " + std::to_string(count) + " symbols beside kontor_plugin_entry: " + others,
        "hide them: -fvisibility=hidden and -Wl,--version-script=plugin.map; " +
            std::string(kBuildFix));
  }

  void memory() {
    for (const std::uint64_t place : facts_.writable_code) {
      add(kLibraryMemory, Severity::error, place, "a segment is both writable and executable",
          "link without -Wl,-N or -z rwx-segments");
    }
    if (facts_.executable_stack) {
      add(kLibraryMemory, Severity::error, facts_.executable_stack,
          "it asks for an executable stack",
          "link with -Wl,-z,noexecstack; an assembly file needs .section .note.GNU-stack");
    }
    if (facts_.text_relocations) {
      add(kLibraryMemory, Severity::error, facts_.text_relocations,
          "it relocates its own code (DT_TEXTREL)", "compile every object with -fPIC");
    }
  }

  void search_paths() {
    for (const ElfName& path : facts_.search_paths) {
      add(kLibrarySearchPath, Severity::error, path.offset,
          "it brings its own library search path, " + path.text,
          "link without -rpath; link what it needs in");
    }
  }

  void needs() {
    for (const ElfName& library : facts_.needed) {
      if (runtime::check_needed({library.text})) continue;
      const bool cxx = library.text.starts_with("libstdc++") || library.text.starts_with("libgcc");
      add(kLibraryNeeds, Severity::error, library.offset,
          "it needs " + library.text + ", which no host promises",
          cxx ? "link with -static-libstdc++ -static-libgcc; " + std::string(kBuildFix)
              : "link its static library (.a) in, or do without");
    }
  }

  void imports() {
    for (const ElfName& symbol : facts_.imported) {
      if (std::find(kDenied.begin(), kDenied.end(), symbol.text) == kDenied.end()) continue;
      add(kLibraryImports, Severity::warning, symbol.offset,
          "it asks the C library for " + symbol.text + ", which the sandbox refuses",
          "use what the host offers instead: net.connect, http.fetch, job.schedule");
    }
  }

  void glibc() {
    const auto highest = facts_.glibc();
    if (!highest || !older(platform_.glibc, highest->text)) return;
    add(kLibraryGlibc, Severity::error, highest->offset,
        "it needs glibc " + highest->text +
            (highest->symbol.empty() ? "" : " (for " + highest->symbol + ")") +
            ", the manifest declares " + platform_.glibc,
        "build on an older distribution, or write \"glibc\": \"" + highest->text +
            "\" into platforms of manifest.json");
  }

  void hardening() {
    if (facts_.relro && facts_.bind_now) return;
    add(kLibraryHardening, Severity::warning, std::nullopt,
        "its tables stay writable after loading (no full RELRO)", "link with -Wl,-z,relro,-z,now");
  }

  void entry(std::string_view bytes) {
    const auto checked = runtime::check_elf_entry(bytes, manifest_.id, manifest_.version);
    if (checked) return;
    // What was found above refuses it too; the same twice helps nobody.
    for (const Finding& finding : findings_) {
      if (finding.severity == Severity::error && finding.rule != kLibraryExports &&
          finding.rule != kLibraryGlibc) {
        return;
      }
    }
    add(kLibraryEntry, Severity::error, std::nullopt, checked.error().message,
        "id and version are compiled in from manifest.json: build again after changing it");
  }

  const ElfFacts& facts_;
  const package::Manifest& manifest_;
  const package::Platform& platform_;
  Findings findings_;
};

}  // namespace

Findings scan_library(std::string_view bytes, const package::Manifest& manifest,
                      const package::Platform& platform) {
  const auto facts = ElfFacts::read(bytes);
  if (!facts) {
    return {{std::string(kLibraryEntry), Severity::error, platform.file, std::nullopt,
             facts.error().message, kBuildFix}};
  }
  return Scan(*facts, manifest, platform).run(bytes);
}

std::string glibc_in_words(std::string_view bytes, const package::Platform& platform) {
  const auto facts = ElfFacts::read(bytes);
  const auto highest = facts ? facts->glibc() : std::nullopt;
  if (!highest) return "needs no particular glibc";
  return "needs glibc " + highest->text +
         (highest->symbol.empty() ? "" : " (for " + highest->symbol + ")") +
         "; manifest.json declares " + platform.glibc;
}

std::string this_machine() {
  utsname name{};
  return ::uname(&name) == 0 ? name.machine : "";
}

}  // namespace kontor::check
