#include <kontor/op/secret_get.hpp>
#include <kontor/op/settings_get.hpp>
#include <kontor/op/storage_delete.hpp>
#include <kontor/op/storage_get.hpp>
#include <kontor/op/storage_get_many.hpp>
#include <kontor/op/storage_list.hpp>
#include <kontor/op/storage_put.hpp>
#include <kontor/op/storage_put_many.hpp>

#include "host/plugins/host_operations.hpp"
#include "host/plugins/plugin_rights.hpp"

// What is the plugin's own: storage, settings, secrets.
namespace kontor::host {

void HostOperations::add_storage_operations() {
  PluginStorage& storage = parts_.storage;
  add<op::StorageGet>(
      [&storage](PluginInstance& plugin,
                 const op::StorageGetRequest& request) -> Result<op::StorageGetResponse> {
        return op::StorageGetResponse{TRY(storage.get(plugin.id(), request.key))};
      });
  add<op::StoragePut>(
      [&storage](PluginInstance& plugin,
                 const op::StoragePutRequest& request) -> Result<op::StoragePutResponse> {
        if (request.value.is_null())
          return Error{ErrorCode::invalid_argument, "value is null; storage.delete removes one"};
        TRY(storage.put(plugin.id(), request.key, request.value, request.person,
                        plugin.manifest().limits.storage_bytes));
        return op::StoragePutResponse{};
      });
  add<op::StorageGetMany>(
      [&storage](PluginInstance& plugin,
                 const op::StorageGetManyRequest& request) -> Result<op::StorageGetManyResponse> {
        op::StorageGetManyResponse answer;
        for (auto& entry : TRY(storage.get_many(plugin.id(), request.keys)))
          answer.entries.push_back({entry.name, std::move(entry.value)});
        return answer;
      });
  add<op::StoragePutMany>(
      [&storage](PluginInstance& plugin,
                 const op::StoragePutManyRequest& request) -> Result<op::StoragePutManyResponse> {
        std::vector<PluginStorage::Change> changes;
        changes.reserve(request.entries.size());
        for (const auto& entry : request.entries)
          changes.push_back({entry.key, entry.value.value_or(nullptr), entry.person});
        return op::StoragePutManyResponse{TRY(storage.put_many(
            plugin.id(), std::move(changes), plugin.manifest().limits.storage_bytes))};
      });
  add<op::StorageDelete>(
      [&storage](PluginInstance& plugin,
                 const op::StorageDeleteRequest& request) -> Result<op::StorageDeleteResponse> {
        TRY(storage.remove(plugin.id(), request.key));
        return op::StorageDeleteResponse{};
      });
  add<op::StorageList>(
      [&storage](PluginInstance& plugin,
                 const op::StorageListRequest& request) -> Result<op::StorageListResponse> {
        const int limit = static_cast<int>(std::clamp<std::int64_t>(request.limit, 1, 500));
        auto entries =
            TRY(storage.list(plugin.id(), request.prefix, request.cursor.value_or(""), limit + 1));
        op::StorageListResponse answer;
        const bool more = entries.size() > static_cast<std::size_t>(limit);
        if (more) entries.pop_back();
        if (more) answer.next = entries.back().name;
        for (auto& entry : entries) answer.entries.push_back({entry.name, std::move(entry.value)});
        return answer;
      });
  add<op::SettingsGet>(
      [](PluginInstance& plugin, const op::SettingsGetRequest&) -> Result<op::SettingsGetResponse> {
        return op::SettingsGetResponse{plugin.settings()};
      });
  add<op::SecretGet>([this](PluginInstance& plugin,
                            const op::SecretGetRequest& request) -> Result<op::SecretGetResponse> {
    TRY(require_secret(plugin.manifest(), request.name));
    return op::SecretGetResponse{TRY(parts_.secrets.get(plugin.id(), request.name))};
  });
}

}  // namespace kontor::host
