#include "tests/support/small_disk.hpp"

#include <sys/mount.h>

#include <cstdlib>
#include <fstream>
#include <string>
#include <system_error>

namespace kontor::testing {

namespace {

std::filesystem::path new_folder() {
  std::string pattern = "/tmp/kontor-disk-XXXXXX";
  return ::mkdtemp(pattern.data());
}

}  // namespace

SmallDisk::SmallDisk(int megabytes) : SmallDisk(megabytes, new_folder()) { own_folder_ = true; }

SmallDisk::SmallDisk(int megabytes, std::filesystem::path at) : folder_(std::move(at)) {
  std::filesystem::create_directories(folder_);
  const std::string options = "size=" + std::to_string(megabytes) + "m,mode=0711";
  mounted_ = ::mount("tmpfs", folder_.c_str(), "tmpfs", 0, options.c_str()) == 0;
}

SmallDisk::~SmallDisk() {
  if (mounted_) ::umount2(folder_.c_str(), MNT_DETACH);
  std::error_code ignored;
  if (own_folder_) std::filesystem::remove(folder_, ignored);
}

void SmallDisk::fill() const {
  std::ofstream ballast(folder_ / "ballast", std::ios::binary);
  const std::string piece(4096, 'b');
  while (ballast.write(piece.data(), static_cast<std::streamsize>(piece.size())).flush()) continue;
}

void SmallDisk::make_room() const { std::filesystem::remove(folder_ / "ballast"); }

}  // namespace kontor::testing
