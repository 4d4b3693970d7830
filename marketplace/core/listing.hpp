#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/core/clock.hpp"
#include "base/core/json.hpp"

namespace kontor::marketplace {

// One released version: approved by the operator, signed by its vendor, downloadable.
struct Release {
  std::string plugin_id = {};
  std::string version = {};
  std::string sha256 = {};
  std::int64_t length = 0;
  std::string target_path = {};
  Json manifest = {};
  Json custom = {};           // As its vendor signed it; see release_terms.hpp.
  TimeMs released_at_ms = 0;  // When the log took it.
};

// One plugin in the catalogue, described by its newest release.
struct Listing {
  std::string plugin_id = {};
  std::string vendor = {};
  std::string kind = {};
  std::string category = {};
  Release newest = {};
};

// What a search looks at, of one listing.
struct SearchText {
  std::string plugin_id = {};
  std::string category = {};
  std::string text = {};  // Case-folded.
};

struct CatalogueQuery {
  // Words; for each of them id, name or summary must have one that begins so. Case does not matter.
  std::string text = {};
  std::string category = {};  // Empty: all.
  std::string after = {};     // Plugin id the page before ended with; empty: from the start.
  int limit = 50;
};
inline constexpr int kCataloguePageMax = 100;

// A category or, for older packages without one, "other".
std::string category_of(const Json& manifest);
// Everything a search looks at, case-folded.
std::string search_text_of(const std::string& plugin_id, const Json& manifest);

}  // namespace kontor::marketplace
