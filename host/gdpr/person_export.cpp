#include "host/gdpr/person_export.hpp"

#include <map>

#include "base/core/bytes.hpp"
#include "host/gdpr/export_file.hpp"

namespace kontor::host {

namespace {

// Lines gathered for a page.
class Gathered {
 public:
  Status take(const Json& line) {
    const std::string kind = line.value("kind", "");
    if (kind == "record") {
      Json record = line;
      record.erase("kind");
      if (line["linked_by"] == "id" && !person_.is_object())
        person_ = record;
      else
        records_[line["entity"].get<std::string>()].push_back(std::move(record));
    } else if (kind.starts_with("plugin-")) {
      take_plugin(kind, line);
    } else if (kind == "end") {
      complete_ = line.value("complete", false);
    }
    return ok();
  }
  Json document() {
    Json plugins = Json::array();
    for (auto& [id, part] : plugins_) {
      part["plugin"] = id;
      plugins.push_back(std::move(part));
    }
    return {{"person", person_},
            {"records", Json(records_)},
            {"plugins", std::move(plugins)},
            {"complete", complete_}};
  }

 private:
  void take_plugin(const std::string& kind, const Json& line) {
    Json& part = plugins_[line.value("plugin", "")];
    Json rest = line;
    rest.erase("kind");
    rest.erase("plugin");
    if (kind == "plugin-data") part["data"] = line["data"];
    if (kind == "plugin-error") part["error"] = line["message"];
    if (kind == "plugin-storage") {
      part["storage"].push_back(std::move(rest));
    } else if (kind == "plugin-file") {
      part["files"].push_back(std::move(rest));
    } else if (kind == "plugin-mail") {
      part["mails"].push_back(std::move(rest));
    }
  }

  Json person_ = nullptr;
  std::map<std::string, std::vector<Json>> records_;
  std::map<std::string, Json> plugins_;
  bool complete_ = false;
};

Json record_line(const Record& record, const std::string& linked_by) {
  Json line = record_json(record);
  line["kind"] = "record";
  line["linked_by"] = linked_by;
  if (record.deleted_at_ms) line["deleted_at"] = to_rfc3339(*record.deleted_at_ms);
  return line;
}

}  // namespace

Status PersonExport::records_of(const Subject& subject, const Sink& sink) {
  const auto catalogue = parts_.records.definitions().now();
  const PersonRecords scope{*catalogue, parts_.database, parts_.records.store()};
  for (const Record& record : subject.records) TRY(sink(record_line(record, "id")));
  TRY(scope.each(subject, [&](const PersonRecords::Found& found) {
    return sink(record_line(found.record, found.linked_by));
  }));
  return told_by_host(subject.ids, sink);
}

// What was done with the person's record, as the audit log tells it.
Status PersonExport::told_by_host(const std::vector<std::string>& ids, const Sink& sink) {
  constexpr int kEntriesAtOnce = 500;
  for (const std::string& id : ids) {
    AuditQuery query;
    query.record_id = id;
    query.limit = kEntriesAtOnce;
    for (bool more = true; more;) {
      const Json entries = TRY(list_audit(parts_.database, query));
      for (Json entry : entries) {
        query.before = entry["sequence"].get<std::int64_t>();
        entry["kind"] = "audit";
        TRY(sink(entry));
      }
      more = entries.size() == static_cast<std::size_t>(kEntriesAtOnce);
    }
  }
  return ok();
}

Status PersonExport::bytes_of(const Json& file, const Sink& sink) {
  const auto id = file.at("id").get<std::string>();
  for (std::int64_t offset = 0;;) {
    const auto bytes = parts_.plugins->file_bytes(id, offset);
    // Gone since: it is not kept any more.
    if (!bytes && bytes.error().code == ErrorCode::not_found) return ok();
    const std::string piece = TRY(Result<std::string>(bytes));
    if (piece.empty()) return ok();
    TRY(sink({{"kind", "file-bytes"},
              {"file", id},
              {"offset", offset},
              {"data", base64_encode(piece)}}));
    offset += static_cast<std::int64_t>(piece.size());
  }
}

Status PersonExport::collect(const Principal& actor, const std::string& person, bool with_bytes,
                             const Sink& sink) {
  TRY(require_right(actor, "privacy.manage"));
  const Subject subject = TRY(readable_subject(actor, parts_.records, parts_.database, person));
  TRY(sink({{"kind", "begin"},
            {"format", "kontor-person-export/1"},
            {"person", person},
            {"exported_at", to_rfc3339(parts_.clock.now_ms())}}));
  TRY(records_of(subject, sink));
  bool complete = true;
  if (parts_.plugins != nullptr) {
    const auto tell = [&](const Json& line) -> Status {
      const std::string kind = line.value("kind", "");
      complete = complete && kind != "plugin-error";
      TRY(sink(line));
      if (kind == "plugin-file" && with_bytes) return bytes_of(line, sink);
      return ok();
    };
    TRY(parts_.plugins->tell_about(person, tell));
  }
  TRY(parts_.database.transaction([&](db::Session& session) {
    return AuditLog(parts_.clock)
        .append(session, audit_actor(actor),
                {{"person.export", subject.entity, person, {{"complete", complete}}}});
  }));
  return sink({{"kind", "end"}, {"complete", complete}});
}

Status PersonExport::stream(const Principal& actor, const std::string& person, const Sink& sink) {
  return collect(actor, person, /*with_bytes=*/true, sink);
}

Result<std::filesystem::path> PersonExport::to_file(const Principal& actor,
                                                    const std::string& person,
                                                    const std::filesystem::path& folder) {
  std::error_code problem;
  std::filesystem::create_directories(folder, problem);
  SystemRandom random;
  const auto path = folder / (hex_encode(random.bytes(16)) + ".ndjson");
  Status written = ok();
  {
    ExportFile file(path.string());
    written =
        stream(actor, person, [&](const Json& line) { return file.write(to_text(line) + "\n"); });
  }
  if (written) return path;
  std::filesystem::remove(path, problem);
  return std::move(written).error();
}

Result<Json> PersonExport::document(const Principal& actor, const std::string& person) {
  Gathered gathered;
  TRY(collect(actor, person, /*with_bytes=*/false,
              [&](const Json& line) { return gathered.take(line); }));
  return gathered.document();
}

}  // namespace kontor::host
