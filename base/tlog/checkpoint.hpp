#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/tlog/hash.hpp"
#include "base/tlog/note.hpp"

// C2SP tlog-checkpoint: the signed head of a log's tree.
namespace kontor::tlog {

struct Checkpoint {
  std::string origin;
  std::uint64_t size = 0;
  Hash root = {};
  std::vector<std::string> extensions = {};
};

// The text of a checkpoint's note, which says nothing of who signed it.
Result<Checkpoint> parse_checkpoint(std::string_view note_text);
std::string to_text(const Checkpoint& checkpoint);

// Whom to believe about one log.
struct LogPolicy {
  std::string origin;
  std::vector<VerifierKey> keys = {};       // Any one of them signs.
  std::vector<VerifierKey> witnesses = {};  // `witness_threshold` of them have cosigned.
  int witness_threshold = 0;
};

// The checkpoint in a signed note. untrusted (with a `code` in the detail) for another origin,
// without a signature of the log, with a wrong signature, or with too few witnesses.
Result<Checkpoint> open_checkpoint(std::string_view note, const LogPolicy& policy);

}  // namespace kontor::tlog
