#include "sdk/runtime/elf_entry.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "kontor/kontor.h"
#include "sdk/runtime/elf_image.hpp"

namespace kontor::runtime {
namespace {

constexpr std::uint64_t kTextMax = 200;  // Longest id or version.
constexpr std::string_view kSymbol = "kontor_plugin_entry";
#if defined(__aarch64__)
constexpr std::uint16_t kMachine = EM_AARCH64;
#else
constexpr std::uint16_t kMachine = EM_X86_64;
#endif

Error refused(const std::string& why) {
  return Error{ErrorCode::invalid_argument, "the plugin's entry is refused: " + why};
}

// Quoted for a message: what is not printable ASCII becomes '?'.
std::string in_quotes(std::string_view text) {
  std::string safe = "\"";
  for (const char letter : text) safe += letter >= ' ' && letter < '\x7f' ? letter : '?';
  return safe + "\"";
}

Result<std::string> read_text(const ElfImage& image, std::uint64_t address, std::uint64_t size,
                              std::string_view what) {
  if (size == 0 || size > kTextMax)
    return refused("its " + std::string(what) + " is empty or too long");
  const std::uint64_t start = TRY(image.pointer_at(address));
  const auto text = image.at(start, size);
  if (!text || image.relocated(start, size))
    return refused("its " + std::string(what) + " is not constant text in the file");
  return std::string(*text);
}

}  // namespace

Result<ElfEntry> read_elf_entry(std::string_view file) {
  const ElfImage image = TRY(ElfImage::parse(file));
  const auto symbol = image.exported(kSymbol);
  if (!symbol) return refused("the library does not export " + std::string(kSymbol));
  if (ELF64_ST_TYPE(symbol->st_info) != STT_OBJECT)
    return refused(std::string(kSymbol) + " is not a data object (functions and IFUNCs are code)");
  if (symbol->st_size < sizeof(kontor_entry))
    return refused(std::string(kSymbol) + " is smaller than the contract says");
  const std::uint64_t place = symbol->st_value;
  const auto bytes = image.at(place, sizeof(kontor_entry));
  if (!bytes || place % alignof(kontor_entry) != 0)
    return refused(std::string(kSymbol) + " is not initialised data in the file");
  kontor_entry entry;
  std::memcpy(&entry, bytes->data(), sizeof entry);
  if (entry.magic != KONTOR_ENTRY_MAGIC) return refused("its magic number is wrong");
  TRY(check_abi(entry.abi_major, entry.abi_minor));  // Another major may be laid out otherwise.
  if (entry.struct_size < sizeof(kontor_entry))
    return refused("its struct_size is smaller than the contract says");

  const std::uint64_t id = place + offsetof(kontor_entry, id);
  const std::uint64_t version = place + offsetof(kontor_entry, version);
  const std::uint64_t create = place + offsetof(kontor_entry, create);
  if (image.relocated(place, sizeof(kontor_entry), {id, version, create}))
    return refused("part of it is filled in at load time only");
  TRY(image.pointer_at(create));
  ElfEntry answer;
  answer.abi_major = entry.abi_major;
  answer.abi_minor = entry.abi_minor;
  answer.id = TRY(read_text(image, id, entry.id.size, "id"));
  answer.version = TRY(read_text(image, version, entry.version.size, "version"));
  answer.needed = image.needed();
  return answer;
}

Status check_abi(std::uint16_t abi_major, std::uint16_t abi_minor) {
  if (abi_major == KONTOR_ABI_MAJOR && abi_minor <= KONTOR_ABI_MINOR) return ok();
  const auto number = [](int major, int minor) {
    return std::to_string(major) + "." + std::to_string(minor);
  };
  return refused("it was built for plugin ABI " + number(abi_major, abi_minor) +
                 ", this host speaks " + number(KONTOR_ABI_MAJOR, KONTOR_ABI_MINOR));
}

Status check_needed(const std::vector<std::string>& needed) {
  static constexpr std::array<std::string_view, 7> kAllowed = {"libc.so.6",
                                                               "libm.so.6",
                                                               "libpthread.so.0",
                                                               "libdl.so.2",
                                                               "librt.so.1",
                                                               "ld-linux-x86-64.so.2",
                                                               "ld-linux-aarch64.so.1"};
  for (const std::string& library : needed)
    if (std::ranges::find(kAllowed, library) == kAllowed.end())
      return refused("it needs " + in_quotes(library) +
                     "; a plugin may need the C library only and links the rest in");
  return ok();
}

Result<ElfEntry> check_elf_entry(std::string_view file, std::string_view id,
                                 std::string_view version) {
  const ElfImage image = TRY(ElfImage::parse(file));
  if (image.machine() != kMachine) return refused("it is built for another processor");
  TRY(check_needed(image.needed()));
  ElfEntry entry = TRY(read_elf_entry(file));
  if (entry.id != id || entry.version != version)
    return refused("it says " + in_quotes(entry.id) + " " + in_quotes(entry.version) +
                   ", the signed manifest says " + in_quotes(id) + " " + in_quotes(version));
  return entry;
}

}  // namespace kontor::runtime
