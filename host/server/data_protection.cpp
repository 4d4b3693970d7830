#include "host/server/data_protection.hpp"

#include <algorithm>

namespace kontor::host {

namespace {

constexpr std::string_view kSqlite = "sqlite:";

// Host and name of a PostgreSQL URL, without user and password.
std::string server_of(const std::string& url) {
  const std::size_t at = url.find('@');
  return url.substr(at == std::string::npos ? url.find("//") + 2 : at + 1);
}

bool is_on_this_machine(const std::string& server) {
  return server.starts_with("127.") || server.starts_with("localhost") || server.starts_with("%2F");
}

// Empty where the server does not tell this user.
std::string folder_of_server(const std::string& url) {
  const auto database = db::Database::open(url);
  if (!database) return "";
  const auto row = (*database)->read([](db::Session& session) {
    return session.query_row("SELECT setting FROM pg_settings WHERE name = 'data_directory'");
  });
  return row && *row ? (*row)->text(0) : "";
}

DataPlace database_on_server(const std::string& url, const SystemFiles& files) {
  DataPlace place{"database", server_of(url), {}};
  if (!is_on_this_machine(place.where)) {
    place.at_rest = {AtRest::State::unknown, "it is on another machine; encrypt its disk there"};
    return place;
  }
  const std::string folder = folder_of_server(url);
  if (folder.empty()) {
    place.at_rest = {AtRest::State::unknown,
                     "PostgreSQL does not say where; GRANT pg_read_all_settings to the user"};
    return place;
  }
  place.where = folder;
  place.at_rest = at_rest(folder, files);
  return place;
}

}  // namespace

std::string DataPlace::sentence() const {
  return what + " in " + where + ": " + std::string(at_rest.word()) + " (" + at_rest.why + ")";
}

Json DataPlace::to_json() const {
  return {{"what", what},
          {"where", where},
          {"state", at_rest.state == AtRest::State::plain ? "plain" : at_rest.word()},
          {"why", at_rest.why}};
}

Json volumes_report(const Settings& settings, const SystemFiles& files) {
  Json volumes = Json::array();
  for (const DataPlace& place : data_places(settings, files)) volumes.push_back(place.to_json());
  return {{"volumes", std::move(volumes)}, {"required", settings.require_encrypted_volume}};
}

std::vector<DataPlace> data_places(const Settings& settings, const SystemFiles& files) {
  std::vector<DataPlace> places;
  places.push_back({"data", settings.data.string(), at_rest(settings.data, files)});
  const std::string& url = settings.database;
  if (url.starts_with(kSqlite)) {
    const std::filesystem::path file = std::filesystem::absolute(url.substr(kSqlite.size()));
    places.push_back({"database", file.string(), at_rest(file.parent_path(), files)});
  } else if (!url.empty()) {
    places.push_back(database_on_server(url, files));
  }
  if (!settings.backup_folder.empty())
    places.push_back(
        {"backups", settings.backup_folder.string(), at_rest(settings.backup_folder, files)});
  return places;
}

Status require_encrypted(const std::vector<DataPlace>& places) {
  std::string open;
  for (const DataPlace& place : places) {
    if (!place.at_rest.is_encrypted()) open += (open.empty() ? "" : "; ") + place.sentence();
  }
  if (open.empty()) return ok();
  return Error{ErrorCode::conflict,
               "--require-encrypted-volume: " + open +
                   ". Put it on an encrypted volume (cryptsetup luksFormat), or start without",
               R"({"code":"volume-not-encrypted"})"};
}

}  // namespace kontor::host
