#pragma once

#include <string>
#include <vector>

#include "base/core/json.hpp"
#include "base/core/result.hpp"

namespace kontor::host {

// The handbooks that a market's listing names; what is not as agreed is left out.
struct ListedHandbooks {
  struct Named {
    std::string language, path, sha256;
  };
  std::vector<Named> all = {};  // English first; without it there are none.

  std::vector<std::string> languages() const;
  // For a reader of `locale`; English where there is none. not_found if there are none at all.
  Result<Named> of(const std::string& locale) const;
};
ListedHandbooks listed_handbooks(const Json& listing);

// {"language","languages","text"}, if the bytes are what `sha256` says and a handbook; untrusted.
Result<Json> shown_handbook(const std::string& bytes, const std::string& sha256,
                            const std::string& language, const std::vector<std::string>& languages);

}  // namespace kontor::host
