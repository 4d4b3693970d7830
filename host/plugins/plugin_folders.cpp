#include "host/plugins/plugin_folders.hpp"

#include <fcntl.h>
#include <unistd.h>

#include "base/core/log.hpp"

namespace kontor::host {
namespace fs = std::filesystem;
namespace {

void sync_folder(const fs::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  ::fsync(descriptor);
  ::close(descriptor);
}

Error cannot(const std::string& what, const fs::path& path, const std::error_code& error) {
  return Error{ErrorCode::unavailable,
               "cannot " + what + " " + path.string() + ": " + error.message()};
}

}  // namespace

PluginFolders::Staging::~Staging() {
  std::error_code ignored;
  if (!folder_.empty()) fs::remove_all(folder_, ignored);
}

Result<PluginFolders::Staging> PluginFolders::stage(const std::string& name) const {
  const fs::path folder = root_ / ".staging" / name;
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return cannot("make", folder, error);
  return Staging(folder);
}

Status PluginFolders::switch_in(const fs::path& staged, const std::string& id,
                                const std::string& version) const {
  const fs::path place = of(id, version);
  std::error_code error;
  fs::remove_all(place, error);  // Rubbish: nothing installed lies there.
  fs::create_directories(place.parent_path(), error);
  if (error) return cannot("make", place.parent_path(), error);
  sync_folder(staged);
  fs::rename(staged, place, error);
  if (error) return cannot("move the plugin to", place, error);
  sync_folder(place.parent_path());
  sync_folder(root_);
  return ok();
}

void PluginFolders::remove(const std::string& id, const std::string& version) const {
  std::error_code ignored;
  fs::remove_all(of(id, version), ignored);
  fs::remove(root_ / id, ignored);  // Only if no other version lies there.
}

void PluginFolders::sweep(const std::set<std::string>& installed) const {
  std::error_code ignored;
  fs::remove_all(root_ / ".staging", ignored);
  for (const auto& plugin : fs::directory_iterator(root_, ignored)) {
    if (!plugin.is_directory()) continue;
    const std::string id = plugin.path().filename().string();
    for (const auto& version : fs::directory_iterator(plugin.path(), ignored)) {
      const std::string name = version.path().filename().string();
      if (installed.contains(id + "/" + name)) continue;
      log::warning("removed what an interrupted installation left",
                   {{"plugin", id}, {"version", name}});
      std::error_code error;
      fs::remove_all(version.path(), error);
    }
    std::error_code error;
    fs::remove(plugin.path(), error);
  }
}

}  // namespace kontor::host
