#pragma once

#include <filesystem>
#include <string>

#include "host/gdpr/person_export.hpp"

namespace kontor::host {

// The export of everything about one person as one ZIP archive, in the form of person_export.md:
// README.txt, export.ndjson, schema.json and the files themselves below files/. Collected in a
// folder of its own below `folder`, which goes; the archive, mode 0600, is the caller's to remove.
// Rights and audit are those of PersonExport. Any thread.
Result<std::filesystem::path> person_archive(PersonExport& exports, const Principal& actor,
                                             const std::string& person,
                                             const std::filesystem::path& folder);

// The last part of a path inside the archive, of a name that somebody else chose: without slashes,
// control characters or dots in front, of 100 bytes at most, never empty.
std::string plain_file_name(const std::string& name);

}  // namespace kontor::host
