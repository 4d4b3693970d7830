#include <algorithm>

#include "sdk/check/contents.hpp"
#include "sdk/check/elf_facts.hpp"

namespace kontor::check {
namespace {

constexpr std::size_t kChangesNamedMax = 20;

class Change {
 public:
  Change(const ElfFacts& now, const ElfFacts& before, std::string file, std::string version)
      : now_(now), before_(before), file_(std::move(file)), version_(std::move(version)) {}

  Findings run() {
    added("it asks for functions that ", now_.imported, before_.imported,
          "say in the release notes what they are for");
    added("it needs libraries that ", now_.needed, before_.needed, "link them in");
    lost("full RELRO: its tables stay writable after loading", now_.relro && now_.bind_now,
         before_.relro && before_.bind_now);
    lost("the stack protector", now_.imports("__stack_chk_fail"),
         before_.imports("__stack_chk_fail"));
    if (now_.constructors > before_.constructors) {
      add(std::nullopt,
          "it runs " + std::to_string(now_.constructors) + " functions while it is loaded, " +
              version_ + " ran " + std::to_string(before_.constructors),
          "do the work in plugin.start");
    }
    return std::move(findings_);
  }

 private:
  void add(std::optional<std::uint64_t> offset, std::string message, std::string fix) {
    findings_.push_back({std::string(kLibraryChange), Severity::warning, file_, offset,
                         std::move(message), std::move(fix)});
  }

  void added(const char* what, const std::vector<ElfName>& now, const std::vector<ElfName>& before,
             const char* fix) {
    std::vector<ElfName> fresh;
    for (const ElfName& name : now) {
      if (std::none_of(before.begin(), before.end(),
                       [&](const ElfName& old) { return old.text == name.text; })) {
        fresh.push_back(name);
      }
    }
    if (fresh.empty()) return;
    const std::uint64_t first = fresh.front().offset;
    std::sort(fresh.begin(), fresh.end(),
              [](const ElfName& a, const ElfName& b) { return a.text < b.text; });
    std::string names;
    for (std::size_t n = 0; n < std::min(fresh.size(), kChangesNamedMax); ++n) {
      names += (n > 0 ? ", " : "") + fresh[n].text;
    }
    if (fresh.size() > kChangesNamedMax) names += " …";
    add(first, what + version_ + " did not: " + names, fix);
  }

  void lost(const char* what, bool has, bool had) {
    if (had && !has) {
      add(std::nullopt, "it has lost " + std::string(what) + "; " + version_ + " had it",
          "build with kontor build, which sets the flags for it");
    }
  }

  const ElfFacts& now_;
  const ElfFacts& before_;
  std::string file_, version_;
  Findings findings_;
};

}  // namespace

Findings compare_libraries(const package::Manifest& manifest, const FileReader& read,
                           const package::Manifest& before, const FileReader& read_before) {
  Findings findings;
  for (const package::Platform& platform : manifest.platforms) {
    const package::Platform* old = before.platform(platform.os, platform.arch);
    if (!old) continue;
    const auto bytes = read(platform.file), old_bytes = read_before(old->file);
    if (!bytes || !old_bytes) continue;  // Another rule says so.
    const auto facts = ElfFacts::read(*bytes), old_facts = ElfFacts::read(*old_bytes);
    if (!facts || !old_facts) continue;
    for (Finding& finding : Change(*facts, *old_facts, platform.file, before.version).run()) {
      findings.push_back(std::move(finding));
    }
  }
  return findings;
}

}  // namespace kontor::check
