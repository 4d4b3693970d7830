#pragma once

#include "kontor/kontor.h"

namespace kontor::trace {

// Once, before the plugin is loaded: from then on the clocks and the randomness of the C
// library, as far as they are called from what is loaded later, are what `host` answers
// (time_words.hpp).
// The program that links this exports clock_gettime, time, gettimeofday, timespec_get,
// getrandom, getentropy, arc4random, arc4random_buf, arc4random_uniform, nanosleep,
// clock_nanosleep, pthread_cond_timedwait and pthread_cond_clockwait, so that a plugin binds to
// them. Not reached: instructions of the processor (rdrand, rdtsc) and devices.
void take_time_from(const kontor_host& host);

}  // namespace kontor::trace
