#pragma once

namespace kontor::runtime::sandbox {

// The folder as a file tree of its own from which no ".." leads out, or where this kernel
// has no such thing the plain folder. -1 and errno.
int open_data_folder(const char* path);

// From here on the process sees no file system: its root folder, and working directory, is
// the list of its own descriptors ("/4" is what descriptor 4 is). 0 or errno.
int leave_file_system();

// Works in its data folder, once it is the user whose folder that is. 0 or errno.
int enter(int folder);

}  // namespace kontor::runtime::sandbox
