#include <cstdint>
#include <cstdlib>
#include <string>

#include "sdk/package/sbom.hpp"

// Property: any bytes are refused as a bill of materials, or completing them gives a bill that
// nothing is wrong with, and completing that one changes nothing.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kontor::package;
  static const Manifest manifest =
      Manifest::parse(R"({"id": "acme.maps", "kind": "addon", "version": "1.2.0",
        "sdk": ">=0.1.0 <1.0.0", "vendor": "acme", "license": {"kind": "free"},
        "platforms": [{"os": "linux", "arch": "x86_64", "glibc": "2.36", "file": "plugin.so"}],
        "name": {"en": "Maps"}, "summary": {"en": "Shows where people are."}})")
          .value();
  static const FileHashes files = {{"plugin.so", std::string(64, 'a')},
                                   {"locales/en.json", std::string(64, 'b')}};
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto whole = complete_sbom(text, manifest, files);
  if (!whole) return 0;
  if (!sbom_problems(*whole, manifest, files).empty()) std::abort();
  if (complete_sbom(*whole, manifest, files).value() != *whole) std::abort();
  return 0;
}
