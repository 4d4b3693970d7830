#include <kontor/op/drafts.hpp>

#include "sdk/check/contents.hpp"

namespace kontor::check {
namespace {

Finding draft(std::string_view operation, const std::string& file,
              std::optional<std::uint64_t> place) {
  return {std::string(kOperationsDraft),
          Severity::note,
          file,
          place,
          "it uses " + std::string(operation) +
              ", a draft: it may change in a minor release of the SDK",
          "follow the releases of the SDK, or leave it until it is stable"};
}

bool goes_on_with_a_digit(std::string_view text, std::size_t at) {
  return at < text.size() && text[at] >= '0' && text[at] <= '9';
}

// Where the library mentions this very revision of an operation.
std::optional<std::uint64_t> revision(std::string_view library, std::string_view operation) {
  for (std::size_t at = library.find(operation); at != library.npos;
       at = library.find(operation, at + 1)) {
    if (!goes_on_with_a_digit(library, at + operation.size())) return at;
  }
  return std::nullopt;
}

}  // namespace

Findings check_drafts(std::string_view library, const package::Manifest& manifest,
                      const std::string& file) {
  Findings findings;
  for (const std::string_view operation : op::kDraftsOfHost) {
    if (const auto place = revision(library, operation))
      findings.push_back(draft(operation, file, place));
  }
  // The wrapper knows each operation a host calls, used or not: the manifest says which are.
  constexpr std::string_view kImport = "import.read/1";
  for (const std::string_view operation : op::kDraftsOfPlugin) {
    if (operation == kImport && !manifest.contributes.import_formats.empty())
      findings.push_back(draft(operation, std::string(package::kManifestMember), std::nullopt));
  }
  return findings;
}

}  // namespace kontor::check
