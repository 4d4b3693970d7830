#include <system_error>

#include "base/core/files.hpp"
#include "sdk/package/package.hpp"

namespace kontor::package {
namespace {

namespace fs = std::filesystem;

Status write_members(const Archive& package, const fs::path& folder) {
  for (const Member& member : package.members()) {
    const fs::path file = folder / member.name;
    std::error_code error;
    fs::create_directories(file.parent_path(), error);
    if (error) {
      return Error{ErrorCode::unavailable,
                   "cannot make " + file.parent_path().string() + ": " + error.message()};
    }
    const std::string bytes = TRY(package.read(member.name, member.size));
    TRY(write_file(file, bytes));
  }
  return ok();
}

void empty_folder(const fs::path& folder) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    fs::remove_all(entry.path(), ignored);
  }
}

}  // namespace

Status unpack(const Archive& package, const VerifiedPackage& verified, const fs::path& folder) {
  if (verified.sha256_hex != package.sha256_hex()) {
    return Error{ErrorCode::invalid_argument, "unpack: another package than the verified one"};
  }
  std::error_code error;
  if (!fs::is_empty(folder, error) || error) {
    return Error{ErrorCode::conflict, "unpack: " + folder.string() + " is not an empty folder"};
  }
  const Status written = write_members(package, folder);
  if (!written) empty_folder(folder);
  return written;
}

}  // namespace kontor::package
