#include "base/tlog/offline_proof.hpp"

#include <optional>

#include "base/core/bytes.hpp"
#include "base/tlog/numbers.hpp"

namespace kontor::tlog {
namespace {

constexpr std::string_view kFirstLine = "c2sp.org/tlog-proof@v1";
constexpr std::string_view kExtraMark = "extra ";
constexpr std::string_view kIndexMark = "index ";

Error malformed_proof(const std::string& why) {
  return {ErrorCode::invalid_argument, "this is no proof of a log: " + why};
}

// The next line without its end; nothing if no whole line is left.
std::optional<std::string_view> next_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

}  // namespace

Result<OfflineProof> parse_offline_proof(std::string_view bytes) {
  if (bytes.size() > kOfflineProofBytesMax) return malformed_proof("longer than 131072 bytes");
  if (next_line(bytes) != kFirstLine) return malformed_proof("its first line is another");
  OfflineProof proof;
  auto line = next_line(bytes);
  if (line && line->starts_with(kExtraMark)) {
    auto extra = base64_decode(line->substr(kExtraMark.size()));
    // An absent extra has no line, so that each proof has one form.
    if (!extra || extra->empty()) return malformed_proof("its extra data is not base64");
    proof.extra = std::move(extra).value();
    line = next_line(bytes);
  }
  if (!line || !line->starts_with(kIndexMark)) return malformed_proof("it has no index");
  const auto index = parse_decimal(line->substr(kIndexMark.size()));
  if (!index) return malformed_proof("its index is no number");
  proof.index = *index;
  for (line = next_line(bytes); line && !line->empty(); line = next_line(bytes)) {
    const auto hash = hash_from_base64(*line);
    if (!hash || proof.path.size() == kProofHashesMax)
      return malformed_proof("its path is not at most 63 hashes");
    proof.path.push_back(*hash);
  }
  if (!line || bytes.empty()) return malformed_proof("it has no checkpoint");
  proof.checkpoint = bytes;
  return proof;
}

std::string to_text(const OfflineProof& proof) {
  std::string text = std::string(kFirstLine) + "\n";
  if (!proof.extra.empty()) text += std::string(kExtraMark) + base64_encode(proof.extra) + "\n";
  text += std::string(kIndexMark) + std::to_string(proof.index) + "\n";
  for (const Hash& hash : proof.path) text += to_base64(hash) + "\n";
  return text + "\n" + proof.checkpoint;
}

Result<Checkpoint> verify_offline_proof(const OfflineProof& proof, std::string_view entry,
                                        const LogPolicy& policy) {
  Checkpoint checkpoint = TRY(open_checkpoint(proof.checkpoint, policy));
  if (!verify_inclusion(leaf_hash(entry), proof.index, checkpoint.size, proof.path,
                        checkpoint.root))
    return Error{ErrorCode::untrusted,
                 "the entry is not at index " + std::to_string(proof.index) + " of the log",
                 R"({"code":"log-proof"})"};
  return checkpoint;
}

}  // namespace kontor::tlog
