#include "tests/unit/sdk_package/sample_package.hpp"

#include <stdlib.h>

#include <stdexcept>

#include "base/core/files.hpp"

namespace kontor::package {

Json sample_manifest() {
  return Json::parse(R"({
    "id": "acme.maps", "kind": "addon", "version": "1.2.0", "sdk": ">=0.1.0 <1.0.0",
    "platforms": [{"os": "linux", "arch": "x86_64", "glibc": "2.36", "file": "plugin.so"}],
    "name": {"en": "Maps"}, "summary": {"en": "Shows where people are."},
    "vendor": "acme", "license": {"kind": "free"}})");
}

SampleFolder::SampleFolder() {
  char pattern[] = "/tmp/kontor-sample-XXXXXX";
  if (!::mkdtemp(pattern)) throw std::runtime_error("mkdtemp");
  path_ = pattern;
  write("manifest.json", sample_manifest().dump(2));
  write("plugin.so", std::string("\x7f"
                                 "ELF") +
                         std::string(4000, 'p'));
  write("locales/en.json", R"({"show":"Show on map"})");
}

SampleFolder::~SampleFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void SampleFolder::write(const std::string& name, const std::string& bytes) const {
  std::filesystem::create_directories((path_ / name).parent_path());
  if (!write_file(path_ / name, bytes)) throw std::runtime_error("cannot write " + name);
}

crypto::SigningKey vendor_key() { return *crypto::SigningKey::from_seed(std::string(32, 'v')); }
crypto::SigningKey other_key() { return *crypto::SigningKey::from_seed(std::string(32, 'o')); }

std::string signed_sample() {
  const SampleFolder folder;
  return *sign_package(opened(*write_package(folder.path())), vendor_key());
}

Archive opened(std::string bytes) {
  return std::move(Archive::from_bytes(std::move(bytes))).value();
}

}  // namespace kontor::package
