#pragma once

#include <elf.h>
#include <kontor/entry.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <string>

#include "sdk/runtime/elf_image.hpp"

namespace kontor::conformance {

// The bytes of a plugin, to be changed in one place and written to a file that is gone with
// the object.
class PatchedFile {
 public:
  explicit PatchedFile(std::string bytes) : bytes_(std::move(bytes)) {
    const auto image = runtime::ElfImage::parse(bytes_);
    const auto symbol = image ? image->exported("kontor_plugin_entry") : std::nullopt;
    if (!symbol) throw std::runtime_error("no plugin");
    const auto entry = image->at(symbol->st_value, sizeof(kontor_entry));
    entry_ = static_cast<std::size_t>(entry->data() - bytes_.data());
    const auto id = image->pointer_at(symbol->st_value + offsetof(kontor_entry, id));
    id_ = static_cast<std::size_t>(image->at(id.value(), 1)->data() - bytes_.data());
    symbol_ = find({reinterpret_cast<const char*>(&*symbol), sizeof *symbol});
  }
  ~PatchedFile() {
    if (!path_.empty()) std::filesystem::remove(path_);
  }
  PatchedFile(const PatchedFile&) = delete;
  PatchedFile& operator=(const PatchedFile&) = delete;

  template <typename T>
  void entry(std::size_t offset, T value) {
    std::memcpy(&bytes_.at(entry_ + offset), &value, sizeof value);
  }
  template <typename T>
  void symbol(std::size_t offset, T value) {
    std::memcpy(&bytes_.at(symbol_ + offset), &value, sizeof value);
  }
  template <typename T>
  void header(std::size_t offset, T value) {
    std::memcpy(&bytes_.at(offset), &value, sizeof value);
  }
  void first_letter_of_id(char letter) { bytes_.at(id_) = letter; }
  // The first occurrence; both of one length.
  void text(std::string_view from, std::string_view to) {
    bytes_.replace(find(from), to.size(), to);
  }

  std::filesystem::path write() {
    std::string pattern = std::filesystem::temp_directory_path() / "kontor-frozen-XXXXXX";
    const int file = ::mkstemp(pattern.data());
    path_ = pattern;
    if (::write(file, bytes_.data(), bytes_.size()) != static_cast<ssize_t>(bytes_.size()))
      throw std::runtime_error("cannot write " + pattern);
    ::close(file);
    return path_;
  }

 private:
  std::size_t find(std::string_view text) const {
    const std::size_t place = bytes_.find(text);
    if (place == bytes_.npos) throw std::runtime_error("not in the file: " + std::string(text));
    return place;
  }

  std::string bytes_;
  std::size_t entry_ = 0, symbol_ = 0, id_ = 0;
  std::filesystem::path path_;
};

}  // namespace kontor::conformance
