#include "sdk/check/elf_facts.hpp"

#include <elf.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <map>

#include "sdk/check/elf_reader.hpp"

namespace kontor::check {
namespace {

constexpr std::uint64_t kEntriesMax = 1U << 16;  // Of each table; more is malformed.
constexpr std::uint64_t kStepsMax = 1U << 20;    // Along all chains of a table together.

struct Tables {
  std::uint64_t symbols = 0, strings = 0, gnu_hash = 0, versym = 0, verneed = 0, verneed_count = 0;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> needed, paths;  // Name, place in the file.
};

Tables read_dynamic(const ElfReader& elf, ElfFacts& facts) {
  Tables tables;
  for (std::uint64_t at = elf.dynamic(), n = 0; n < kEntriesMax; at += sizeof(Elf64_Dyn), ++n) {
    const auto entry = elf.read<Elf64_Dyn>(at);
    if (!entry || entry->d_tag == DT_NULL) break;
    const std::uint64_t value = entry->d_un.d_val;
    const std::uint64_t offset = elf.offset(at).value_or(0);
    switch (entry->d_tag) {
      case DT_NEEDED:
        tables.needed.emplace_back(value, offset);
        break;
      case DT_RPATH:
      case DT_RUNPATH:
        tables.paths.emplace_back(value, offset);
        break;
      case DT_SYMTAB:
        tables.symbols = value;
        break;
      case DT_STRTAB:
        tables.strings = value;
        break;
      case DT_GNU_HASH:
        tables.gnu_hash = value;
        break;
      case DT_VERSYM:
        tables.versym = value;
        break;
      case DT_VERNEED:
        tables.verneed = value;
        break;
      case DT_VERNEEDNUM:
        tables.verneed_count = value;
        break;
      case DT_INIT_ARRAYSZ:
        facts.constructors = value / sizeof(Elf64_Addr);
        break;
      case DT_TEXTREL:
        facts.text_relocations = offset;
        break;
      case DT_BIND_NOW:
        facts.bind_now = true;
        break;
      case DT_FLAGS:
        if ((value & DF_TEXTREL) != 0) facts.text_relocations = offset;
        if ((value & DF_BIND_NOW) != 0) facts.bind_now = true;
        break;
      case DT_FLAGS_1:
        if ((value & DF_1_NOW) != 0) facts.bind_now = true;
        break;
      default:
        break;
    }
  }
  return tables;
}

std::string name_of(const ElfReader& elf, const Tables& tables, const Elf64_Sym& symbol) {
  return elf.text(tables.strings + symbol.st_name);
}

// Walks every chain of the GNU hash table: these and no other symbols are found by name.
// Returns the number of symbols before the first of them, which are those asked for.
std::uint64_t read_exports(const ElfReader& elf, const Tables& tables, ElfFacts& facts) {
  struct Header {
    std::uint32_t buckets, first, bloom_words, bloom_shift;
  };
  const auto header = elf.read<Header>(tables.gnu_hash);
  if (tables.gnu_hash == 0 || !header || header->buckets > kEntriesMax) return 0;
  const std::uint64_t buckets =
      tables.gnu_hash + sizeof(Header) + std::uint64_t{8} * header->bloom_words;
  const std::uint64_t chains = buckets + std::uint64_t{4} * header->buckets;
  std::uint64_t steps = 0;
  for (std::uint64_t bucket = 0; bucket < header->buckets; ++bucket) {
    const auto start = elf.read<std::uint32_t>(buckets + 4 * bucket);
    if (!start || *start < header->first) continue;
    for (std::uint64_t index = *start; facts.exported.size() < kEntriesMax && ++steps < kStepsMax;
         ++index) {
      const std::uint64_t place = tables.symbols + index * sizeof(Elf64_Sym);
      const auto link = elf.read<std::uint32_t>(chains + 4 * (index - header->first));
      const auto symbol = elf.read<Elf64_Sym>(place);
      if (!link || !symbol) break;
      // The version script's own name is no code and no data.
      if (symbol->st_shndx != SHN_UNDEF && symbol->st_shndx != SHN_ABS) {
        facts.exported.push_back({name_of(elf, tables, *symbol), elf.offset(place).value_or(0)});
      }
      if ((*link & 1U) != 0) break;
    }
  }
  return std::min<std::uint64_t>(header->first, kEntriesMax);
}

// The symbols that other libraries must bring.
void read_imports(const ElfReader& elf, const Tables& tables, std::uint64_t asked,
                  ElfFacts& facts) {
  for (std::uint64_t n = 1; n < asked; ++n) {
    const std::uint64_t place = tables.symbols + n * sizeof(Elf64_Sym);
    const auto symbol = elf.read<Elf64_Sym>(place);
    if (!symbol) return;
    if (symbol->st_shndx != SHN_UNDEF) continue;
    std::string name = name_of(elf, tables, *symbol);
    if (!name.empty()) facts.imported.push_back({std::move(name), elf.offset(place).value_or(0)});
  }
}

// Version → the first of the symbols asked for that needs it.
std::map<int, std::string> asking(const ElfReader& elf, const Tables& tables, std::uint64_t asked) {
  std::map<int, std::string> names;
  for (std::uint64_t n = 1; n < asked && tables.versym != 0; ++n) {
    const auto version = elf.read<std::uint16_t>(tables.versym + 2 * n);
    const auto symbol = elf.read<Elf64_Sym>(tables.symbols + n * sizeof(Elf64_Sym));
    if (version && symbol) names.try_emplace(*version & 0x7fff, name_of(elf, tables, *symbol));
  }
  return names;
}

void read_versions(const ElfReader& elf, const Tables& tables, std::uint64_t asked,
                   ElfFacts& facts) {
  const auto names = asking(elf, tables, asked);
  std::uint64_t at = tables.verneed;
  for (std::uint64_t n = 0; n < std::min(tables.verneed_count, kEntriesMax); ++n) {
    const auto need = elf.read<Elf64_Verneed>(at);
    if (!need) return;
    std::uint64_t detail = at + need->vn_aux;
    for (int m = 0; m < need->vn_cnt && facts.versions.size() < kEntriesMax; ++m) {
      const auto version = elf.read<Elf64_Vernaux>(detail);
      if (!version) return;
      const auto symbol = names.find(version->vna_other & 0x7fff);
      facts.versions.push_back({elf.text(tables.strings + version->vna_name),
                                symbol == names.end() ? "" : symbol->second,
                                elf.offset(detail).value_or(0)});
      detail += version->vna_next;
    }
    at += need->vn_next;
  }
}

}  // namespace

Result<ElfFacts> ElfFacts::read(std::string_view bytes) {
  ElfFacts facts;
  const ElfReader elf = TRY(ElfReader::open(bytes));
  for (const ElfReader::Header& header : elf.headers()) {
    if (header.is_code() && header.is_writable()) facts.writable_code.push_back(header.place);
    if (header.type == PT_GNU_STACK && (header.flags & PF_X) != 0) {
      facts.executable_stack = header.place;
    }
    if (header.type == PT_GNU_RELRO) facts.relro = true;
  }
  const Tables tables = read_dynamic(elf, facts);
  for (const auto& [name, place] : tables.needed) {
    facts.needed.push_back({elf.text(tables.strings + name), place});
  }
  for (const auto& [name, place] : tables.paths) {
    facts.search_paths.push_back({elf.text(tables.strings + name), place});
  }
  const std::uint64_t asked = read_exports(elf, tables, facts);
  read_imports(elf, tables, asked, facts);
  read_versions(elf, tables, asked, facts);
  return facts;
}

bool ElfFacts::imports(std::string_view symbol) const {
  return std::any_of(imported.begin(), imported.end(),
                     [&](const ElfName& name) { return name.text == symbol; });
}

std::optional<ElfVersion> ElfFacts::glibc() const {
  constexpr std::string_view kPrefix = "GLIBC_";
  std::optional<ElfVersion> highest;
  for (const ElfVersion& version : versions) {
    if (!version.text.starts_with(kPrefix)) continue;
    const std::string number = version.text.substr(kPrefix.size());
    if (highest && !older(highest->text, number)) continue;
    highest = version;
    highest->text = number;
  }
  return highest;
}

bool older(std::string_view version, std::string_view than) {
  const auto parts = [](std::string_view text) {
    std::vector<int> numbers;
    while (!text.empty()) {
      int number = -1;  // What is no number sorts before all.
      const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
      numbers.push_back(number);
      text.remove_prefix(static_cast<std::size_t>(end.ptr - text.data()));
      const auto dot = text.find('.');
      text.remove_prefix(dot == text.npos ? text.size() : dot + 1);
    }
    return numbers;
  };
  return parts(version) < parts(than);
}

}  // namespace kontor::check
