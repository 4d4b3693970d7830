#include "host/access/chain_heads.hpp"

namespace kontor::host {

namespace {
constexpr const char* kHeads =
    "SELECT name, sequence, hash FROM chain_head WHERE name IN ('audit', 'outbox') ORDER BY name";
}

Result<ChainHeads> ChainHeads::read(db::Session& session) {
  const auto rows = TRY(session.query(kHeads));
  if (rows.size() != 2) {
    return Error{ErrorCode::internal, "the audit log or the outbox has no head"};
  }
  return ChainHeads{{rows[0].integer(1), rows[0].text(2)}, {rows[1].integer(1), rows[1].text(2)}};
}

void ChainHeads::foresee(db::Session& session) { session.foresee(kHeads); }

}  // namespace kontor::host
