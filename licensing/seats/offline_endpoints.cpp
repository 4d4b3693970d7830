#include "licensing/seats/offline_endpoints.hpp"
#include "licensing/seats/answer_schemas.hpp"

#include "licensing/document/offline.hpp"
#include "licensing/seats/request_schema.hpp"

namespace kontor::licensing {

namespace {

// JSON writes a line feed with two letters.
constexpr std::size_t kFileBodyBytesMax = 2 * kOfflineFileBytesMax;

Json file_schema(const char* member) {
  return object_schema(
      {{member, {{"type", "string"}, {"minLength", 1}, {"maxLength", kOfflineFileBytesMax}}}});
}

SeatCaller bearer_of(const SeatAccess& access, const http::Request& request) {
  return access.caller ? access.caller(request) : SeatCaller{};
}

Result<http::Response> activate(OfflineDesk& desk, const SeatAccess& access,
                                const http::Request& request) {
  const std::string file = request.document["request"];
  const OfflineDesk::Answer answer = TRY(desk.answer(file, bearer_of(access, request)));
  return http::Response::json({{"device_key", answer.device_key}, {"response", answer.file}});
}

Result<http::Response> take_back(OfflineDesk& desk, const SeatAccess& access,
                                 const http::Request& request) {
  const std::string file = request.document["return"];
  TRY(desk.take_back(file, bearer_of(access, request)));
  return http::Response::no_content();
}

Result<http::Response> take_revocations(OfflineDesk& desk, const SeatAccess&,
                                        const http::Request& request) {
  const std::string token = request.document["token"];
  const std::int64_t withdrawn = TRY(desk.take_revocations(token));
  return http::Response::json({{"withdrawn", withdrawn}});
}

Result<http::Response> revocations(OfflineDesk& desk, const SeatAccess&, const http::Request&) {
  const auto lists = TRY(desk.revocations());
  return http::Response::json({{"lists", lists}});
}

}  // namespace

void add_offline_endpoints(http::Router& router, OfflineDesk& desk, const SeatAccess& access) {
  const auto add = [&](const char* method, const char* path, const http::Auth& auth, auto handler,
                       const Json& schema, const Json& answer, const char* summary) {
    router.add(
        {.method = method,
         .path = path,
         .auth = auth,
         .handler = [&desk, access, handler](
                        const http::Request& request) { return handler(desk, access, request); },
         .summary = summary,
         .body_bytes_max = kFileBodyBytesMax,
         .body_schema = schema,
         .answer_schema = answer,
         .answer_type = answer.is_null() ? http::kNoBody : ""});
  };
  add("POST", "/licensing/v1/activate", access.member, activate, file_schema("request"),
      answers::activated(),
      "Activate a device by its signed request; the same request twice is one activation.");
  add("POST", "/licensing/v1/deactivate", access.member, take_back, file_schema("return"), nullptr,
      "A device gives its activation back by its signed return.");
  add("POST", "/licensing/v1/revocations", access.administrator, take_revocations,
      file_schema("token"), answers::withdrawn(),
      "Bring a market's signed list of withdrawn licences.");
  add("GET", "/licensing/v1/revocations", access.member, revocations, nullptr,
      answers::revocations(), "The newest signed list of withdrawn licences of each company.");
}

}  // namespace kontor::licensing
