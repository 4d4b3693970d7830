#ifndef KONTOR_KONTOR_H
#define KONTOR_KONTOR_H

/* The whole binary contract between a plugin and its host. Nothing crosses the line but
 * fixed-width integers, borrowed texts and these structs: no exceptions, no C++ types, no
 * memory that the other side would have to free. */
#include "entry.h"
#include "host.h"
#include "layout.h"
#include "plugin.h"
#include "status.h"
#include "text.h"
#include "version.h"

#endif
