#include "host/sheets/workbook_parts.hpp"

#include <map>
#include <vector>

#include "host/sheets/xml_reader.hpp"

namespace kontor::host {

namespace {

constexpr std::size_t kPartsMax = 10'000;

struct Relation {
  std::string id;
  std::string kind;  // The last segment of its type.
  std::string target;
};

using OnElement = std::function<void(std::string_view, const XmlReader::Attributes&)>;

Error bad_parts(const std::string& why) {
  return Error{ErrorCode::invalid_argument, "the workbook cannot be read: " + why,
               R"({"code":"bad-workbook"})"};
}

Status read_elements(ZipArchive& archive, const std::string& part, const OnElement& on_element) {
  std::size_t seen = 0;
  const auto reader = XmlReader::create(
      {.start = [&](std::string_view name, const XmlReader::Attributes& attributes) -> Status {
         if (++seen > kPartsMax) return bad_parts(part + " is too long");
         on_element(name, attributes);
         return ok();
       },
       .end = [](std::string_view) { return ok(); },
       .text = [](std::string_view) { return ok(); }});
  TRY(archive.read(part, [&](std::string_view piece) { return reader->feed(piece); }));
  return reader->finish();
}

std::string folder_of(const std::string& part) {
  const auto slash = part.rfind('/');
  return slash == std::string::npos ? "" : part.substr(0, slash + 1);
}

// Targets are beside the part that names them, or begin at the archive's root.
Result<std::vector<Relation>> relations_of(ZipArchive& archive, const std::string& part) {
  const std::string folder = folder_of(part);
  std::vector<Relation> found;
  TRY(read_elements(archive, folder + "_rels/" + part.substr(folder.size()) + ".rels",
                    [&](std::string_view name, const XmlReader::Attributes& attributes) {
                      if (name != "Relationship" || attributes.get("TargetMode") == "External")
                        return;
                      const std::string_view type = attributes.get("Type");
                      const std::string target(attributes.get("Target"));
                      found.push_back(
                          {std::string(attributes.get("Id")),
                           std::string(type.substr(type.rfind('/') + 1)),
                           target.starts_with("/") ? target.substr(1) : folder + target});
                    }));
  return found;
}

}  // namespace

Result<WorkbookParts> find_parts(ZipArchive& archive, const std::string& sheet) {
  std::string workbook;
  for (const Relation& relation : TRY(relations_of(archive, ""))) {
    if (relation.kind == "officeDocument") workbook = relation.target;
  }
  if (workbook.empty()) return bad_parts("it is no XLSX file");
  WorkbookParts parts;
  std::vector<std::pair<std::string, std::string>> sheets;  // Name and relation.
  TRY(read_elements(archive, workbook,
                    [&](std::string_view name, const XmlReader::Attributes& attributes) {
                      if (name == "sheet")
                        sheets.emplace_back(attributes.get("name"), attributes.get("id"));
                      if (name == "workbookPr") {
                        const std::string_view epoch = attributes.get("date1904");
                        parts.from_1904 = epoch == "1" || epoch == "true";
                      }
                    }));
  std::string wanted;
  for (const auto& [name, relation] : sheets) {
    if (wanted.empty() && (sheet.empty() || name == sheet)) wanted = relation;
  }
  if (wanted.empty())
    return bad_parts(sheet.empty() ? "it has no sheet" : "it has no sheet named " + sheet);
  for (const Relation& relation : TRY(relations_of(archive, workbook))) {
    if (relation.id == wanted) parts.sheet = relation.target;
    if (relation.kind == "sharedStrings") parts.strings = relation.target;
    if (relation.kind == "styles") parts.styles = relation.target;
  }
  if (parts.sheet.empty()) return bad_parts("its sheet is missing");
  return parts;
}

}  // namespace kontor::host
