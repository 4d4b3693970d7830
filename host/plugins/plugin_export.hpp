#pragma once

#include <string>

#include "base/core/json.hpp"
#include "host/plugins/plugin_data_folder.hpp"
#include "host/plugins/plugin_entities.hpp"
#include "host/plugins/plugin_files.hpp"
#include "host/plugins/plugin_folders.hpp"
#include "host/plugins/plugin_storage.hpp"

namespace kontor::host {

// All that a plugin keeps, installed or removed, as JSON lines in pages of bounded size
// (export_format.md): its storage, the records of its own kinds, its files, its data folder. Any
// thread.
class PluginExport {
 public:
  PluginExport(PluginStorage& storage, const PluginEntities& entities, PluginFiles& files,
               const PluginFolders& folders)
      : storage_(storage), entities_(entities), files_(files), folders_(folders) {}

  // Whether anything is kept under this id; invalid_argument when no plugin can have it.
  Result<bool> anything(const std::string& plugin);

  struct Page {
    std::string lines;
    std::string next;  // `after` of the page that follows; empty: this was the last.
  };
  // invalid_argument for an `after` that no page gave.
  Result<Page> page(const std::string& plugin, const std::string& after);

  static constexpr std::size_t kPageBytes = std::size_t{4} << 20;
  static constexpr std::size_t kChunkBytes = std::size_t{256} << 10;

 private:
  struct Place;
  Status add_storage(const std::string& plugin, Place& place, std::string& lines);
  Status add_records(const std::string& plugin, Place& place, std::string& lines);
  Status add_files(const std::string& plugin, Place& place, std::string& lines);
  Status add_data(const std::string& plugin, Place& place, std::string& lines);

  PluginStorage& storage_;
  const PluginEntities& entities_;
  PluginFiles& files_;
  const PluginFolders& folders_;
};

}  // namespace kontor::host
