#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sdk/package/manifest.hpp"

namespace kontor::package {

// The bill of materials of a package: CycloneDX 1.6 as JSON. It names each file of the package
// with its SHA-256, but for the manifest (which holds the bill's own hash), itself and
// signatures; what is linked into the library is for its author to add.
inline constexpr std::string_view kSbomMember = "sbom.cdx.json";
constexpr std::size_t kSbomBytesMax = std::size_t{4} << 20;

// Hex SHA-256 of each file a bill has to name.
using FileHashes = std::map<std::string, std::string>;

// The bill for these files: `given` (a developer's own; may be empty) with the files added
// that it does not name. Without times, so that the same package has the same bill.
// invalid_argument if `given` is no bill, or speaks of another plugin or other bytes.
Result<std::string> complete_sbom(std::string_view given, const Manifest& manifest,
                                  const FileHashes& files);

struct SbomProblem {
  enum class Kind { form, files } kind = Kind::form;
  std::string message = {};
};

// What is wrong with the bill of a package: its form (strict CycloneDX 1.6, references that
// lead nowhere, a reference used twice), the plugin it speaks of, and files it does not name,
// names with other bytes, or that are not there. A bill of the wrong form is not read further.
std::vector<SbomProblem> sbom_problems(std::string_view text, const Manifest& manifest,
                                       const FileHashes& files);

// The JSON Schema it is held against, as text.
std::string_view sbom_schema_text();

}  // namespace kontor::package
