#pragma once

#include <string>

#include "base/core/json.hpp"
#include "host/access/rights.hpp"
#include "host/core/import_mapping.hpp"

namespace kontor::host {

enum class DuplicateRule { skip, update };

// How a file is to be read; kept with the job, so that a restart goes on the same way.
struct ImportOptions {
  ImportMapping mapping;  // Empty: suggested from the headers.
  DuplicateRule duplicates = DuplicateRule::skip;
  std::string region = {};  // Of numbers without country code; empty: the company's.
  std::string currency = "EUR";
  std::string encoding = {};   // Empty: detected.
  std::string delimiter = {};  // Empty: guessed.
  Rights rights = {};          // Of whoever asked, at that time.

  static Result<ImportOptions> parse(const Json& json);
  Json to_json() const;
};

}  // namespace kontor::host
