#ifndef KONTOR_VERSION_H
#define KONTOR_VERSION_H

/* The one place where the SDK's version is written; CMake reads it from here. */
#define KONTOR_SDK_VERSION_MAJOR 0
#define KONTOR_SDK_VERSION_MINOR 1
#define KONTOR_SDK_VERSION_PATCH 0
#define KONTOR_SDK_VERSION "0.1.0"

/* The binary contract, frozen as 1.0. A plugin with another major, or with a newer minor
 * than the host's, is refused with both numbers named. */
#define KONTOR_ABI_MAJOR 1
#define KONTOR_ABI_MINOR 0

#endif
