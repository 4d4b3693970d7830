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
                                const std::string& folder) const {
  const fs::path place = of(id, folder);
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

std::string PluginFolders::name_for(const std::string& version,
                                    const std::set<std::string>& taken) {
  std::string name = version;
  for (int number = 2; taken.contains(name); ++number)
    name = version + "~" + std::to_string(number);  // No version has a tilde.
  return name;
}

void PluginFolders::keep_only(const std::string& id, const std::set<std::string>& kept) const {
  std::error_code ignored;
  for (const auto& version : fs::directory_iterator(root_ / id, ignored)) {
    const std::string name = version.path().filename().string();
    std::error_code error;
    if (name != kData && !kept.contains(name)) fs::remove_all(version.path(), error);
  }
  fs::remove(root_ / id, ignored);  // Only if nothing lies there.
}

void PluginFolders::remove_data(const std::string& id) const {
  std::error_code ignored;
  fs::remove_all(data_of(id), ignored);
  fs::remove(root_ / id, ignored);
}

void PluginFolders::sweep(const std::set<std::string>& installed) const {
  std::error_code ignored;
  fs::remove_all(root_ / ".staging", ignored);
  for (const auto& plugin : fs::directory_iterator(root_, ignored)) {
    if (!plugin.is_directory()) continue;
    const std::string id = plugin.path().filename().string();
    std::set<std::string> kept;
    for (const auto& version : fs::directory_iterator(plugin.path(), ignored)) {
      const std::string name = version.path().filename().string();
      if (installed.contains(id + "/" + name))
        kept.insert(name);
      else if (name != kData)
        log::warning("removed what an interrupted installation left",
                     {{"plugin", id}, {"version", name}});
    }
    keep_only(id, kept);
  }
}

}  // namespace kontor::host
