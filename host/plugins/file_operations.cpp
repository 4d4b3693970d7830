#include <algorithm>
#include <kontor/op/file_delete.hpp>
#include <kontor/op/file_get.hpp>
#include <kontor/op/file_put.hpp>

#include "base/core/bytes.hpp"
#include "host/plugins/host_operations.hpp"
#include "host/plugins/plugin_rights.hpp"

// Files: bytes by pieces, linked to a record that the plugin has to do with.
namespace kontor::host {
namespace {

// A name that is shown and saved, never a path on this machine.
Status check_name(const std::string& name) {
  const bool sound =
      !name.empty() && name != "." && name != ".." && name.find_first_of("/\\") == name.npos &&
      std::ranges::none_of(
          name, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
  if (sound) return ok();
  return Error{ErrorCode::invalid_argument, "a file needs a name without / and control characters"};
}

Status check_type(const std::string& type) {
  const bool sound = type.find('/') != type.npos && std::ranges::all_of(type, [](char c) {
                       return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                              (c >= '0' && c <= '9') || c == '/' || c == '.' || c == '+' ||
                              c == '-';
                     });
  if (sound) return ok();
  return Error{ErrorCode::invalid_argument, "content_type is not a media type"};
}

bool has_to_do_with(const PluginInstance& plugin, const std::string& entity) {
  const Rights& rights = *plugin.principal().rights;
  return rights.may(entity, Verb::read) || rights.may(entity, Verb::create) ||
         rights.may(entity, Verb::update);
}

op::FilePutResponse answer_of(const PluginFile& file) {
  op::FilePutResponse answer{.file = file.id, .size_bytes = file.size_bytes};
  if (!file.sha256.empty()) answer.sha256 = file.sha256;
  return answer;
}

}  // namespace

Result<PluginFile> HostOperations::begin_file(PluginInstance& plugin,
                                              const op::FilePutRequest& request) {
  TRY(check_name(request.name));
  TRY(check_type(request.content_type));
  PluginFile wish{.plugin = plugin.id(),
                  .name = request.name,
                  .content_type = request.content_type,
                  .subject = request.person};
  Records& records = parts_.host.records;
  if (request.record) {
    if (!has_to_do_with(plugin, request.record->entity))
      return Error{ErrorCode::forbidden,
                   plugin.id() + " has no permission for files of " + request.record->entity};
    TRY(records.get(Principal::system(), request.record->entity, request.record->id));
    wish.record_entity = request.record->entity;
    wish.record_id = request.record->id;
  }
  if (request.person) TRY(records.get(Principal::system(), "person", *request.person));
  return files_.begin(wish);
}

void HostOperations::add_file_operations() {
  add<op::FilePut>([this](PluginInstance& plugin,
                          const op::FilePutRequest& request) -> Result<op::FilePutResponse> {
    TRY(require_operation(plugin.manifest(), "file.put"));
    const auto bytes = base64_decode(request.data);
    if (!bytes || bytes->size() > PluginFiles::kPieceBytesMax)
      return Error{ErrorCode::invalid_argument, "data is not base64 of at most 1 MiB"};
    const bool first = !request.file;
    if (first && request.offset != 0)
      return Error{ErrorCode::invalid_argument, "a file begins at offset 0"};
    const std::string id = first ? TRY(begin_file(plugin, request)).id : *request.file;
    auto file = files_.append(plugin.id(), id, request.offset, *bytes,
                              request.last ? PluginFiles::Piece::last : PluginFiles::Piece::middle,
                              plugin.manifest().limits.storage_bytes);
    if (!file && first) TRY(files_.remove(plugin.id(), id));
    if (!file) return file.error();
    return answer_of(*file);
  });
  add<op::FileGet>([this](PluginInstance& plugin,
                          const op::FileGetRequest& request) -> Result<op::FileGetResponse> {
    TRY(require_operation(plugin.manifest(), "file.get"));
    const PluginFile file = TRY(files_.find(plugin.id(), request.file));
    const std::string bytes = TRY(files_.read(file, request.offset, request.length));
    return op::FileGetResponse{
        .name = file.name,
        .content_type = file.content_type,
        .size_bytes = file.size_bytes,
        .sha256 = file.sha256,
        .data = base64_encode(bytes),
        .last = request.offset + static_cast<std::int64_t>(bytes.size()) >= file.size_bytes};
  });
  add<op::FileDelete>(
      [this](PluginInstance& plugin,
             const op::FileDeleteRequest& request) -> Result<op::FileDeleteResponse> {
        TRY(require_operation(plugin.manifest(), "file.delete"));
        TRY(files_.remove(plugin.id(), request.file));
        return op::FileDeleteResponse{};
      });
}

}  // namespace kontor::host
