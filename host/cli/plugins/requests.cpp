#include <fstream>
#include <iostream>

#include "base/core/files.hpp"
#include "host/cli/plugins/wish.hpp"

namespace kontor::host {
namespace {

Result<HostLine> line_to(const Wish& wish) {
  if (!wish.token_stdin) return connect(wish.host);
  std::string token;
  std::getline(std::cin, token);
  return connect_with(wish.host, token);
}

std::string path_of(const Wish& wish, const std::string& rest = {}) {
  return "/plugins/" + http::percent_encode(wish.plugin) + rest;
}

Result<Json> ask(const Wish& wish, const std::string& method, const std::string& path,
                 const Json& body = nullptr) {
  const HostLine line = TRY(line_to(wish));
  return line.call(method, path, body);
}

}  // namespace

Result<Json> list_plugins(const Wish& wish) {
  const HostLine line = TRY(line_to(wish));
  const auto response = TRY(line.client->get("/api/v1/plugins", line.headers));
  Json plugins = TRY(http::json_answer(response));
  return Json{{"safe_mode", response.headers.contains("x-kontor-safe-mode")},
              {"plugins", std::move(plugins)}};
}

Result<Json> show_plugin(const Wish& wish) { return ask(wish, "GET", path_of(wish)); }

Result<Json> read_handbook(const Wish& wish) {
  const std::string folder = wish.at_market ? "/market/listings/" : "/plugins/";
  return ask(wish, "GET",
             folder + http::percent_encode(wish.plugin) +
                 "/handbook?locale=" + http::percent_encode(wish.language));
}

Result<Json> update_plugin(const Wish& wish) {
  Json body{{"accept_permissions", wish.accept_permissions}};
  if (!wish.version.empty()) body["version"] = wish.version;
  if (!wish.license_file.empty()) {
    std::string license = TRY(read_file(wish.license_file, 65536));
    license.erase(license.find_last_not_of("\r\n ") + 1);
    body["license"] = std::move(license);
  }
  return ask(wish, "POST", path_of(wish, "/update"), body);
}

Result<Json> trust_plugin(const Wish& wish) {
  return ask(wish, "POST", path_of(wish, "/trust"), {{"mode", wish.mode}});
}

Result<Json> remove_plugin(const Wish& wish) {
  return ask(wish, "DELETE", path_of(wish, "?storage=" + wish.storage));
}

Result<Json> show_sandbox(const Wish& wish) { return ask(wish, "GET", "/sandbox"); }

Result<Json> simply(const std::string& verb, const Wish& wish) {
  return ask(wish, "POST", path_of(wish, "/" + verb));
}

Status export_plugin(const Wish& wish) {
  const HostLine line = TRY(line_to(wish));
  std::ofstream file;
  if (!wish.out.empty()) file.open(wish.out, std::ios::binary | std::ios::trunc);
  std::ostream& out = wish.out.empty() ? std::cout : file;
  std::string after;
  do {
    const auto page =
        TRY(line.client->get("/api/v1" + path_of(wish, "/export?after=" + after), line.headers));
    if (page.status != 200) TRY(http::json_answer(page));
    out << page.body;
    const auto next = page.headers.find("x-kontor-next");
    after = next == page.headers.end() ? "" : next->second;  // Encoded as a target wants it.
  } while (!after.empty() && out);
  out.flush();
  if (out) return ok();
  return Error{ErrorCode::unavailable, "the data could not be written"};
}

}  // namespace kontor::host
