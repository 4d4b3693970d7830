#pragma once

namespace kontor::runtime::sandbox {

// The folder as a file tree of its own from which no ".." leads out, or where this kernel
// has no such thing the plain folder. -1 and errno.
int open_data_folder(const char* path);

// From here on the process sees no file system: its root folder is the list of its own
// descriptors ("/4" is what descriptor 4 is). Its working directory is `folder`, or that
// root if -1. 0 or errno.
int leave_file_system(int folder);

}  // namespace kontor::runtime::sandbox
