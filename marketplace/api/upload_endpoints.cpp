#include <charconv>

#include "marketplace/api/access.hpp"
#include "marketplace/api/answers.hpp"
#include "marketplace/api/answers/catalogue_answers.hpp"
#include "marketplace/api/market_routes.hpp"
#include "marketplace/app/partial_uploads.hpp"
#include "marketplace/app/uploads.hpp"

namespace kontor::marketplace {
namespace {

constexpr const char* kUploadPath = "/api/v1/uploads/{operation_id}";

const std::string& operation_of(const http::Request& request) {
  return request.path.at("operation_id");
}

// Header fields of draft-ietf-httpbis-resumable-upload; booleans and numbers are Structured
// Fields (RFC 9651).
void put_progress(http::Response& response, const UploadProgress& progress) {
  response.headers["upload-offset"] = std::to_string(progress.offset);
  response.headers["upload-complete"] = progress.complete ? "?1" : "?0";
  response.headers["upload-limit"] = "max-size=" + std::to_string(kPackageBytesMax) +
                                     ", max-append-size=" + std::to_string(kAppendBytesMax) +
                                     ", max-age=" + std::to_string(kUnfinishedAgeMaxS);
  response.headers["cache-control"] = "no-store";
}

Result<std::int64_t> offset_of(const http::Request& request) {
  const std::string& text = request.header("upload-offset");
  std::int64_t offset = -1;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), offset);
  if (text.empty() || read.ec != std::errc() || read.ptr != text.data() + text.size() || offset < 0)
    return Error{ErrorCode::invalid_argument, "Upload-Offset must be a number from 0"};
  return offset;
}

Result<bool> completes(const http::Request& request) {
  const std::string& text = request.header("upload-complete");
  if (text == "?1") return true;
  if (text == "?0") return false;
  return Error{ErrorCode::invalid_argument, "Upload-Complete must be ?1 or ?0"};
}

Result<http::Response> append_part(Market& market, const http::Request& request) {
  if (request.header("content-type") != "application/partial-upload")
    return Error{ErrorCode::invalid_argument, "a part is of type application/partial-upload",
                 R"({"status":415})"};
  const std::int64_t offset = TRY(offset_of(request));
  const bool is_last = TRY(completes(request));
  const Appended appended =
      TRY(append_to_upload(market, principal_of(request).id, operation_of(request),
                           {.offset = offset, .file = request.body_file, .completes = is_last}));
  http::Response response = appended.upload ? http::Response::json(answer(*appended.upload))
                                            : http::Response::no_content();
  put_progress(response, appended.progress);
  return response;
}

Result<http::Response> progress_of(Market& market, const http::Request& request) {
  http::Response response = http::Response::no_content();
  put_progress(response,
               TRY(upload_progress(market, principal_of(request).id, operation_of(request))));
  return response;
}

void add_parts(http::Router& router, Market& market, const std::filesystem::path& incoming) {
  router.add(
      {.method = "HEAD",
       .path = kUploadPath,
       .auth = vendor_only(market),
       .handler = [&market](const http::Request& request) { return progress_of(market, request); },
       .summary = "How many bytes of a package have arrived (Upload-Offset).",
       .answer_type = http::kNoBody});
  router.add(
      {.method = "PATCH",
       .path = kUploadPath,
       .auth = vendor_only(market),
       .handler = [&market](const http::Request& request) { return append_part(market, request); },
       .summary = "Add bytes of a package at Upload-Offset; the last part submits it.",
       .body_bytes_max = kAppendBytesMax,
       .answer_schema = answers::upload(),
       .spool_folder = incoming});
  router.add({.method = "DELETE",
              .path = kUploadPath,
              .auth = vendor_only(market),
              .handler = [&market](const http::Request& request) -> Result<http::Response> {
                TRY(cancel_upload(market, principal_of(request).id, operation_of(request)));
                return http::Response::no_content();
              },
              .summary = "Forget what has arrived of an unfinished upload.",
              .answer_type = http::kNoBody});
}

}  // namespace

void add_upload_endpoints(http::Router& router, Market& market,
                          const std::filesystem::path& incoming) {
  router.add({.method = "PUT",
              .path = kUploadPath,
              .auth = vendor_only(market),
              .handler = [&market](const http::Request& request) -> Result<http::Response> {
                return http::Response::json(answer(TRY(receive_upload(
                    market, principal_of(request).id, operation_of(request), request.body_file))));
              },
              .summary = "Submit a whole package; the same one again is the same operation.",
              .body_bytes_max = kPackageBytesMax,
              .answer_schema = answers::upload(),
              .spool_folder = incoming});
  router.add({.method = "GET",
              .path = kUploadPath,
              .auth = vendor_or_operator(market),
              .handler = [&market](const http::Request& request) -> Result<http::Response> {
                return http::Response::json(answer(
                    TRY(get_upload(market, principal_of(request).id, operation_of(request)))));
              },
              .summary = "Read what became of a submitted package.",
              .answer_schema = answers::upload()});
  add_parts(router, market, incoming);
}

}  // namespace kontor::marketplace
