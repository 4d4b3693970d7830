#include "host/plugins/handbooks.hpp"

#include <algorithm>

#include "base/core/files.hpp"
#include "base/crypto/hash.hpp"
#include "host/plugins/installed_plugins.hpp"
#include "sdk/package/handbook.hpp"

namespace kontor::host {
namespace {

constexpr std::size_t kHandbookPathBytesMax = 400;

std::string member_text(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// The name of a handbook below the market's own folder of them, and nothing that leads elsewhere.
bool is_handbook_path(const std::string& path, const std::string& language) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-%/";
  return path.starts_with("/handbooks/") && path.size() <= kHandbookPathBytesMax &&
         path.find_first_not_of(kPlain) == path.npos && path.find("..") == path.npos &&
         path.ends_with("/" + package::handbook_member(language));
}

bool is_language(const std::string& text) {
  return package::handbook_language(package::handbook_member(text)) == text;
}

Error no_handbook() { return {ErrorCode::not_found, "this add-on has no handbook"}; }

}  // namespace

ListedHandbooks listed_handbooks(const Json& listing) {
  ListedHandbooks good;
  if (!listing.is_object()) return good;
  const auto listed = listing.find("handbooks");
  if (listed == listing.end() || !listed->is_array()) return good;
  for (const Json& one : *listed) {
    if (!one.is_object() || good.all.size() == package::kHandbooksMax) continue;
    ListedHandbooks::Named named{member_text(one, "language"), member_text(one, "path"),
                                 member_text(one, "sha256")};
    if (is_language(named.language) && is_handbook_path(named.path, named.language))
      good.all.push_back(std::move(named));
  }
  std::stable_partition(good.all.begin(), good.all.end(),
                        [](const auto& one) { return one.language == "en"; });
  if (!good.all.empty() && good.all.front().language != "en") good.all.clear();
  return good;
}

std::vector<std::string> ListedHandbooks::languages() const {
  std::vector<std::string> languages;
  languages.reserve(all.size());
  for (const Named& one : all) languages.push_back(one.language);
  return languages;
}

Result<ListedHandbooks::Named> ListedHandbooks::of(const std::string& locale) const {
  const auto found =
      std::ranges::find(all, package::handbook_for(languages(), locale), &Named::language);
  if (found == all.end()) return no_handbook();
  return *found;
}

Result<Json> shown_handbook(const std::string& bytes, const std::string& sha256,
                            const std::string& language,
                            const std::vector<std::string>& languages) {
  if (crypto::sha256_hex(bytes) != sha256)
    return Error{ErrorCode::untrusted, "the handbook is not the one that was named"};
  if (const Status checked = package::check_handbook(bytes); !checked)
    return Error{ErrorCode::untrusted, "the handbook: " + checked.error().message};
  return Json{{"language", language}, {"languages", languages}, {"text", bytes}};
}

// From the plugin's own folder, whether it runs or not.
Result<Json> InstalledPlugins::handbook(const std::string& id, const std::string& locale) {
  const PluginHandle plugin = TRY(plugins_.require(id));
  const auto& files = plugin->manifest().files;
  const auto languages = package::handbook_languages(files);
  if (languages.empty()) return no_handbook();
  const std::string language = package::handbook_for(languages, locale);
  const std::string member = package::handbook_member(language);
  const auto folder = folders_.of(plugin->id(), plugin->row().folder);
  const std::string bytes = TRY(read_file(folder / member, package::kHandbookBytesMax));
  return shown_handbook(bytes, files.at(member), language, languages);
}

}  // namespace kontor::host
