#pragma once

#include "base/core/json.hpp"

// JSON Schemas of what the routes of users, rights and logins answer.
namespace kontor::host::answers {

Json login();
Json session();
Json sessions();
Json preferences();
Json second_factor_begun();
Json recovery_codes();
Json security_keys();
Json security_key_begun();
Json security_key_added();
Json token_issued();
Json calendar_address();
Json calendar_addresses();
Json tokens();
Json user();
Json users();
Json role();
Json roles();
Json team();
Json teams();
Json rights_and_why();    // Of a principal.
Json rights_on_record();  // Of a principal on one record.
Json audit_page();
Json audit_head();

}  // namespace kontor::host::answers
