#include "host/plugins/field_files.hpp"

#include <algorithm>
#include <array>
#include <fstream>

#include "base/core/bytes.hpp"
#include "host/core/personal_data.hpp"
#include "host/gdpr/person_archive.hpp"

namespace kontor::host {
namespace {

constexpr std::size_t kHeadBytes = 4096;
constexpr int kFilesAtOnce = 500;

struct Signature {
  std::string_view begin;
  std::string_view type;
};
constexpr std::array<Signature, 9> kSignatures{{
    {"%PDF-", "application/pdf"},
    {"\x89PNG\r\n\x1a\n", "image/png"},
    {"\xff\xd8\xff", "image/jpeg"},
    {"GIF8", "image/gif"},
    {"PK\x03\x04", "application/zip"},
    {"\x1f\x8b", "application/gzip"},
    {"OggS", "audio/ogg"},
    {"ID3", "audio/mpeg"},
    {"{\\rtf", "application/rtf"},
}};
constexpr std::array<std::string_view, 4> kPrograms{
    {"\x7f"
     "ELF",
     "MZ", "#!", "\xca\xfe\xba\xbe"}};

// By its bytes and never by its name: what a browser is told of it is true.
Result<std::string> type_of(std::string_view head) {
  for (const std::string_view program : kPrograms)
    if (head.starts_with(program))
      return Error{ErrorCode::invalid_argument, "programs are not kept as files",
                   R"({"code":"file-refused"})"};
  for (const Signature& known : kSignatures)
    if (head.starts_with(known.begin)) return std::string(known.type);
  if (head.starts_with("RIFF") && head.substr(8).starts_with("WEBP"))
    return std::string("image/webp");
  if (head.starts_with("RIFF") && head.substr(8).starts_with("WAVE"))
    return std::string("audio/wav");
  const bool text = std::ranges::none_of(head, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f';
  });
  // HTML and pictures made of text are text here: nothing of it ever runs.
  return std::string(text && !head.empty() ? "text/plain" : "application/octet-stream");
}

Result<std::string> head_of(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::string head(kHeadBytes, '\0');
  stream.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<std::size_t>(std::max<std::streamsize>(stream.gcount(), 0)));
  if (stream.bad()) return Error{ErrorCode::unavailable, "the file cannot be read"};
  return head;
}

// Whose the file is in exports, erasures and backups; a lead that is nobody's yet is somebody.
std::optional<std::string> subject_of(const Entity& entity, const Record& record) {
  if (entity.name == "person") return record.id;
  for (const std::string& name : fields_about_person(entity)) {
    const auto person = record.fields.find(name);
    if (person != record.fields.end() && person->is_string()) return person->get<std::string>();
  }
  if (record.fields.value("subject_entity", "") == "person")
    return record.fields.value("subject", "");
  if (may_be_somebody(entity)) return record.id;
  return std::nullopt;
}

bool holds(const Record& record, const PluginFile& file) {
  const auto value = record.fields.find(file.field);
  return value != record.fields.end() && *value == file.id;
}

Error no_file(const std::string& id) { return {ErrorCode::not_found, "there is no file " + id}; }

}  // namespace

Result<PluginFile> FieldFiles::put(const Principal& actor, const FieldUpload& upload) {
  const auto catalogue = records_.definitions().now();
  const Entity* const entity = TRY(catalogue->require(upload.entity));
  TRY(records_.check_writable(actor, *entity, Verb::update, Json::object()));
  const Field* const field = entity->find(upload.field);
  if (field == nullptr || field->type != FieldType::file)
    return Error{ErrorCode::invalid_argument,
                 upload.entity + " has no field of the type file called " + upload.field};
  if (!field->plugin.empty())
    return Error{ErrorCode::forbidden,
                 "the add-on " + field->plugin + " brings these files itself"};
  const Record record = TRY(records_.get(actor, upload.entity, upload.record));
  Json change{{upload.field, nullptr}};
  TRY(records_.check_writable(actor, *entity, Verb::update, record, change));
  const std::string head = TRY(head_of(upload.bytes));
  std::string type = TRY(type_of(head));
  PluginFile file{.plugin = kCompanyFiles,
                  .name = plain_file_name(is_utf8(upload.name) ? upload.name : ""),
                  .content_type = std::move(type),
                  .record_entity = upload.entity,
                  .record_id = upload.record,
                  .subject = subject_of(*entity, record),
                  .field = upload.field};
  file = TRY(files_.take(file, upload.bytes));
  // Until the record says so nothing is acknowledged: a kill -9 here leaves a file that no record
  // holds, which tend() finds.
  const auto updated = records_.update(actor, upload.entity, upload.record, upload.version,
                                       {{upload.field, file.id}});
  if (!updated) {
    TRY(files_.remove(kCompanyFiles, file.id));
    return updated.error();
  }
  const auto before = record.fields.find(upload.field);
  if (before == record.fields.end() || !before->is_string() || *before == file.id) return file;
  const auto old = files_.find(kCompanyFiles, before->get<std::string>());
  if (old && old->record_id == upload.record && old->field == upload.field) TRY(let_go(*old));
  return file;
}

// Unless somebody put it back meanwhile.
Status FieldFiles::let_go(const PluginFile& file) {
  const auto catalogue = records_.definitions().now();
  const Holder holder = TRY(
      database_.read([&](db::Session& session) { return holder_of(session, *catalogue, file); }));
  if (holder.is == Holder::Is::nobody) TRY(files_.remove(kCompanyFiles, file.id));
  return ok();
}

Status FieldFiles::check_readable(const Principal& reader, const PluginFile& file) {
  const RecordStore& store = records_.store();
  const auto into = TRY(database_.read([&](db::Session& session) {
    return store.merged_into(session, file.record_entity, file.record_id);
  }));
  const Record record =
      TRY(records_.get(reader, file.record_entity, into ? *into : file.record_id));
  return holds(record, file) ? ok() : no_file(file.id);
}

// `unknown`: nobody can tell while the field or its kind of record is switched off.
Result<FieldFiles::Holder> FieldFiles::holder_of(db::Session& session, const Catalogue& catalogue,
                                                 const PluginFile& file) const {
  if (catalogue.hidden().contains(file.record_entity)) return Holder{.is = Holder::Is::unknown};
  const Entity* const entity = catalogue.find(file.record_entity);
  if (entity == nullptr) return Holder{};
  if (entity->find_switched_off(file.field) != nullptr) return Holder{.is = Holder::Is::unknown};
  if (entity->find(file.field) == nullptr) return Holder{};
  const RecordStore& store = records_.store();
  std::vector<std::string> ids{file.record_id};
  const auto into = TRY(store.merged_into(session, entity->name, file.record_id));
  // Who was merged keeps its values, but goes first.
  if (into) ids.insert(ids.begin(), *into);
  for (const std::string& id : ids) {
    auto record = TRY(store.find(session, entity->name, id));
    if (!record) record = TRY(store.find_deleted(session, entity->name, id));
    if (record && holds(*record, file))
      return Holder{Holder::Is::record, id, subject_of(*entity, *record)};
  }
  return Holder{};
}

Status FieldFiles::tend(TimeMs before_ms) {
  const auto catalogue = records_.definitions().now();
  std::string after;
  for (bool more = true; more;) {
    const auto page = TRY(files_.page(kCompanyFiles, after, kFilesAtOnce));
    more = page.size() == static_cast<std::size_t>(kFilesAtOnce);
    std::vector<Holder> holders;
    Status found = database_.read([&](db::Session& session) -> Status {
      holders.clear();
      for (const PluginFile& file : page)
        holders.push_back(TRY(holder_of(session, *catalogue, file)));
      return ok();
    });
    if (!found) return found;
    for (std::size_t i = 0; i < page.size(); ++i) {
      const PluginFile& file = page[i];
      after = file.id;
      if (holders[i].is == Holder::Is::nobody && file.created_at_ms < before_ms) TRY(let_go(file));
      if (holders[i].is != Holder::Is::record) continue;
      if (holders[i].record != file.record_id || holders[i].subject != file.subject)
        TRY(files_.belongs(file.id, holders[i].record, holders[i].subject));
    }
  }
  return ok();
}

}  // namespace kontor::host
