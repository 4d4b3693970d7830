#pragma once

#include <kontor/op/action_run.hpp>
#include <string>

namespace kontor::sms {

// The id of what an action sends. Made of who acts, on what, and the caller's key: who asks again
// because the answer was lost means the same message. A new one without a key.
std::string id_of_request(const op::ActionRunRequest& request);

}  // namespace kontor::sms
