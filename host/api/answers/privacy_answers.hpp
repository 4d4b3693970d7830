#pragma once

#include "base/core/json.hpp"

// JSON Schemas of what the routes of people's rights answer.
namespace kontor::host::answers {

Json person_export();
Json erasure();
Json erasures();
Json erasure_preview();
Json receipt_key();
Json hold();
Json holds();
Json unblocked();
Json retention();
Json retention_preview();
Json retention_begun();
Json bin();
Json processing();
Json breach();

}  // namespace kontor::host::answers
