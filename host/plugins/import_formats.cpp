#include <kontor/op/import_read.hpp>

#include "base/core/bytes.hpp"
#include "host/plugins/installed_plugins.hpp"
#include "host/plugins/offered.hpp"

// Files that plugins turn into rows.
namespace kontor::host {
namespace {

constexpr std::size_t kStateBytesMax = std::size_t{64} << 10;

struct FormatName {
  std::string plugin, format;
};

Result<FormatName> format_name(const std::string& text) {
  const auto slash = text.find('/');
  if (slash != std::string::npos) return FormatName{text.substr(0, slash), text.substr(slash + 1)};
  return Error{ErrorCode::invalid_argument,
               "format: a format is named PLUGIN/FORMAT; GET /api/v1/import-formats lists them"};
}

}  // namespace

Json InstalledPlugins::formats(const Principal& actor) {
  Json list = Json::array();
  for (const PluginHandle& plugin : plugins_.all()) {
    if (!plugin->running()) continue;
    for (const auto& format : plugin->manifest().contributes.import_formats) {
      if (!actor.rights->may(format.entity, Verb::create)) continue;
      const bool paid =
          format.seat == package::SeatRule::none || seats_.require_entitlement(plugin->manifest());
      list.push_back({{"format", plugin->id() + "/" + format.name},
                      {"label", format.label},
                      {"entity", format.entity},
                      {"endings", format.all.at("endings")},
                      {"state", paid ? "open" : "unlicensed"}});
    }
  }
  return list;
}

Status InstalledPlugins::require_format(const Principal& actor, const std::string& name,
                                        const std::string& entity) {
  const FormatName wanted = TRY(format_name(name));
  const PluginHandle plugin = TRY(plugins_.require(wanted.plugin));
  const auto& offered = plugin->manifest().contributes.import_formats;
  const auto* format = TRY(require_contribution(*plugin, offered, wanted.format));
  if (format->entity != entity)
    return Error{ErrorCode::invalid_argument,
                 "format: files of " + name + " become " + format->entity + ", not " + entity};
  return seats_.require(plugin->manifest(), format->seat, users_of(actor));
}

Result<ImportFormats::Rows> InstalledPlugins::read(const Principal& actor, const std::string& name,
                                                   const Piece& piece) {
  const FormatName wanted = TRY(format_name(name));
  const PluginHandle plugin = TRY(plugins_.require(wanted.plugin));
  const auto& offered = plugin->manifest().contributes.import_formats;
  TRY(require_contribution(*plugin, offered, wanted.format));
  auto answer = TRY(plugin->ask<op::ImportRead>({.format = wanted.format,
                                                 .actor = {.id = actor.id, .name = actor.name},
                                                 .data = base64_encode(piece.bytes),
                                                 .last = piece.last,
                                                 .state = piece.state}));
  Rows rows{.columns = std::move(answer.columns),
            .rows = std::move(answer.rows),
            .read_bytes = static_cast<std::size_t>(answer.read_bytes),
            .state = answer.state.value_or(Json())};
  const auto wrong = [&](const std::string& what) {
    return Error{ErrorCode::unavailable, plugin->id() + " cannot read the file: it " + what};
  };
  if (rows.read_bytes > piece.bytes.size()) return wrong("read more than there is");
  if (to_text(rows.state).size() > kStateBytesMax) return wrong("keeps more than 64 KiB of state");
  for (const auto& row : rows.rows)
    if (row.size() > rows.columns.size()) return wrong("gave a row more cells than columns");
  return rows;
}

}  // namespace kontor::host
