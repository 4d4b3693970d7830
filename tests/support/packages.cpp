#include "tests/support/packages.hpp"

#include <cstdlib>

#include "base/core/files.hpp"
#include "sdk/package/package.hpp"

namespace kontor::testing {

std::string unsigned_package(const PackageText& text) {
  std::string folder = "/tmp/kontor-package-XXXXXX";
  const std::filesystem::path path = ::mkdtemp(folder.data());
  Json manifest{{"id", text.id},
                {"kind", "addon"},
                {"version", text.version},
                {"sdk", ">=0.1.0 <1.0.0"},
                {"platforms",
                 {{{"os", "linux"}, {"arch", "x86_64"}, {"glibc", "2.36"}, {"file", "plugin.so"}}}},
                {"name", {{"en", text.name}, {"ru", "Заметки"}}},
                {"summary", {{"en", "A plugin for tests"}}},
                {"vendor", text.id.substr(0, text.id.find('.'))},
                {"license", {{"kind", "free"}}},
                {"contributes", text.contributes}};
  for (const PackageScreenshot& shot : text.screenshots) {
    std::filesystem::create_directories(path / "screenshots");
    (void)write_file(path / "screenshots" / shot.name, shot.bytes);
    manifest["listing"]["screenshots"].push_back(
        {{"file", "screenshots/" + shot.name}, {"caption", {{"en", shot.caption}}}});
  }
  for (const auto& [name, bytes] : text.handbooks) (void)write_file(path / name, bytes);
  (void)write_file(path / "manifest.json", to_text(manifest));
  (void)write_file(path / "plugin.so", text.library);
  auto bytes = package::write_package(path);
  std::filesystem::remove_all(path);
  return std::move(bytes).value();
}

std::string signed_package(const PackageText& text, const crypto::SigningKey& key) {
  const auto archive = package::Archive::from_bytes(unsigned_package(text)).value();
  return package::sign_package(archive, key).value();
}

}  // namespace kontor::testing
