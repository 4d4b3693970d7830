#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/tlog/checkpoint.hpp"
#include "base/tlog/merkle.hpp"

// C2SP tlog-proof: an entry's inclusion as one text file that verifies off line.
namespace kontor::tlog {

inline constexpr std::size_t kOfflineProofBytesMax = 131072;

struct OfflineProof {
  std::string extra = {};  // Opaque to the format; Kontor puts the entry itself here.
  std::uint64_t index = 0;
  Proof path = {};
  std::string checkpoint = {};  // The signed note, verbatim.
};

Result<OfflineProof> parse_offline_proof(std::string_view bytes);
std::string to_text(const OfflineProof& proof);

// The checkpoint of a proof under which `entry` is included. untrusted if it is not, or if the
// checkpoint is not the log's.
Result<Checkpoint> verify_offline_proof(const OfflineProof& proof, std::string_view entry,
                                        const LogPolicy& policy);

}  // namespace kontor::tlog
