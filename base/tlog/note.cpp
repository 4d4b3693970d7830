#include "base/tlog/note.hpp"

#include <algorithm>

#include "base/core/bytes.hpp"
#include "base/tlog/key_name.hpp"
#include "base/tlog/numbers.hpp"

namespace kontor::tlog {
namespace {

constexpr std::string_view kSignatureMark = "\xE2\x80\x94 ";  // Em dash, space.
constexpr std::size_t kSignatureBytesMax = 16384;
constexpr std::size_t kKeyIdBytes = 4;
constexpr std::size_t kTimeBytes = 8;

Error malformed(const std::string& why) {
  return {ErrorCode::invalid_argument, "this is no signed note: " + why};
}

Result<NoteSignature> parse_signature(std::string_view line) {
  if (!line.starts_with(kSignatureMark)) return malformed("a signature line has no dash");
  line.remove_prefix(kSignatureMark.size());
  const std::size_t space = std::min(line.find(' '), line.size());
  const std::string_view name = line.substr(0, space);
  if (!is_key_name(name)) return malformed("a signature has no key name");
  const auto bytes = base64_decode(line.substr(std::min(space + 1, line.size())));
  if (!bytes || bytes->size() <= kKeyIdBytes || bytes->size() > kSignatureBytesMax)
    return malformed("a signature is not base64 of a key id and bytes");
  return NoteSignature{std::string(name),
                       static_cast<std::uint32_t>(big_endian(bytes->substr(0, kKeyIdBytes))),
                       bytes->substr(kKeyIdBytes)};
}

// What the key of this type signs; empty if the signature has not the type's form.
std::string signed_message(std::string_view text, const NoteSignature& signature,
                           SignatureType type) {
  if (type == SignatureType::ed25519) return std::string(text);
  if (signature.bytes.size() <= kTimeBytes) return {};
  const std::uint64_t seconds = big_endian(std::string_view(signature.bytes).substr(0, kTimeBytes));
  return "cosignature/v1\ntime " + std::to_string(seconds) + "\n" + std::string(text);
}

bool verifies(const Note& note, const NoteSignature& signature, const VerifierKey& key) {
  const std::string message = signed_message(note.text, signature, key.type);
  const std::size_t before = key.type == SignatureType::cosignature_v1 ? kTimeBytes : 0;
  return !message.empty() &&
         key.key.verify(message, std::string_view(signature.bytes).substr(before));
}

}  // namespace

Result<Note> parse_note(std::string_view bytes) {
  if (bytes.size() > kNoteBytesMax) return malformed("it is longer than 65536 bytes");
  if (!is_utf8(bytes)) return malformed("it is not UTF-8");
  if (std::ranges::any_of(bytes,
                          [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n'; }))
    return malformed("it holds a control character");
  const std::size_t blank = bytes.rfind("\n\n");
  if (blank == std::string_view::npos || !bytes.ends_with('\n'))
    return malformed("no blank line stands before the signatures");
  Note note{.text = std::string(bytes.substr(0, blank + 1))};
  std::string_view lines = bytes.substr(blank + 2);
  if (lines.empty()) return malformed("there is no signature");
  while (!lines.empty()) {
    if (note.signatures.size() == kNoteSignaturesMax) return malformed("more than 64 signatures");
    const std::size_t end = lines.find('\n');
    note.signatures.push_back(TRY(parse_signature(lines.substr(0, end))));
    lines.remove_prefix(end + 1);
  }
  return note;
}

std::string signature_line(const NoteSignature& signature) {
  return std::string(kSignatureMark) + signature.name + " " +
         base64_encode(to_big_endian(signature.id, kKeyIdBytes) + signature.bytes) + "\n";
}

std::string to_text(const Note& note) {
  std::string text = note.text + "\n";
  for (const NoteSignature& signature : note.signatures) text += signature_line(signature);
  return text;
}

Result<bool> is_signed_by(const Note& note, const VerifierKey& key) {
  bool found = false;
  for (const NoteSignature& signature : note.signatures) {
    // The pair of name and id is the key; one of them alone is somebody else's.
    if (signature.name != key.name || signature.id != key.id) continue;
    if (!verifies(note, signature, key))
      return Error{ErrorCode::untrusted, "the signature of " + key.name + " does not verify",
                   R"({"code":"log-not-signed"})"};
    found = true;
  }
  return found;
}

NoteSignature sign_note(std::string_view text, const VerifierKey& verifier,
                        const crypto::SigningKey& key) {
  return {verifier.name, verifier.id, key.sign(text)};
}

NoteSignature cosign_note(std::string_view text, const VerifierKey& verifier,
                          const crypto::SigningKey& key, TimeMs time) {
  NoteSignature signature{verifier.name, verifier.id,
                          to_big_endian(static_cast<std::uint64_t>(time / 1000), kTimeBytes)};
  // The time stands in front of the signature it is part of; one placeholder byte gives the form.
  const std::string message = signed_message(
      text, {verifier.name, verifier.id, signature.bytes + '\0'}, SignatureType::cosignature_v1);
  signature.bytes += key.sign(message);
  return signature;
}

Status keep_cosignatures(Note& note, const Note& given, const std::vector<VerifierKey>& witnesses) {
  bool kept = false;
  for (const NoteSignature& signature : given.signatures)
    for (const VerifierKey& key : witnesses) {
      const auto is_its = [&](const NoteSignature& one) {
        return one.name == key.name && one.id == key.id;
      };
      if (!is_its(signature) || !verifies(note, signature, key)) continue;
      std::erase_if(note.signatures, is_its);
      note.signatures.push_back(signature);
      kept = true;
    }
  if (kept) return ok();
  return Error{ErrorCode::untrusted, "no witness of this log made one of these signatures"};
}

}  // namespace kontor::tlog
