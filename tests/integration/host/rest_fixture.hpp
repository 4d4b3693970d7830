#pragma once

#include <fstream>
#include <map>
#include <string>

#include "host/api/account_endpoints.hpp"
#include "host/api/audit_endpoints.hpp"
#include "host/api/credential_endpoints.hpp"
#include "host/api/definition_endpoints.hpp"
#include "host/api/directory_endpoints.hpp"
#include "host/api/event_endpoints.hpp"
#include "host/api/import_endpoints.hpp"
#include "host/api/record_endpoints.hpp"
#include "host/api/report_endpoints.hpp"
#include "host/api/search_endpoints.hpp"
#include "host/api/security_key_endpoints.hpp"
#include "host/api/session_endpoints.hpp"
#include "host/api/work_endpoints.hpp"
#include "tests/integration/host/host_fixture.hpp"

namespace kontor::testing {

// The host's routes, asked without a socket.
class RestTest : public HostTest {
 protected:
  RestTest() {
    host::add_session_endpoints(router_, *accounts_, host::CookieTransport::any);
    host::add_account_endpoints(router_, *accounts_);
    host::add_record_endpoints(router_, *accounts_, *records_);
    host::add_search_endpoints(router_, *accounts_, *records_);
    host::add_definition_endpoints(router_, *accounts_, *desk_, *definitions_);
    host::add_import_endpoints(router_, *accounts_, *importer_, *records_, folder_);
    host::add_work_endpoints(router_, *accounts_,
                             {*database_, *records_, bulk_, *outbox_, clock_, ids_});
    host::add_report_endpoints(router_, *accounts_, reports_);
    host::add_event_endpoints(router_, *accounts_, notices_);
    host::add_audit_endpoints(router_, *accounts_, *database_);
    host::add_credential_endpoints(router_, *accounts_);
    host::add_security_key_endpoints(router_, *accounts_);
    host::add_directory_endpoints(router_, *accounts_, *directory_, report_);
  }

  http::Response ask(const std::string& method, const std::string& target,
                     const std::string& body = {},
                     std::map<std::string, std::string> headers = {}) {
    http::Request request;
    request.method = method;
    request.target = target;
    request.body = body;
    for (auto& [name, value] : headers) request.headers[name] = value;
    if (!body.empty()) request.headers.emplace("content-type", "application/json");
    return router_.dispatch(request);
  }
  std::map<std::string, std::string> bearer(const std::vector<std::string>& scopes) {
    const auto issued = accounts_->issue_token(admin_, "test", scopes);
    return {{"authorization", "Bearer " + issued->token}};
  }

  host::BulkJobs bulk_{{*database_, *records_, *accounts_, *outbox_, notices_, clock_, ids_}};
  host::Reports reports_{*records_, *accounts_, clock_};
  http::Router router_;
  host::AccessReport report_{*accounts_, *records_,
                             [](const std::string& id) -> Result<host::Principal> {
                               host::Rights rights;
                               rights.allow_field("person", host::Verb::read, "name");
                               return host::Principal::plugin(id, "Add-on", std::move(rights));
                             }};
};

}  // namespace kontor::testing
