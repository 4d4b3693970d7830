#include "host/api/web_app.hpp"

#include "base/core/bytes.hpp"
#include "base/core/files.hpp"

namespace kontor::host {

namespace {

constexpr std::size_t kIndexBytesMax = std::size_t{1} << 20;
constexpr std::string_view kPlaceholder = "__CSP_NONCE__";
constexpr std::string_view kHashedFolder = "assets/";

std::string policy(const std::string& nonce) {
  return "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-" + nonce +
         "'; img-src 'self' data:; font-src 'self'; media-src 'self'; connect-src 'self'; "
         "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
}

Result<http::Response> index_page(const std::filesystem::path& folder, Random& random) {
  std::string page = TRY(read_file(folder / "index.html", kIndexBytesMax));
  const std::string nonce = base64_encode(random.bytes(18));
  for (auto at = page.find(kPlaceholder); at != std::string::npos;
       at = page.find(kPlaceholder, at)) {
    page.replace(at, kPlaceholder.size(), nonce);
  }
  auto response = http::Response::text(std::move(page), "text/html; charset=utf-8");
  response.headers["content-security-policy"] = policy(nonce);
  response.headers["cache-control"] = "no-store";
  response.headers["referrer-policy"] = "same-origin";
  return response;
}

// Addresses of the programs' interfaces never fall back to the page.
bool is_interface(std::string_view path) {
  for (const std::string_view first : {"api/", "hooks/", "licensing/"}) {
    if (path.starts_with(first)) return true;
  }
  return false;
}

Result<http::Response> file_or_page(const std::filesystem::path& folder, const std::string& path,
                                    Random& random) {
  if (is_interface(path)) return Error{ErrorCode::not_found, "there is nothing at this address"};
  const std::filesystem::path relative = std::filesystem::path(path).lexically_normal();
  const bool inside = relative.is_relative() && !relative.empty() && *relative.begin() != "..";
  std::error_code problem;
  const std::filesystem::path file = folder / relative;
  if (!inside || path.find('\0') != std::string::npos || relative == "index.html" ||
      !std::filesystem::is_regular_file(file, problem)) {
    if (path.starts_with(kHashedFolder)) return Error{ErrorCode::not_found, "no such file"};
    return index_page(folder, random);
  }
  http::Response response;
  response.file = file;
  response.headers["content-security-policy"] = "default-src 'none'; frame-ancestors 'none'";
  response.headers["cache-control"] =
      path.starts_with(kHashedFolder) ? "public, max-age=31536000, immutable" : "no-cache";
  return response;
}

}  // namespace

void add_web_app(http::Router& router, const std::filesystem::path& folder, Random& random) {
  const auto open =
      http::Auth::anonymous("the page holds no data; what it shows comes from the API");
  router.add(
      {.method = "GET",
       .path = "/",
       .auth = open,
       .handler = [folder, &random](const http::Request&) { return index_page(folder, random); },
       .summary = "The web app.",
       .answer_type = "text/html",
       .query_names = {"*"}});
  router.add({.method = "GET",
              .path = "/{path...}",
              .auth = open,
              .handler =
                  [folder, &random](const http::Request& request) {
                    return file_or_page(folder, request.path.at("path"), random);
                  },
              .summary = "Files and pages of the web app.",
              .answer_type = "*/*",
              .query_names = {"*"}});
}

}  // namespace kontor::host
