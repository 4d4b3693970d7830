#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>

#include "base/cli/called_as.hpp"
#include "base/core/files.hpp"
#include "host/cli/host/asked_permissions.hpp"
#include "host/cli/host/host_wish.hpp"

namespace {

using kontor::Json;

struct Wish {
  kontor::host::HostWish host = {};
  std::string plugin;
  std::string version;
  std::filesystem::path license_file;
  bool accept_permissions = false;
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
  CLI11_PARSE(app, argc, argv);

  const auto installed = install(wish);
  if (!installed) {
    std::cerr << "kontor install: " << installed.error().message << "\n";
    const std::string asked = kontor::host::asked_permissions(installed.error());
    if (!asked.empty())
      std::cerr << asked;
    else if (!installed.error().detail.empty())
      std::cerr << installed.error().detail << "\n";
    return 1;
  }
  std::cout << kontor::to_text(*installed) << "\n";
  return 0;
}
