#pragma once

#include "base/http/router.hpp"
#include "host/access/accounts.hpp"
#include "host/app/definition_desk.hpp"

namespace kontor::host {

// What the company configures about entities, fields, choices and pipelines. Both outlive
// the router.
void add_definition_endpoints(http::Router& router, Accounts& accounts, DefinitionDesk& desk,
                              const Definitions& definitions);

}  // namespace kontor::host
