#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>

#include "base/core/files.hpp"
#include "base/http/client.hpp"

namespace {

using kontor::Json;

struct Wish {
  std::string host = "http://127.0.0.1:7401";
  std::filesystem::path token_file;
  std::string plugin;
  std::string version;
  std::filesystem::path license_file;
  bool accept_permissions = false;
};

// The first line of the file; the token is never an argument, which others could see.
kontor::Result<std::string> read_token(const std::filesystem::path& file) {
  const std::string text = TRY(kontor::read_file(file, 4096));
  return text.substr(0, text.find_first_of("\r\n"));
}

kontor::Result<Json> install(const Wish& wish) {
  const std::string token = TRY(read_token(wish.token_file));
  // Downloading and verifying may take longer than an ordinary call.
  auto client = TRY(kontor::http::Client::create(wish.host, {.timeout_ms = 120'000}));
  Json body{{"plugin_id", wish.plugin}, {"accept_permissions", wish.accept_permissions}};
  if (!wish.version.empty()) body["version"] = wish.version;
  if (!wish.license_file.empty()) {
    std::string license = TRY(kontor::read_file(wish.license_file, 65536));
    license.erase(license.find_last_not_of("\r\n ") + 1);
    body["license"] = std::move(license);
  }
  return client->call("POST", "/api/v1/plugins/install", body,
                      {{"authorization", "Bearer " + token}});
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("kontor install: install a plugin from the market into a running host");
  Wish wish;
  app.add_option("plugin", wish.plugin, "Plugin id, for example kontor.sms")->required();
  app.add_option("--version", wish.version, "Version; default: the newest release");
  app.add_option("--host", wish.host, "URL of the host")
      ->envname("KONTOR_HOST")
      ->capture_default_str();
  app.add_option("--token-file", wish.token_file, "File with an API token that may plugins.manage")
      ->envname("KONTOR_TOKEN_FILE")
      ->required();
  app.add_option("--license-file", wish.license_file, "Licence document to install first");
  app.add_flag("--accept-permissions", wish.accept_permissions,
               "Grant what the plugin's manifest asks for; without it the permissions are shown");
  CLI11_PARSE(app, argc, argv);

  const auto installed = install(wish);
  if (!installed) {
    std::cerr << "kontor install: " << installed.error().message << "\n";
    if (!installed.error().detail.empty()) std::cerr << installed.error().detail << "\n";
    return 1;
  }
  std::cout << kontor::to_text(*installed) << "\n";
  return 0;
}
