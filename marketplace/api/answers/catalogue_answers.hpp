#pragma once

#include "base/core/json.hpp"

// JSON Schemas of what the routes of vendors, reviews and the catalogue answer (answers.hpp writes
// it).
namespace kontor::marketplace::answers {

Json money();
Json vendor();
Json vendor_registered();  // With its token, said once.
Json vendors();
Json vendor_named();
Json key_request();
Json key_request_waiting();
Json domain_claim();
Json transfer();
Json role_published();
Json upload();
Json review_queue();
Json review_events();
Json offer();
Json listings();
Json listing_detail();

}  // namespace kontor::marketplace::answers
