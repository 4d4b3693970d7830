#pragma once

#include <filesystem>
#include <functional>

#include "host/app/import_formats.hpp"
#include "host/app/import_options.hpp"

namespace kontor::host {

// A file in a format that a plugin reads becomes a table beside it (PATH.utf8), once; what is
// there already is left alone. False when `stopping` said so in between: nothing is kept, and the
// next call begins anew.
struct ImportConversion {
  ImportFormats& formats;
  const Principal& actor;
  const ImportOptions& options;
  std::function<bool()> stopping;

  Result<bool> run(const std::filesystem::path& path) const;
};

// The columns and first rows of such a file, of its first piece alone.
Result<ImportFormats::Rows> glimpse_through(ImportFormats& formats, const Principal& actor,
                                            const std::string& format,
                                            const std::filesystem::path& path);

}  // namespace kontor::host
