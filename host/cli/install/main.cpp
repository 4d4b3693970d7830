#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>

#include "base/cli/called_as.hpp"
#include "base/cli/read_line.hpp"
#include "base/core/files.hpp"
#include "host/cli/host/host_wish.hpp"
#include "host/cli/host/told.hpp"

namespace {

using kontor::Json;

struct Wish {
  kontor::host::HostWish host = {};
  std::string plugin;
  std::string version;
  std::filesystem::path license_file;
  bool accept_permissions = false;
  bool json = false;
};

kontor::Result<Json> install(const Wish& wish) {
  Json body{{"plugin_id", wish.plugin}, {"accept_permissions", wish.accept_permissions}};
  if (!wish.version.empty()) body["version"] = wish.version;
  if (!wish.license_file.empty()) {
    std::string license = TRY(kontor::read_file(wish.license_file, 65536));
    license.erase(license.find_last_not_of("\r\n ") + 1);
    body["license"] = std::move(license);
  }
  return kontor::host::ask_host(wish.host, "POST", "/plugins/install", body);
}

// What it is now, and what it says it lacks.
std::string in_words(const Json& plugin) {
  std::string text = plugin.value("id", "") + " " + plugin.value("version", "") +
                     " is installed and " + plugin.value("state", "") + "\n";
  const Json health = plugin.value("health", Json::object());
  const std::string detail = health.is_object() ? health.value("detail", "") : "";
  return detail.empty() ? text : text + "It says: " + detail + "\n";
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("kontor install: install a plugin from the market into a running host",
               kontor::cli::called_as(argv));
  Wish wish;
  app.add_option("plugin", wish.plugin, "Plugin id, for example kontor.sms")->required();
  app.add_option("--version", wish.version, "Version; default: the newest release");
  kontor::host::add_host_options(app, wish.host, "plugins.manage")->required();
  app.add_option("--license-file", wish.license_file, "Licence document to install first");
  app.add_flag("--accept-permissions", wish.accept_permissions,
               "Grant what the plugin's manifest asks for; without it the permissions are shown");
  app.add_flag("--json", wish.json, "Print the host's answer as JSON");
  if (const auto ended = kontor::cli::read_line(app, argc, argv)) return *ended;

  const auto installed = install(wish);
  if (!installed) {
    std::cerr << kontor::host::told("kontor install", installed.error());
    return 1;
  }
  std::cout << (wish.json ? kontor::to_text(*installed) + "\n" : in_words(*installed));
  return 0;
}
