#pragma once

#include "licensing/core/license.hpp"
#include "licensing/seats/named_store.hpp"

namespace kontor::licensing {

// May a seat move once more? What it did before is read from the store. Refused with
// "<what>-move-not-allowed" or "<what>-move-too-soon", saying until when.
Status check_move(NamedStore& store, const MoveRule& rule, const License& license,
                  std::string_view what, std::string_view subject, TimeMs now_ms);

}  // namespace kontor::licensing
