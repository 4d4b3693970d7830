#pragma once

// What the tests of a plugin include: a host in memory that enforces the manifest, and a
// loader that puts the built plugin before it. Link KontorSDK::testing.
#include "sdk/testing/fake_host.hpp"
#include "sdk/testing/plugin_under_test.hpp"
