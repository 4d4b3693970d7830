#include "host/gdpr/person_archive.hpp"

#include <memory>
#include <optional>
#include <vector>

#include "base/core/bytes.hpp"
#include "base/core/files.hpp"
#include "base/core/random.hpp"
#include "host/gdpr/export_file.hpp"
#include "host/sheets/zip_writer.hpp"

namespace kontor::host {

namespace {

constexpr std::size_t kNameBytesMax = 100;
constexpr const char* kReadme =
    R"(This archive holds everything the company keeps about one person.

export.ndjson  one JSON object a line, UTF-8; the last line is of the kind "end" and says whether
               everything that keeps data could be asked
schema.json    the JSON Schema of a line
files/         files about the person; the line of the kind "plugin-file" with the same "path"
               says which program keeps it

Kinds of lines: "record" (what stands in the company's records, "linked_by" names the field that
leads to the person), "audit" (who did what with the record, and when), "plugin-data",
"plugin-storage", "plugin-file" and "plugin-mail" (what add-ons keep), "plugin-error" (an add-on
that could not be asked; ask the company again).
)";

// A folder that goes with what lies in it.
class PassingFolder {
 public:
  explicit PassingFolder(std::filesystem::path path) : path_(std::move(path)) {}
  ~PassingFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  PassingFolder(const PassingFolder&) = delete;
  PassingFolder& operator=(const PassingFolder&) = delete;
  Status make() const {
    std::error_code problem;
    std::filesystem::create_directories(path_, problem);
    std::filesystem::permissions(path_, std::filesystem::perms::owner_all, problem);
    if (!problem) return ok();
    return Error{ErrorCode::unavailable, "the export cannot be written: is the disk full?"};
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// Lines to export.ndjson, bytes of files to files of their own.
class ArchiveParts {
 public:
  explicit ArchiveParts(std::filesystem::path folder)
      : folder_(std::move(folder)), lines_(member("export.ndjson")) {}

  Status take(Json line) {
    const std::string kind = line.value("kind", "");
    if (kind == "file-bytes") {
      const std::string bytes = TRY(base64_decode(line["data"].get<std::string>()));
      if (!file_) return Error{ErrorCode::internal, "bytes of a file that was not named"};
      return file_->write(bytes);
    }
    if (kind == "plugin-file") {
      line["path"] = "files/" + std::to_string(members_.size()) + "-" +
                     plain_file_name(line.value("name", ""));
      file_ = std::make_unique<ExportFile>(member(line["path"]));
    }
    return lines_.write(to_text(line) + "\n");
  }

  Result<std::vector<ZipMember>> finish() {
    file_.reset();
    TRY(write_file(member("schema.json"), PersonExport::line_schema().dump(2), FileMode::secret));
    TRY(write_file(member("README.txt"), kReadme, FileMode::secret));
    return std::move(members_);
  }

 private:
  // On disk by number: names are for the archive.
  std::filesystem::path member(const std::string& name) {
    members_.push_back({name, folder_ / std::to_string(members_.size())});
    return members_.back().file;
  }

  std::filesystem::path folder_;
  std::vector<ZipMember> members_ = {};
  ExportFile lines_;
  std::unique_ptr<ExportFile> file_ = nullptr;
};

}  // namespace

std::string plain_file_name(const std::string& name) {
  std::string plain;
  for (const char c : name) {
    const bool odd = static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == '/' || c == '\\' ||
                     c == ':' || (c == '.' && plain.empty());
    plain += odd ? '_' : c;
  }
  if (plain.size() > kNameBytesMax) {
    std::size_t end = kNameBytesMax;
    while (end > 0 && (static_cast<unsigned char>(plain[end]) & 0xC0U) == 0x80U) --end;
    plain.resize(end);
  }
  return plain.empty() ? "file" : plain;
}

Result<std::filesystem::path> person_archive(PersonExport& exports, const Principal& actor,
                                             const std::string& person,
                                             const std::filesystem::path& folder) {
  SystemRandom random;
  const std::string name = hex_encode(random.bytes(16));
  const PassingFolder parts_folder(folder / (name + ".parts"));
  TRY(parts_folder.make());
  ArchiveParts parts(parts_folder.path());
  TRY(exports.stream(actor, person, [&](const Json& line) { return parts.take(line); }));
  const std::vector<ZipMember> members = TRY(parts.finish());
  auto path = folder / (name + ".zip");
  TRY(write_zip(path, members));
  return path;
}

}  // namespace kontor::host
