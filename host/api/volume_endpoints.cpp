#include "host/api/volume_endpoints.hpp"

#include "host/api/answers/operation_answers.hpp"
#include "host/api/authentication.hpp"

namespace kontor::host {

void add_volume_endpoints(http::Router& router, Accounts& accounts, std::function<Json()> state) {
  router.add(
      {.method = "GET",
       .path = "/api/v1/volumes",
       .auth = holder_of(accounts, "backup.manage"),
       .handler = [state = std::move(state)](const http::Request&) -> Result<http::Response> {
         return http::Response::json(state());
       },
       .summary = "Tells whether the disks below the data are encrypted.",
       .answer_schema = answers::volumes()});
}

}  // namespace kontor::host
