#pragma once

#include "base/core/json.hpp"
#include "host/core/definitions.hpp"
#include "sdk/package/manifest.hpp"

namespace kontor::host {

// What a plugin may do, as sentences an administrator can say yes or no to, by language:
// {"en":["Read people: name, e-mail. Purpose: …"],"ru":[…],"sv":[…],"da":[…]}. The phrases
// are those of the web app's pages (host/web/src/locales), the names of entities and fields
// those of the catalogue.
Json permission_words(const package::Manifest& manifest, const Catalogue& catalogue);

}  // namespace kontor::host
