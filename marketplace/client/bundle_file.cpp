#include "marketplace/client/bundle_file.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <set>
#include <vector>

namespace kontor::marketplace {
namespace {

namespace fs = std::filesystem;

// Fields of the header: offset and length.
struct TarField {
  std::size_t at, length;
};
constexpr TarField kTarName{0, 100}, kTarMode{100, 8}, kTarUid{108, 8}, kTarGid{116, 8},
    kTarSize{124, 12}, kTarTime{136, 12}, kTarSum{148, 8}, kTarType{156, 1}, kTarMagic{257, 8},
    kTarPrefix{345, 155};
constexpr std::size_t kCopyBytes = std::size_t{1} << 16;

void put(std::string& block, TarField field, std::string_view text) {
  block.replace(field.at, text.size(), text);
}

std::string octal(std::int64_t value, std::size_t digits) {
  std::string text(digits, '0');
  for (std::size_t place = digits; place > 0 && value > 0; value /= 8)
    text[--place] = static_cast<char>('0' + value % 8);
  return text;
}

std::int64_t checksum(std::string_view block) {
  std::int64_t sum = 0;
  for (std::size_t at = 0; at < block.size(); ++at) {
    const bool own = at >= kTarSum.at && at < kTarSum.at + kTarSum.length;
    sum += own ? ' ' : static_cast<unsigned char>(block[at]);
  }
  return sum;
}

bool is_plain_name(std::string_view name) {
  if (name.empty() || name.front() == '/' || name.back() == '/') return false;
  for (std::size_t from = 0; from <= name.size();) {
    const std::size_t end = std::min(name.find('/', from), name.size());
    const std::string_view part = name.substr(from, end - from);
    if (part.empty() || part == "." || part == "..") return false;
    from = end + 1;
  }
  return std::ranges::all_of(name, [](char c) { return c > ' ' && c < 0x7f && c != '\\'; });
}

std::string_view text_of(std::string_view block, TarField field) {
  const std::string_view text = block.substr(field.at, field.length);
  return text.substr(0, text.find('\0'));
}

Error no_bundle(const std::string& why) {
  return {ErrorCode::untrusted, "this is no bundle: " + why};
}

std::size_t padding(std::int64_t size) {
  const auto over = static_cast<std::size_t>(size) % kTarBlockBytes;
  return over == 0 ? 0 : kTarBlockBytes - over;
}

Status copy_in(std::ifstream& in, std::ostream& out, std::int64_t size) {
  std::array<char, kCopyBytes> bytes{};
  while (size > 0) {
    const auto wanted = std::min<std::int64_t>(size, kCopyBytes);
    if (!in.read(bytes.data(), wanted)) return no_bundle("it ends in the middle of a file");
    out.write(bytes.data(), wanted);
    size -= wanted;
  }
  return out ? ok() : Status(Error{ErrorCode::unavailable, "a file could not be written"});
}

Status copy_out(const fs::path& from, std::ofstream& out, std::int64_t size) {
  std::ifstream in(from, std::ios::binary);
  TRY(copy_in(in, out, size));
  out.write(std::string(padding(size), '\0').data(), static_cast<std::streamsize>(padding(size)));
  return ok();
}

}  // namespace

Result<std::string> tar_header(const TarEntry& entry) {
  const auto refused = [&] {
    return Error{ErrorCode::invalid_argument, "\"" + entry.name + "\" is no name in a bundle"};
  };
  if (!is_plain_name(entry.name)) return refused();
  std::size_t split = 0;
  if (entry.name.size() > kTarName.length) {
    split = entry.name.find('/', entry.name.size() - kTarName.length - 1);
    if (split == std::string::npos || split > kTarPrefix.length) return refused();
  }
  std::string block(kTarBlockBytes, '\0');
  put(block, kTarName, std::string_view(entry.name).substr(split == 0 ? 0 : split + 1));
  if (split > 0) put(block, kTarPrefix, std::string_view(entry.name).substr(0, split));
  put(block, kTarMode, "0000644");
  put(block, kTarUid, "0000000");
  put(block, kTarGid, "0000000");
  put(block, kTarSize, octal(entry.size, 11));
  put(block, kTarTime, octal(0, 11));
  put(block, kTarType, "0");
  put(block, kTarMagic, std::string_view("ustar\00000", 8));
  put(block, kTarSum, octal(checksum(block), 6) + std::string("\0 ", 2));
  return block;
}

Result<TarEntry> read_tar_header(std::string_view block) {
  if (block.size() != kTarBlockBytes) return no_bundle("a header is cut off");
  TarEntry entry;
  const std::string_view prefix = text_of(block, kTarPrefix);
  entry.name =
      (prefix.empty() ? "" : std::string(prefix) + "/") + std::string(text_of(block, kTarName));
  for (const char digit : block.substr(kTarSize.at, kTarSize.length - 1)) {
    if (digit < '0' || digit > '7') return no_bundle("a size is no number");
    entry.size = entry.size * 8 + (digit - '0');
  }
  if (entry.size > kBundleFileBytesMax) return no_bundle(entry.name + " is too large");
  // What is read has to be what would be written: no links, no owners, no second meaning.
  const auto own = tar_header(entry);
  if (!own || *own != block) return no_bundle("a header is not of a plain file");
  return entry;
}

Status write_bundle_file(const fs::path& folder, const fs::path& file) {
  std::vector<TarEntry> entries;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file())
      entries.push_back({entry.path().lexically_relative(folder).string(),
                         static_cast<std::int64_t>(entry.file_size())});
  std::ranges::sort(entries, {}, &TarEntry::name);
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  for (const TarEntry& entry : entries) {
    const std::string header = TRY(tar_header(entry));
    out.write(header.data(), static_cast<std::streamsize>(header.size()));
    TRY(copy_out(folder / entry.name, out, entry.size));
  }
  const std::string end(2 * kTarBlockBytes, '\0');
  out.write(end.data(), static_cast<std::streamsize>(end.size()));
  out.close();
  return out ? ok() : Status(Error{ErrorCode::unavailable, "cannot write " + file.string()});
}

Status unpack_bundle_file(const fs::path& file, const fs::path& folder) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return Error{ErrorCode::not_found, "there is no bundle " + file.string()};
  std::set<std::string> names;
  std::int64_t total = 0;
  std::string block(kTarBlockBytes, '\0');
  const std::string empty(kTarBlockBytes, '\0');
  while (true) {
    if (!in.read(block.data(), static_cast<std::streamsize>(block.size())))
      return no_bundle("it has no end");
    if (block == empty) return ok();
    const TarEntry entry = TRY(read_tar_header(block));
    total += entry.size;
    if (!names.insert(entry.name).second) return no_bundle(entry.name + " is in it twice");
    if (names.size() > kBundleFilesMax || total > kBundleTotalBytesMax)
      return no_bundle("it is too large");
    std::error_code error;
    fs::create_directories((folder / entry.name).parent_path(), error);
    std::ofstream out(folder / entry.name, std::ios::binary | std::ios::trunc);
    TRY(copy_in(in, out, entry.size));
    in.ignore(static_cast<std::streamsize>(padding(entry.size)));
  }
}

}  // namespace kontor::marketplace
