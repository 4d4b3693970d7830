#pragma once

#include "base/core/json.hpp"

// JSON Schemas of what the routes of plugins, seats and licences answer.
namespace kontor::host::answers {

Json handbook();     // Of either.
Json screenshots();  // Of a listing or of what is installed.
Json plugin();
Json plugins();
Json plugin_inspected();
Json gaps();
Json sandbox();
Json widgets();
Json widget_figures();
Json action_outcome();
Json panel();
Json menu_page();
Json menu();
Json texts();
Json install_policy();
Json policy_check();
Json releases();
Json install_requests();
Json updates();
Json rehearsal_begun();
Json rehearsal();
Json trace_begun();

Json licenses();
Json license_installed();
Json seats();
Json seat_or_place();
Json nothing_more();  // {}
Json borrowed();
Json offline_request();
Json offline_taken();
Json offline_return();

}  // namespace kontor::host::answers
