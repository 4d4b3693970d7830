#include <ostream>
#include <system_error>

#include "base/core/files.hpp"
#include "sdk/cli/verbs.hpp"
#include "sdk/package/manifest.hpp"

namespace kontor::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kTemplateBytesMax = 64U << 10;

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != text.npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

// "mail-merge" → "MailMerge", a class name.
std::string class_name(const std::string& name) {
  std::string out;
  bool upper = true;
  for (const char c : name) {
    if (c == '-') {
      upper = true;
    } else {
      out += upper && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
      upper = false;
    }
  }
  return out[0] >= '0' && out[0] <= '9' ? "Plugin" + out : out;
}

}  // namespace

Status new_plugin(const NewPlugin& wanted, const Kit& kit, std::ostream& out) {
  const std::size_t dot = wanted.id.find('.');
  if (dot == wanted.id.npos || dot == 0 || dot + 1 == wanted.id.size()) {
    return Error{ErrorCode::invalid_argument,
                 "\"" + wanted.id + "\" is no plugin id; write vendor.name, for example acme.maps"};
  }
  const std::string name = wanted.id.substr(dot + 1);
  std::error_code error;
  if (fs::exists(wanted.folder, error) && !fs::is_empty(wanted.folder, error)) {
    return Error{ErrorCode::conflict, wanted.folder.string() + " exists and is not empty"};
  }

  std::vector<std::pair<std::string, std::string>> files;
  for (const auto& entry : fs::directory_iterator(kit.folder / "templates/cpp", error)) {
    std::string text = TRY(read_file(entry.path(), kTemplateBytesMax));
    replace_all(text, "{{id}}", wanted.id);
    replace_all(text, "{{vendor}}", wanted.id.substr(0, dot));
    replace_all(text, "{{name}}", name);
    replace_all(text, "{{class}}", class_name(name));
    const std::string file = entry.path().stem().string();  // Without ".in".
    if (file == "manifest.json") TRY(package::Manifest::parse(text));
    files.emplace_back(file, std::move(text));
  }
  if (files.empty()) return Error{ErrorCode::not_found, "the SDK holds no template"};

  fs::create_directories(wanted.folder, error);
  for (const auto& [file, text] : files) {
    TRY(write_file(wanted.folder / file, text));
    out << "wrote " << (wanted.folder / file).string() << "\n";
  }
  out << "next: kontor build " << wanted.folder.string() << "\n";
  return ok();
}

}  // namespace kontor::cli
