#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/tlog/key_name.hpp"
#include "base/tlog/note.hpp"

// Property: any bytes either are a note within the limits or are refused; nothing throws or
// crashes; a note that parses is written back as the very same bytes, its signers have names a
// key may have, and a key that signed nothing has signed nothing. The same bytes as a verifier key
// parse to a key whose text they are, or are refused.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kontor::tlog;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  static const VerifierKey kStranger =
      VerifierKey::make("stranger", kontor::crypto::SigningKey::generate().public_key()).value();

  if (const auto note = parse_note(bytes)) {
    if (to_text(*note) != bytes || note->signatures.empty()) std::abort();
    if (note->signatures.size() > kNoteSignaturesMax || !note->text.ends_with('\n')) std::abort();
    for (const NoteSignature& signature : note->signatures)
      if (!is_key_name(signature.name) || signature.bytes.empty()) std::abort();
    const auto signed_by = is_signed_by(*note, kStranger);
    if (signed_by && *signed_by) std::abort();
  }
  if (const auto key = VerifierKey::parse(bytes)) {
    const auto again = VerifierKey::parse(key->text());
    if (!again || again->text() != key->text() || again->id != key->id) std::abort();
  }
  return 0;
}
