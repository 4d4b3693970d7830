#include "base/core/files.hpp"
#include "host/plugins/installed_plugins.hpp"
#include "host/plugins/screenshot_cache.hpp"
#include "sdk/package/screenshots.hpp"

// Screenshots of what is installed, from the plugin's own folder.
namespace kontor::host {
namespace {

std::string signed_hash(const package::Manifest& manifest, const std::string& file) {
  const auto found = manifest.files.find(file);
  return found == manifest.files.end() ? std::string() : found->second;
}

}  // namespace

Json InstalledPlugins::screenshots_of(const PluginInstance& plugin) {
  Json list = Json::array();
  for (const package::Screenshot& shot : plugin.manifest().screenshots)
    list.push_back({{"path", "/api/v1/plugins/" + plugin.id() + "/screenshots/" +
                                 signed_hash(plugin.manifest(), shot.file)},
                    {"caption", shot.caption},
                    {"width", shot.width},
                    {"height", shot.height}});
  return list;
}

Result<http::Response> InstalledPlugins::screenshot(const std::string& id,
                                                    const std::string& sha256) {
  const PluginHandle plugin = TRY(plugins_.require(id));
  for (const package::Screenshot& shot : plugin->manifest().screenshots) {
    if (signed_hash(plugin->manifest(), shot.file) != sha256) continue;
    const auto folder = folders_.of(plugin->id(), plugin->row().folder);
    return picture_answer(TRY(read_file(folder / shot.file, package::kScreenshotBytesMax)), sha256);
  }
  return Error{ErrorCode::not_found, id + " has no such screenshot"};
}

}  // namespace kontor::host
