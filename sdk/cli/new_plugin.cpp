#include <gnu/libc-version.h>
#include <sys/utsname.h>

#include <algorithm>
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

std::string this_machine() {
  utsname name{};
  return ::uname(&name) == 0 ? name.machine : "x86_64";
}

using Words = std::vector<std::pair<std::string, std::string>>;

std::string filled(std::string text, const Words& words) {
  for (const auto& [from, to] : words) replace_all(text, from, to);
  return text;
}

struct NewFile {
  std::string name, text;
};

// The template's files with their words filled in; "x.in" becomes "x".
Result<std::vector<NewFile>> filled_template(const fs::path& folder, const Words& words) {
  std::vector<NewFile> files;
  std::error_code error;
  for (const auto& entry : fs::recursive_directory_iterator(folder, error)) {
    if (!entry.is_regular_file() || entry.path().extension() != ".in") continue;
    const fs::path place = entry.path().lexically_relative(folder).replace_extension();
    const std::string text = TRY(read_file(entry.path(), kTemplateBytesMax));
    files.push_back({filled(place.string(), words), filled(text, words)});
  }
  if (files.empty()) {
    return Error{ErrorCode::not_found, "the SDK holds no template at " + folder.string()};
  }
  std::sort(files.begin(), files.end(),
            [](const NewFile& a, const NewFile& b) { return a.name < b.name; });
  return files;
}

}  // namespace

Status new_plugin(const NewPlugin& wanted, const Kit& kit, std::ostream& out) {
  const std::size_t dot = wanted.id.find('.');
  if (dot == wanted.id.npos || dot == 0 || dot + 1 == wanted.id.size()) {
    return Error{ErrorCode::invalid_argument,
                 "\"" + wanted.id + "\" is no plugin id; write vendor.name, for example acme.maps"};
  }
  std::error_code error;
  if (fs::exists(wanted.folder, error) && !fs::is_empty(wanted.folder, error)) {
    return Error{ErrorCode::conflict, wanted.folder.string() + " exists and is not empty; " +
                                          "choose another with --folder"};
  }
  const std::string name = wanted.id.substr(dot + 1);
  const Words words = {{"{{id}}", wanted.id},        {"{{vendor}}", wanted.id.substr(0, dot)},
                       {"{{name}}", name},           {"{{class}}", class_name(name)},
                       {"{{arch}}", this_machine()}, {"{{glibc}}", ::gnu_get_libc_version()}};
  const auto files = TRY(filled_template(kit.folder / "templates" / wanted.language, words));
  for (const NewFile& file : files) {
    if (file.name == "manifest.json") TRY(package::Manifest::parse(file.text));
  }
  for (const NewFile& file : files) {
    const fs::path place = wanted.folder / file.name;
    fs::create_directories(place.parent_path(), error);
    TRY(write_file(place, file.text));
    out << "wrote " << place.string() << "\n";
  }
  const std::string folder = wanted.folder.string();
  out << "next: kontor build " << folder << " && kontor test " << folder << " && kontor run "
      << folder << "\n";
  return ok();
}

}  // namespace kontor::cli
