#pragma once

#include <string>
#include <vector>

#include "host/access/principal.hpp"
#include "host/store/user_notice_store.hpp"

namespace kontor::host {

// One's own unread notices, newest first.
Result<std::vector<UserNotice>> unread_notices(db::Database& database, const Principal& principal,
                                               int limit);
// not_found for a notice that is not one's own.
Status read_notice(db::Database& database, const Clock& clock, const Principal& principal,
                   const std::string& id);

}  // namespace kontor::host
