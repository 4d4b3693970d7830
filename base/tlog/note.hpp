#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/clock.hpp"
#include "base/core/result.hpp"
#include "base/crypto/keys.hpp"

// C2SP signed-note: text, a blank line, and lines "— <key name> base64(key id || signature)".
namespace kontor::tlog {

inline constexpr std::size_t kNoteBytesMax = 65536;
inline constexpr std::size_t kNoteSignaturesMax = 64;

// The signature types Kontor knows (signed-note, "Signature types").
enum class SignatureType : unsigned char {
  ed25519 = 0x01,
  cosignature_v1 = 0x04,  // A witness: Ed25519 with the time of signing (tlog-cosignature).
};

// Who may sign notes. Its text is the vkey "<name>+<8 hex digits>+base64(type || key)".
struct VerifierKey {
  std::string name;
  std::uint32_t id;
  SignatureType type;
  crypto::PublicKey key;

  static Result<VerifierKey> parse(std::string_view vkey);
  // invalid_argument for a name that is empty or holds a space, control character or plus.
  static Result<VerifierKey> make(const std::string& name, const crypto::PublicKey& key,
                                  SignatureType type = SignatureType::ed25519);
  std::string text() const;
};

struct NoteSignature {
  std::string name;
  std::uint32_t id = 0;
  std::string bytes;  // After the key id.
};

struct Note {
  std::string text;  // Ends with a newline.
  std::vector<NoteSignature> signatures = {};
};

// Splits; verifies nothing. invalid_argument for anything that is not a signed note.
Result<Note> parse_note(std::string_view bytes);
// "— <name> base64(…)\n"
std::string signature_line(const NoteSignature& signature);
std::string to_text(const Note& note);

// True if `key` signed the note, false if it did not; untrusted (detail {"code":"log-not-signed"})
// if a signature says to be by it and does not verify.
Result<bool> is_signed_by(const Note& note, const VerifierKey& key);

// A signature of the note's text; `key.public_key()` is the verifier's key.
NoteSignature sign_note(std::string_view text, const VerifierKey& verifier,
                        const crypto::SigningKey& key);
// A witness's (tlog-cosignature, "Ed25519 signed message").
NoteSignature cosign_note(std::string_view text, const VerifierKey& verifier,
                          const crypto::SigningKey& key, TimeMs time);

// Adds to `note` the signatures of `given`, a note of the same text, that these witnesses made and
// that verify. A witness's new signature replaces its old one. untrusted if there is none.
Status keep_cosignatures(Note& note, const Note& given, const std::vector<VerifierKey>& witnesses);

}  // namespace kontor::tlog
