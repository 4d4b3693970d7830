#pragma once

#include <map>
#include <set>
#include <string>

#include "host/app/records.hpp"

namespace kontor::host {

// How people call records of one kind, by id, as far as the principal may see them; kListLimitMax
// of them at most.
Result<std::map<std::string, std::string>> record_titles(Records& records,
                                                         const Principal& principal,
                                                         const std::string& entity,
                                                         const std::set<std::string>& ids);

}  // namespace kontor::host
