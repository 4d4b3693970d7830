#include "sdk/package/texts.hpp"

#include <algorithm>

#include "base/core/files.hpp"
#include "base/core/log.hpp"
#include "host/plugins/installed_plugins.hpp"

// What plugins call their own words in the language of whoever reads them.
namespace kontor::host {
namespace {

package::Texts texts_in(const std::filesystem::path& folder, const std::string& plugin,
                        std::string_view language) {
  const auto bytes = read_file(folder / package::texts_member(language), package::kTextsBytesMax);
  auto texts = bytes ? package::parse_texts(*bytes) : Result<package::Texts>(bytes.error());
  if (texts) return std::move(*texts);
  log::warning("texts of a plugin cannot be read",
               {{"plugin", plugin}, {"language", language}, {"reason", texts.error().message}});
  return {};
}

}  // namespace

// Those of plugins that do not run, too: what they wrote into timelines is still read.
Json InstalledPlugins::texts(const std::string& locale) {
  Json all = Json::object();
  for (const PluginHandle& plugin : plugins_.all()) {
    const auto folder = folders_.of(plugin->id(), plugin->row().folder);
    package::Texts words;
    // English first: what a language lacks stays so.
    for (const std::string& language : {std::string("en"), locale.substr(0, 2)})
      if (std::ranges::find(plugin->manifest().contributes.translations, language) !=
          plugin->manifest().contributes.translations.end())
        for (auto& [name, text] : texts_in(folder, plugin->id(), language))
          words[name] = std::move(text);
    if (!words.empty()) all[plugin->id()] = std::move(words);
  }
  return all;
}

}  // namespace kontor::host
