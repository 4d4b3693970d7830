#include <cstring>

#include "sdk/runtime/elf_image.hpp"
#include "sdk/runtime/elf_limits.hpp"

// The symbol lookup half of ElfImage: the hash tables the dynamic loader uses.
namespace kontor::runtime {
namespace {

template <typename T>
std::optional<T> read_at(const ElfImage& image, std::uint64_t address) {
  const auto found = image.at(address, sizeof(T));
  if (!found) return std::nullopt;
  T value;
  std::memcpy(&value, found->data(), sizeof(T));
  return value;
}

std::uint32_t gnu_hash_of(std::string_view name) {
  std::uint32_t hash = 5381;
  for (const char letter : name) hash = hash * 33 + static_cast<unsigned char>(letter);
  return hash;
}

std::uint32_t sysv_hash_of(std::string_view name) {
  std::uint32_t hash = 0;
  for (const char letter : name) {
    hash = (hash << 4) + static_cast<unsigned char>(letter);
    const std::uint32_t high = hash & 0xf0000000U;
    hash ^= high >> 24;
    hash &= ~high;
  }
  return hash;
}

}  // namespace

std::optional<Elf64_Sym> ElfImage::symbol(std::uint64_t index) const {
  if (symbols_ == 0 || index > kElfChainMax) return std::nullopt;
  return read_at<Elf64_Sym>(*this, symbols_ + index * sizeof(Elf64_Sym));
}

bool ElfImage::named(const Elf64_Sym& symbol, std::string_view name) const {
  const auto text = string(symbol.st_name);
  return text && *text == name && symbol.st_shndx != SHN_UNDEF;
}

std::optional<Elf64_Sym> ElfImage::exported(std::string_view name) const {
  if (gnu_hash_ != 0) return by_gnu_hash(name);
  if (sysv_hash_ != 0) return by_sysv_hash(name);
  return std::nullopt;
}

std::optional<Elf64_Sym> ElfImage::by_gnu_hash(std::string_view name) const {
  struct Header {
    std::uint32_t buckets, first, bloom_words, bloom_shift;
  };
  const auto header = read_at<Header>(*this, gnu_hash_);
  if (!header || header->buckets == 0) return std::nullopt;
  const std::uint32_t hash = gnu_hash_of(name);
  const std::uint64_t buckets = gnu_hash_ + sizeof(Header) + std::uint64_t{8} * header->bloom_words;
  const std::uint64_t chains = buckets + std::uint64_t{4} * header->buckets;
  const auto start =
      read_at<std::uint32_t>(*this, buckets + std::uint64_t{4} * (hash % header->buckets));
  if (!start || *start < header->first) return std::nullopt;
  for (std::uint64_t index = *start; index < kElfChainMax; ++index) {
    const auto link = read_at<std::uint32_t>(*this, chains + 4 * (index - header->first));
    if (!link) return std::nullopt;
    if ((*link | 1U) == (hash | 1U)) {
      const auto found = symbol(index);
      if (found && named(*found, name)) return found;
    }
    if ((*link & 1U) != 0) return std::nullopt;
  }
  return std::nullopt;
}

std::optional<Elf64_Sym> ElfImage::by_sysv_hash(std::string_view name) const {
  struct Header {
    std::uint32_t buckets, chains;
  };
  const auto header = read_at<Header>(*this, sysv_hash_);
  if (!header || header->buckets == 0) return std::nullopt;
  const std::uint64_t buckets = sysv_hash_ + sizeof(Header);
  const std::uint64_t chains = buckets + std::uint64_t{4} * header->buckets;
  auto index = read_at<std::uint32_t>(
      *this, buckets + std::uint64_t{4} * (sysv_hash_of(name) % header->buckets));
  // A chain longer than the table is a loop.
  for (std::uint32_t steps = 0; index && *index != STN_UNDEF && steps < header->chains; ++steps) {
    const auto found = symbol(*index);
    if (found && named(*found, name)) return found;
    index = read_at<std::uint32_t>(*this, chains + std::uint64_t{4} * *index);
  }
  return std::nullopt;
}

}  // namespace kontor::runtime
