#pragma once

#include <vector>

#include "host/app/save_pipeline.hpp"

namespace kontor::host {

// A value of a unique field that a living record has, or an earlier one of the batch,
// becomes the problem of the record that brings it (code not-unique): one rule for forms,
// API, import and the index of the database, which decides between two at once.
Status check_unique(db::Session& session, const RecordStore& store, const Entity& entity,
                    std::vector<PendingSave>& batch);

}  // namespace kontor::host
