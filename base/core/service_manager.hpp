#pragma once

#include <string>

namespace kontor {

// Tells whoever supervises this process (systemd, a unit of Type=notify) how far it is: "READY=1"
// once it serves. Nobody told where nobody asked to be (NOTIFY_SOCKET unset); a failure is of no
// consequence here, since the supervisor notices by itself.
void tell_service_manager(const std::string& state);

}  // namespace kontor
