#include "marketplace/core/listing.hpp"

#include "marketplace/core/case_folding.hpp"

namespace kontor::marketplace {

std::string category_of(const Json& manifest) { return manifest.value("category", "other"); }

std::string search_text_of(const std::string& plugin_id, const Json& manifest) {
  std::string text = plugin_id;
  for (const char* member : {"name", "summary"})
    if (manifest.contains(member))
      for (const auto& translation : manifest[member])
        if (translation.is_string()) text += "\n" + translation.get<std::string>();
  return fold_case(text);
}

}  // namespace kontor::marketplace
