#pragma once

#include <sys/types.h>

namespace kontor::runtime::sandbox {

// Leaves every group and becomes this user. 0 or errno.
int become(uid_t user, gid_t group);

// Gives up every capability, for good. 0 or errno.
int drop_capabilities();

}  // namespace kontor::runtime::sandbox
