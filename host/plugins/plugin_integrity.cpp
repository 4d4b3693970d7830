#include "host/plugins/plugin_integrity.hpp"

#include "base/core/files.hpp"
#include "base/core/json.hpp"
#include "base/crypto/hash.hpp"

namespace kontor::host {
namespace {

constexpr std::size_t kMemberBytesMax = std::size_t{100} << 20;

// The first file that is not what the manifest says; "" when all are.
Result<std::string> changed_file(const PluginRow& row, const std::filesystem::path& folder) {
  const Json manifest = TRY(parse_json(row.manifest));
  const Json files = manifest.value("files", Json::object());
  for (const auto& [name, entry] : files.items()) {
    const auto bytes = read_file(folder / name, kMemberBytesMax);
    if (!bytes || entry != Json(crypto::sha256_hex(*bytes))) return name;
  }
  return std::string();
}

}  // namespace

std::string_view name_of(PluginIntegrity::State state) {
  switch (state) {
    case PluginIntegrity::State::intact:
      return "intact";
    case PluginIntegrity::State::modified:
      return "modified";
    case PluginIntegrity::State::restored:
      break;
  }
  return "restored";
}

Result<PluginIntegrity::Found> PluginIntegrity::look(const PluginRow& row,
                                                     const std::filesystem::path& folder) {
  const std::string file = TRY(changed_file(row, folder));
  const auto before = TRY(database_.read([&](db::Session& session) {
    return session.query_row("SELECT state, file FROM plugin_integrity WHERE plugin_id = $1",
                             {row.id});
  }));
  if (file.empty() && !before) return Found{};
  const State state = file.empty() ? State::restored : State::modified;
  const std::string named = file.empty() ? before->text(1) : file;
  if (before && before->text(0) == name_of(state) && before->text(1) == named)
    return Found{state, named};
  TRY(database_.transaction([&](db::Session& session) {
    return session.execute(R"sql(
        INSERT INTO plugin_integrity (plugin_id, state, file, since_ms) VALUES ($1, $2, $3, $4)
        ON CONFLICT (plugin_id) DO UPDATE
        SET state = excluded.state, file = excluded.file, since_ms = excluded.since_ms)sql",
                           {row.id, std::string(name_of(state)), named, clock_.now_ms()});
  }));
  return Found{state, named};
}

}  // namespace kontor::host
