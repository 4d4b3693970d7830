#ifndef KONTOR_STATUS_H
#define KONTOR_STATUS_H

#include <stdint.h>

/* How a call ended. 0 is success; with any other value the response holds a problem
 * object {"code", "message", "detail"?} whose "code" is the name in quotes below.
 * A value that is not listed counts as KONTOR_INTERNAL.  SINCE: 1.0 */
typedef int32_t kontor_status;

#define KONTOR_OK 0
#define KONTOR_INVALID_ARGUMENT 1 /* "invalid_argument": the same request can never succeed. */
#define KONTOR_UNAUTHENTICATED \
  2                          /* "unauthenticated": nobody is known to act, or a proof is wrong. */
#define KONTOR_FORBIDDEN 3   /* "forbidden": a right, permission or consent is missing. */
#define KONTOR_NOT_FOUND 4   /* "not_found": also for an operation nobody handles. */
#define KONTOR_CONFLICT 5    /* "conflict": stale version, duplicate, wrong state. */
#define KONTOR_EXHAUSTED 6   /* "exhausted": a limit, quota or seat pool is used up. */
#define KONTOR_UNTRUSTED 7   /* "untrusted": a signature or hash does not verify. */
#define KONTOR_UNAVAILABLE 8 /* "unavailable": worth trying again later. */
#define KONTOR_INTERNAL 9    /* "internal": the callee's own fault. */

/* Levels of kontor_host.log.  SINCE: 1.0 */
#define KONTOR_LOG_DEBUG 0
#define KONTOR_LOG_INFO 1
#define KONTOR_LOG_WARNING 2
#define KONTOR_LOG_ERROR 3

#endif
