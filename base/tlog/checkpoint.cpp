#include "base/tlog/checkpoint.hpp"

#include <algorithm>

#include "base/core/json.hpp"
#include "base/tlog/numbers.hpp"

namespace kontor::tlog {
namespace {

constexpr std::size_t kExtensionsMax = 16;

Error malformed_checkpoint(const std::string& why) {
  return {ErrorCode::invalid_argument, "this is no checkpoint: " + why};
}

Error distrusted(const char* code, const std::string& message) {
  return {ErrorCode::untrusted, message, kontor::to_text(Json{{"code", code}})};
}

// The next line; the text ends with a newline.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

Result<int> count_signers(const Note& note, const std::vector<VerifierKey>& keys) {
  int count = 0;
  for (const VerifierKey& key : keys) {
    const bool signed_by_it = TRY(is_signed_by(note, key));
    if (signed_by_it) ++count;
  }
  return count;
}

}  // namespace

Result<Checkpoint> parse_checkpoint(std::string_view note_text) {
  if (!note_text.ends_with('\n')) return malformed_checkpoint("its last line has no end");
  Checkpoint checkpoint;
  checkpoint.origin = take_line(note_text);
  if (checkpoint.origin.empty()) return malformed_checkpoint("it has no origin");
  const auto size = parse_decimal(take_line(note_text));
  if (!size) return malformed_checkpoint("its second line is not the tree's size");
  checkpoint.size = *size;
  const auto root = hash_from_base64(take_line(note_text));
  if (!root) return malformed_checkpoint("its third line is not the root's hash");
  checkpoint.root = *root;
  while (!note_text.empty()) {
    const std::string_view line = take_line(note_text);
    if (line.empty() || checkpoint.extensions.size() == kExtensionsMax)
      return malformed_checkpoint("an extension line is empty or there are more than 16");
    checkpoint.extensions.emplace_back(line);
  }
  return checkpoint;
}

std::string to_text(const Checkpoint& checkpoint) {
  std::string text = checkpoint.origin + "\n" + std::to_string(checkpoint.size) + "\n" +
                     to_base64(checkpoint.root) + "\n";
  for (const std::string& extension : checkpoint.extensions) text += extension + "\n";
  return text;
}

Result<Checkpoint> open_checkpoint(std::string_view note_bytes, const LogPolicy& policy) {
  const auto note = parse_note(note_bytes);
  if (!note) return distrusted("log-not-signed", note.error().message);
  auto checkpoint = parse_checkpoint(note->text);
  if (!checkpoint) return distrusted("log-not-signed", checkpoint.error().message);
  if (checkpoint->origin != policy.origin)
    return distrusted("log-wrong-origin", "the checkpoint is of the log \"" + checkpoint->origin +
                                              "\", not of \"" + policy.origin + "\"");
  const int signers = TRY(count_signers(*note, policy.keys));
  if (signers == 0)
    return distrusted("log-not-signed",
                      "no key of the log \"" + policy.origin + "\" signed its checkpoint");
  const int witnesses = TRY(count_signers(*note, policy.witnesses));
  if (witnesses < policy.witness_threshold)
    return distrusted("log-not-witnessed", std::to_string(witnesses) + " of " +
                                               std::to_string(policy.witness_threshold) +
                                               " needed witnesses cosigned the log's checkpoint");
  return checkpoint;
}

}  // namespace kontor::tlog
