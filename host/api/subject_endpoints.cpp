#include "host/api/subject_endpoints.hpp"

#include "host/api/answers/record_answers.hpp"
#include "host/api/authentication.hpp"
#include "host/api/request_values.hpp"
#include "host/plugins/public_page.hpp"

namespace kontor::host {
namespace {

using http::Request;
using http::Response;

constexpr std::size_t kFormBytesMax = std::size_t{64} << 10;

Result<Response> json_of(Result<Json> json) {
  if (!json) return std::move(json).error();
  return Response::json(*json);
}

Result<Response> upload(Plugins& plugins, const Request& request) {
  FieldUpload wish;
  wish.entity = request.path.at("entity");
  wish.record = request.path.at("id");
  wish.field = TRY(query_text(request, "field"));
  wish.name = TRY(query_text(request, "name"));
  wish.bytes = request.body_file;
  wish.version = TRY(if_match(request));
  return Response::json(TRY(plugins.put_file(principal_of(request), wish)), 201);
}

void add_files(http::Router& router, Accounts& accounts, Plugins& plugins,
               const std::filesystem::path& uploads) {
  router.add({.method = "POST",
              .path = "/api/v1/records/{entity}/{id}/files",
              .auth = signed_in(accounts),
              .handler = [&plugins](const Request& request) { return upload(plugins, request); },
              .summary =
                  "Brings a file for a field of the type file; the body is the file, and the "
                  "file before goes.",
              .body_bytes_max = FieldFiles::kUploadBytesMax,
              .answer_schema = answers::record_file(),
              .query_names = {"field", "name"},
              .spool_folder = uploads});
  router.add({.method = "GET",
              .path = "/api/v1/records/{entity}/{id}/files",
              .auth = signed_in(accounts),
              .handler =
                  [&plugins](const Request& request) {
                    return json_of(plugins.files(principal_of(request), request.path.at("entity"),
                                                 request.path.at("id")));
                  },
              .summary = "List the files on a record: of its fields, and what plugins keep.",
              .answer_schema = answers::record_files()});
  router.add(
      {.method = "GET",
       .path = "/api/v1/files/{id}",
       .auth = signed_in(accounts),
       .handler =
           [&plugins](const Request& request) {
             return plugins.file(principal_of(request), request.path.at("id"));
           },
       .summary = "Download a file, if one may read the record, and the field, that it belongs to.",
       .answer_type = "*/*"});
}

void add_pages(http::Router& router, Plugins& plugins) {
  const auto anybody =
      http::Auth::anonymous("people outside; the plugin checks the token in the path");
  router.add({.method = "GET",
              .path = "/p/style.css",
              .auth = anybody,
              .handler = [](const Request&) -> Result<Response> { return page_style(); },
              .summary = "The style of the public pages.",
              .answer_type = "text/css"});
  for (const char* method : {"GET", "POST"})
    for (const char* path : {"/p/{plugin}/{page}", "/p/{plugin}/{page}/{token}"})
      router.add({.method = method,
                  .path = path,
                  .auth = anybody,
                  .handler =
                      [&plugins](const Request& request) {
                        const auto token = request.path.find("token");
                        return plugins.page(request.path.at("plugin"), request.path.at("page"),
                                            token == request.path.end() ? "" : token->second,
                                            request);
                      },
                  .summary = "A public page of a plugin, for somebody who is not signed in.",
                  .body_bytes_max = kFormBytesMax,
                  .answer_type = "text/html",
                  .query_names = {"*"}});
}

}  // namespace

void add_subject_endpoints(http::Router& router, Accounts& accounts, Plugins& plugins,
                           const std::filesystem::path& uploads) {
  add_files(router, accounts, plugins, uploads);
  add_pages(router, plugins);
}

}  // namespace kontor::host
