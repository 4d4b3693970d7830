#pragma once

namespace kontor::runtime::sandbox {

// No file anywhere may be opened, made, renamed or removed any more, no port bound or
// connected, no abstract socket or process outside reached, as far as this kernel's Landlock
// goes; below `folder` (a descriptor, -1: none) regular files and folders may.
// no_new_privs must be set. 0 or errno.
int put_up_landlock(int folder);

}  // namespace kontor::runtime::sandbox
