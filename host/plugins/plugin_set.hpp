#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "host/plugins/plugin_instance.hpp"

namespace kontor::host {

using PluginHandle = std::shared_ptr<PluginInstance>;  // Owners: the set and calls in flight.

// The installed plugins, by id. Any thread.
class PluginSet {
 public:
  PluginHandle find(const std::string& id) const {
    const std::lock_guard lock(mutex_);
    const auto found = plugins_.find(id);
    return found == plugins_.end() ? nullptr : found->second;
  }
  Result<PluginHandle> require(const std::string& id) const {
    if (PluginHandle found = find(id)) return found;
    return Error{ErrorCode::not_found, "no plugin " + id + " is installed"};
  }
  std::vector<PluginHandle> all() const {  // In order of id.
    const std::lock_guard lock(mutex_);
    std::vector<PluginHandle> handles;
    for (const auto& [id, plugin] : plugins_) handles.push_back(plugin);
    return handles;
  }
  void put(PluginHandle plugin) {
    const std::lock_guard lock(mutex_);
    plugins_[plugin->id()] = std::move(plugin);
  }
  void erase(const std::string& id) {
    const std::lock_guard lock(mutex_);
    plugins_.erase(id);
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, PluginHandle> plugins_;
};

}  // namespace kontor::host
