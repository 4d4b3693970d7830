#pragma once

#include <vector>

#include "host/app/save_pipeline.hpp"

namespace kontor::host {

// What a written batch means for other records, in the same transaction: the total of an
// order follows its lines; an answer on a case's timeline ends its response clock, if whoever
// answers may change the case; whoever
// gets a task from somebody else finds a notice.
Status write_effects(db::Session& session, const SavePipeline::Parts& parts, const Entity& entity,
                     const Principal& actor, const std::vector<PendingSave>& batch);

// The same for a record that was deleted, restored or moved along with a merge.
Status write_effects_of(db::Session& session, const SavePipeline::Parts& parts,
                        const Entity& entity, const Principal& actor, const Record& record);

}  // namespace kontor::host
