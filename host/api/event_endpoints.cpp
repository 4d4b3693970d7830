#include "host/api/event_endpoints.hpp"

#include "host/api/authentication.hpp"

namespace kontor::host {

namespace {

constexpr int kWaitMs = 1000;

}  // namespace

void add_event_endpoints(http::Router& router, Accounts& accounts, Notices& notices) {
  router.add({.method = "GET",
              .path = "/api/v1/events",
              .auth = signed_in(accounts),
              .handler = [&notices](const http::Request& request) -> Result<http::Response> {
                http::Response response;
                auto subscription = notices.subscribe(principal_of(request).id);
                // Owned by the stream; the hub only looks at it.
                response.events = [subscription] { return subscription->next(kWaitMs); };
                return response;
              },
              .summary = "Streams screen pops, notices and the progress of imports.",
              .answer_type = "text/event-stream"});
}

}  // namespace kontor::host
