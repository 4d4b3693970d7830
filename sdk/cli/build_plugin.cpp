#include <algorithm>
#include <cstdlib>
#include <ostream>
#include <system_error>

#include "base/core/files.hpp"
#include "sdk/check/scan.hpp"
#include "sdk/cli/process.hpp"
#include "sdk/cli/verbs.hpp"
#include "sdk/package/handbook.hpp"
#include "sdk/package/manifest.hpp"

namespace kontor::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLibraryBytesMax = std::size_t{256} << 20;

std::string compiler(const char* variable, const char* otherwise) {
  const char* wanted = std::getenv(variable);
  return wanted && *wanted ? wanted : otherwise;
}

std::string joined(const std::vector<std::string>& words) {
  std::string list;
  for (const std::string& word : words) list += (list.empty() ? "" : ",") + word;
  return list;
}

Result<std::vector<fs::path>> sources_in(const fs::path& folder) {
  std::vector<fs::path> sources;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const std::string extension = entry.path().extension().string();
    if (extension == ".cpp" || extension == ".c") sources.push_back(entry.path());
  }
  if (sources.empty()) {
    return Error{ErrorCode::not_found, folder.string() + " holds no .cpp or .c file"};
  }
  std::sort(sources.begin(), sources.end());
  return sources;
}

std::vector<std::string> compile_command(const fs::path& source, const fs::path& object,
                                         const BuildPlugin& wanted,
                                         const package::Manifest& manifest, const Kit& kit) {
  const bool is_c = source.extension() == ".c";
  return {is_c ? compiler("CC", "gcc") : compiler("CXX", "g++"),
          is_c ? "-std=c11" : "-std=c++20",
          wanted.flavour == Flavour::debug ? "-Og" : "-O2",
          wanted.flavour == Flavour::debug ? "-g" : "-g0",
          "-Wall",
          "-Wextra",
          "-fPIC",
          "-fvisibility=hidden",
          "-fstack-protector-strong",
          "-fmacro-prefix-map=" + wanted.folder.string() + "/=",
          "-I" + (kit.folder / "include").string(),
          "-DKONTOR_PLUGIN_ID=\"" + manifest.id + "\"",
          "-DKONTOR_PLUGIN_VERSION=\"" + manifest.version + "\"",
          "-DKONTOR_LICENSE_KEYS=\"" + joined(manifest.license.license_keys) + "\"",
          "-DKONTOR_OFFER_KEYS=\"" + joined(manifest.license.offer_keys) + "\"",
          "-c",
          source.string(),
          "-o",
          object.string()};
}

std::vector<std::string> link_command(const std::vector<std::string>& objects,
                                      const fs::path& library, const Kit& kit) {
  // A plugin all in C needs no C++ compiler.
  const bool all_c = std::all_of(objects.begin(), objects.end(), [](const std::string& object) {
    return object.ends_with(".c.o");
  });
  std::vector<std::string> command = {all_c ? compiler("CC", "gcc") : compiler("CXX", "g++"),
                                      "-shared"};
  command.insert(command.end(), objects.begin(), objects.end());
  for (const std::string& option :
       {"-Wl,--version-script=" + (kit.folder / "plugin.map").string(),
        std::string("-Wl,--no-undefined"), std::string("-Wl,-z,relro,-z,now,-z,noexecstack"),
        std::string("-Wl,--exclude-libs,ALL"), std::string("-static-libgcc")}) {
    command.push_back(option);
  }
  if (!all_c) command.push_back("-static-libstdc++");
  command.insert(command.end(), {"-o", library.string()});
  return command;
}

// Handbooks in all their languages; one that went is not left behind.
Status copy_handbooks(const fs::path& from, const fs::path& to) {
  std::error_code error;
  std::vector<fs::path> old;
  for (const auto& entry : fs::directory_iterator(to, error))
    if (package::handbook_language(entry.path().filename().string())) old.push_back(entry.path());
  for (const fs::path& file : old) fs::remove(file, error);
  for (const auto& entry : fs::directory_iterator(from, error)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with("handbook.") || !name.ends_with(".md")) continue;
    fs::copy_file(entry.path(), to / name, fs::copy_options::overwrite_existing, error);
    if (error) return Error{ErrorCode::unavailable, "cannot copy " + name + ": " + error.message()};
  }
  return ok();
}

// manifest.json and what belongs to it, beside the library.
Status copy_parts(const fs::path& from, const fs::path& to) {
  std::error_code error;
  constexpr auto kReplace = fs::copy_options::overwrite_existing | fs::copy_options::recursive;
  for (const std::string part : {"manifest.json", "locales", "screenshots", "sbom.cdx.json"}) {
    if (part == "screenshots") fs::remove_all(to / part, error);  // One renamed would stay twice.
    if (!fs::exists(from / part)) continue;
    fs::copy(from / part, to / part, kReplace, error);
    if (error) {
      return Error{ErrorCode::unavailable, "cannot copy " + part + ": " + error.message()};
    }
  }
  return copy_handbooks(from, to);
}

// What of the library a host would refuse, told before it is published.
Status tell_portability(const fs::path& output, const package::Manifest& manifest,
                        std::ostream& out) {
  const package::Platform* own = manifest.platform("linux", check::this_machine());
  if (!own) {
    out << "note: manifest.json names no platform for " << check::this_machine() << "\n";
    return ok();
  }
  const std::string bytes = TRY(read_file(output / own->file, kLibraryBytesMax));
  out << "the library " << check::glibc_in_words(bytes, *own) << "\n";
  for (const check::Finding& finding : check::scan_library(bytes, manifest, *own)) {
    out << "warning: " << finding.message << "\n  → " << finding.fix << "\n";
  }
  return ok();
}

Status build_directly(const BuildPlugin& wanted, const package::Manifest& manifest, const Kit& kit,
                      std::ostream& out) {
  const std::vector<fs::path> sources = TRY(sources_in(wanted.folder));
  const fs::path objects_folder = wanted.output / ".objects";
  std::error_code error;
  fs::create_directories(objects_folder, error);
  if (error) {
    return Error{ErrorCode::unavailable,
                 "cannot make " + objects_folder.string() + ": " + error.message()};
  }
  std::vector<std::string> objects;
  for (const fs::path& source : sources) {
    out << "compiling " << source.filename().string() << std::endl;
    objects.push_back((objects_folder / source.filename()).string() + ".o");
    TRY(run_program(compile_command(source, objects.back(), wanted, manifest, kit)));
  }
  out << "linking plugin.so" << std::endl;
  TRY(run_program(link_command(objects, wanted.output / "plugin.so", kit)));
  fs::remove_all(objects_folder, error);
  return copy_parts(wanted.folder, wanted.output);
}

}  // namespace

Status build_plugin(const BuildPlugin& wanted, const Kit& kit, std::ostream& out) {
  const fs::path file = wanted.folder / "manifest.json";
  if (!fs::exists(file)) {
    return Error{ErrorCode::not_found, wanted.folder.string() + " holds no manifest.json, so it " +
                                           "is no plugin; make one with: kontor new vendor.name"};
  }
  const std::string text = TRY(read_file(file, package::kManifestBytesMax));
  const package::Manifest manifest = TRY(package::Manifest::parse(text));
  if (fs::exists(wanted.folder / "CMakeLists.txt")) {
    TRY(build_with_cmake(wanted, kit, WithTests::no));
  } else {
    TRY(build_directly(wanted, manifest, kit, out));
  }
  TRY(tell_portability(wanted.output, manifest, out));
  out << "built " << manifest.id << " " << manifest.version << " in " << wanted.output.string()
      << "\nnext: kontor run " << wanted.folder.string() << ", kontor check "
      << wanted.folder.string() << ", kontor pack " << wanted.folder.string() << "\n";
  return ok();
}

}  // namespace kontor::cli
