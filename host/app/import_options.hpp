#pragma once

#include <string>

#include "base/core/json.hpp"
#include "host/access/rights.hpp"
#include "host/core/import_mapping.hpp"

namespace kontor::host {

// Of a row for a record that is there: left alone, written over, or filled where it is empty.
enum class DuplicateRule { skip, update, merge };
// "skip", "update" or "merge"; invalid_argument otherwise.
Result<DuplicateRule> parse_duplicate_rule(const std::string& word);

// How a file is to be read; kept with the job, so that a restart goes on the same way.
struct ImportOptions {
  ImportMapping mapping;  // Empty: suggested from the headers.
  DuplicateRule duplicates = DuplicateRule::skip;
  std::string match = {};   // What makes two the same (chosen_rules()); empty: the definition's.
  std::string region = {};  // Of numbers without country code; empty: the company's.
  std::string currency = "EUR";
  std::string encoding = {};   // Empty: detected.
  std::string delimiter = {};  // Empty: guessed.
  std::string sheet = {};      // Of a workbook; empty: the first.
  std::string format = {};     // Of a plugin that reads the file; empty: a table or workbook.
  std::string source = {};     // Where such files come from; the mapping is kept under it.
  bool dry_run = false;        // Tells what would come of each row and changes nothing.
  Rights rights = {};          // Of whoever asked, at that time.
  std::string token = {};      // The API token that was asked with.

  static Result<ImportOptions> parse(const Json& json);
  Json to_json() const;
};

}  // namespace kontor::host
