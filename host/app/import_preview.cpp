#include <algorithm>
#include <fstream>

#include "base/crypto/hash.hpp"
#include "host/app/import_conversion.hpp"
#include "host/app/importer.hpp"
#include "host/core/csv_parser.hpp"
#include "host/core/import_values.hpp"
#include "host/core/text_encoding.hpp"
#include "host/sheets/workbook.hpp"

// What a file looks like, before it is imported, and how files like it were mapped before.
namespace kontor::host {

namespace {

constexpr std::size_t kPreviewCellBytes = 500;
constexpr std::size_t kPreviewTextBytes = std::size_t{1} << 20;
constexpr int kMappingsMax = 500;

struct Glimpse {
  std::string delimiter = ",";
  std::string encoding = "UTF-8";
  std::vector<std::string> headers = {};
  std::vector<std::vector<std::string>> rows = {};

  bool take(std::vector<std::string> cells) {
    for (std::string& cell : cells) {
      if (cell.size() > kPreviewCellBytes) cell.resize(kPreviewCellBytes);
    }
    if (headers.empty()) {
      for (const std::string& cell : cells) headers.push_back(trimmed_cell(cell));
    } else {
      rows.push_back(std::move(cells));
    }
    return rows.size() < Importer::kPreviewRows;
  }
};

Result<Glimpse> glimpse_of_text(const std::string& text, bool whole) {
  Glimpse seen;
  seen.encoding = detect_encoding(text, whole);
  std::string utf8;
  TRY(to_utf8(text, seen.encoding, [&](std::string_view piece) {
    utf8 += piece;
    return ok();
  }));
  seen.delimiter = std::string(1, guess_delimiter(utf8));
  CsvParser parser(utf8, seen.delimiter[0]);
  while (auto row = parser.next()) {
    if (row->blank || !row->problem.empty()) continue;
    if (!seen.take(std::move(row->cells))) break;
  }
  return seen;
}

Result<std::string> read_beginning(const std::filesystem::path& path, std::size_t bytes) {
  std::ifstream file(path, std::ios::binary);
  std::string text(bytes, '\0');
  file.read(text.data(), static_cast<std::streamsize>(bytes));
  if (file.bad()) return Error{ErrorCode::unavailable, "the file cannot be read"};
  text.resize(static_cast<std::size_t>(file.gcount()));
  return text;
}

Result<Glimpse> glimpse_of(const ImportPreview& wish) {
  if (wish.file.empty()) {
    if (!is_workbook(wish.text)) return glimpse_of_text(wish.text, /*whole=*/false);
    return Error{ErrorCode::invalid_argument, "a workbook is wanted whole"};
  }
  const std::string beginning = TRY(read_beginning(wish.file, kPreviewTextBytes));
  if (!is_workbook(beginning)) return glimpse_of_text(beginning, /*whole=*/false);
  Glimpse seen;
  TRY(read_sheet(wish.file, wish.sheet,
                 [&](std::int64_t, const std::vector<std::string>& cells) -> Result<bool> {
                   return seen.take(cells);
                 }));
  return seen;
}

Glimpse glimpse_of_rows(ImportFormats::Rows rows) {
  Glimpse seen;
  seen.take(std::move(rows.columns));
  for (auto& row : rows.rows)
    if (!seen.take(std::move(row))) break;
  return seen;
}

}  // namespace

std::string columns_hash(const std::vector<std::string>& headers) {
  std::vector<std::string> sorted = headers;
  std::sort(sorted.begin(), sorted.end());
  return crypto::sha256_hex(to_text(Json(sorted)));
}

Result<Json> Importer::preview(const Principal& principal, const std::string& entity,
                               const std::string& text) {
  ImportPreview wish;
  wish.text = text;
  return preview(principal, entity, wish);
}

Result<Json> Importer::preview(const Principal& principal, const std::string& entity,
                               const ImportPreview& wish) {
  TRY(require_right(principal, "imports.run"));
  const auto catalogue = parts_.records.definitions().now();
  const Entity* const definition = TRY(catalogue->require(entity));
  Glimpse seen;
  if (wish.format.empty()) {
    seen = TRY(glimpse_of(wish));
  } else if (wish.file.empty()) {
    return Error{ErrorCode::invalid_argument, "a file in a plugin's format is wanted whole"};
  } else {
    ImportFormats* const readers = TRY(formats());
    TRY(readers->require_format(principal, wish.format, entity));
    seen = glimpse_of_rows(TRY(glimpse_through(*readers, principal, wish.format, wish.file)));
  }
  auto looked =
      parts_.database.read([&](db::Session& session) -> Result<std::optional<SavedMapping>> {
        if (!wish.source.empty()) {
          auto known = TRY(MappingStore::of_source(session, entity, wish.source));
          if (known) return known;
        }
        return MappingStore::of_columns(session, entity, columns_hash(seen.headers));
      });
  const std::optional<SavedMapping> saved = TRY(std::move(looked));
  ImportMapping fields =
      saved ? saved->mapping : suggest_mapping(*definition, seen.headers, seen.rows);
  Json mapping = Json::object();
  for (const std::string& header : seen.headers) {
    const auto field = fields.find(header);
    // A field taken away since is not suggested.
    const bool known = field != fields.end() && can_import(*definition, field->second);
    mapping[header] = known ? Json(field->second) : Json();
  }
  return Json{{"delimiter", seen.delimiter},
              {"encoding", seen.encoding},
              {"columns", seen.headers},
              {"mapping", std::move(mapping)},
              {"mapped_by", saved ? "saved" : "suggested"},
              {"rows", seen.rows}};
}

Status Importer::keep_mapping(const ImportJob& job, const ImportOptions& options,
                              const std::vector<std::string>& headers) {
  const std::string columns = columns_hash(headers);
  const SavedMapping mapping{
      job.entity,  options.source.empty() ? "columns " + columns.substr(0, 16) : options.source,
      columns,     options.mapping,
      job.user_id, parts_.clock.now_ms()};
  return parts_.database.transaction(
      [&](db::Session& session) { return MappingStore::keep(session, mapping); });
}

Result<std::vector<SavedMapping>> Importer::mappings(const Principal& principal,
                                                     const std::string& entity) {
  TRY(require_right(principal, "imports.run"));
  return parts_.database.read(
      [&](db::Session& session) { return MappingStore::all(session, entity, kMappingsMax); });
}

Status Importer::forget_mapping(const Principal& principal, const std::string& entity,
                                const std::string& source) {
  TRY(require_right(principal, "imports.run"));
  return parts_.database.transaction([&](db::Session& session) -> Status {
    if (TRY(MappingStore::remove(session, entity, source))) return ok();
    return Error{ErrorCode::not_found, "no mapping of this source is saved"};
  });
}

}  // namespace kontor::host
