#pragma once

#include <filesystem>

#include "base/core/random.hpp"
#include "base/http/router.hpp"

namespace kontor::host {

// Serves the built web app from `folder` with the strict Content-Security-Policy; a path
// that is no file gets index.html with a fresh nonce in place of __CSP_NONCE__.
// `random` outlives the router.
void add_web_app(http::Router& router, const std::filesystem::path& folder, Random& random);

}  // namespace kontor::host
