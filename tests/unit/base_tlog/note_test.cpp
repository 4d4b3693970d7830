#include "base/tlog/note.hpp"

#include <gtest/gtest.h>

#include "base/core/bytes.hpp"

namespace kontor::tlog {
namespace {

// The example of Go's sumdb/note package: Ed25519 is deterministic, so signing gives its bytes.
constexpr const char* kPeterKey =
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
constexpr const char* kPeterSecret = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
constexpr const char* kPeterText =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n";
constexpr const char* kPeterLine =
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6"
    "KE6RyyBwJnAM=\n";

// A checkpoint of a public Certificate Transparency log with cosignatures of public witnesses.
constexpr const char* kPublicCheckpoint =
    "arche2025h1.staging.ct.transparency.dev\n"
    "1432088532\n"
    "U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=\n"
    "\n"
    "— arche2025h1.staging.ct.transparency.dev "
    "zTM8sQAAAZ5W0WdjBAMARjBEAiBjW5IQf9pvsYLfQFX6hoGREPMHbdQ3urbllzalApkptQIgIpwtEroeW2BXaHAI4kJXFb"
    "o"
    "n5Ch9MNL5zRNZ55lvGt0=\n"
    "— arche2025h1.staging.ct.transparency.dev "
    "ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3NygNI75MdhL1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=\n"
    "— remora.n621.de "
    "2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/"
    "zZ0WBxtqB0"
    "DrAWfBw==\n";
constexpr const char* kPublicLog =
    "arche2025h1.staging.ct.transparency.dev+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f";
constexpr const char* kPublicWitness =
    "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2";

VerifierKey key(const char* vkey) { return VerifierKey::parse(vkey).value(); }

TEST(NoteTest, SignsAndVerifiesTheNoteOfGosChecksumDatabase) {
  const std::string secret = base64_decode(kPeterSecret).value();
  ASSERT_EQ(secret.front(), '\x01');
  const auto signer = crypto::SigningKey::from_seed(secret.substr(1)).value();
  const auto verifier = VerifierKey::make("PeterNeumann", signer.public_key()).value();

  EXPECT_EQ(verifier.text(), kPeterKey);
  EXPECT_EQ(signature_line(sign_note(kPeterText, verifier, signer)), kPeterLine);
  const auto note = parse_note(std::string(kPeterText) + "\n" + kPeterLine).value();
  EXPECT_EQ(note.text, kPeterText);
  EXPECT_TRUE(is_signed_by(note, key(kPeterKey)).value());
}

TEST(NoteTest, VerifiesAPublicLogAndItsWitness) {
  const auto note = parse_note(kPublicCheckpoint).value();
  EXPECT_EQ(note.signatures.size(), 3U);
  EXPECT_TRUE(is_signed_by(note, key(kPublicLog)).value());
  EXPECT_TRUE(is_signed_by(note, key(kPublicWitness)).value());
  EXPECT_FALSE(is_signed_by(note, key(kPeterKey)).value());
  EXPECT_EQ(to_text(note), kPublicCheckpoint);
}

TEST(NoteTest, AChangedTextIsNotSigned) {
  for (const char* vkey : {kPublicLog, kPublicWitness}) {
    auto note = parse_note(kPublicCheckpoint).value();
    note.text.replace(note.text.find("1432"), 4, "1433");
    const auto checked = is_signed_by(note, key(vkey));
    ASSERT_FALSE(checked);
    EXPECT_EQ(checked.error().code, ErrorCode::untrusted);
  }
}

TEST(NoteTest, AWitnesssCosignatureSaysWhen) {
  const auto witness = crypto::SigningKey::generate();
  const auto verifier =
      VerifierKey::make("witness.example/w1", witness.public_key(), SignatureType::cosignature_v1)
          .value();
  Note note{.text = "origin\n0\nroot\n"};
  note.signatures.push_back(cosign_note(note.text, verifier, witness, 1'679'315'147'000));
  EXPECT_TRUE(is_signed_by(note, verifier).value());
  EXPECT_EQ(VerifierKey::parse(verifier.text())->text(), verifier.text());

  note.signatures.front().bytes[7] ^= 1;  // The time.
  EXPECT_FALSE(is_signed_by(note, verifier));
  // The same key as a log's is another signer.
  EXPECT_FALSE(
      is_signed_by(note, VerifierKey::make(verifier.name, witness.public_key()).value()).value());
}

TEST(NoteTest, KeepsOnlyCosignaturesOfKnownWitnessesThatVerify) {
  const auto log = crypto::SigningKey::generate(), witness = crypto::SigningKey::generate(),
             stranger = crypto::SigningKey::generate();
  const auto log_key = VerifierKey::make("log", log.public_key()).value();
  const auto make = [](const char* name, const crypto::SigningKey& signer) {
    return VerifierKey::make(name, signer.public_key(), SignatureType::cosignature_v1).value();
  };
  Note note{.text = "log\n0\nroot\n"};
  note.signatures.push_back(sign_note(note.text, log_key, log));
  Note given = note;
  given.signatures.push_back(cosign_note(note.text, make("w", witness), witness, 1000));
  given.signatures.push_back(cosign_note(note.text, make("s", stranger), stranger, 1000));

  ASSERT_TRUE(keep_cosignatures(note, given, {make("w", witness)}));
  EXPECT_EQ(note.signatures.size(), 2U);
  EXPECT_FALSE(keep_cosignatures(note, given, {make("w", log)}));
}

TEST(NoteTest, RefusesWhatIsNoNote) {
  const std::string line = kPeterLine;
  for (const std::string& text :
       {std::string(), std::string("\n"), std::string("text\n"), std::string("text\n\n"),
        "text\n" + line, "text\n\n" + line.substr(0, line.size() - 1), "text\n\n" + line + "\n",
        "text\r\n\n" + line, "te\txt\n\n" + line, "text\xFF\n\n" + line,
        std::string("text\n\n— name\n"), std::string("text\n\n— name AAAA\n"),
        std::string("text\n\n—  AAAAAAAA\n"), std::string("text\n\n— na+me AAAAAAAA\n"),
        std::string("text\n\n— na\xC2\xA0me AAAAAAAA\n"), std::string("text\n\n- name AAAAAAAA\n"),
        "text\n\n" + std::string(70'000, 'x')})
    EXPECT_FALSE(parse_note(text)) << text.substr(0, 60);
  std::string many = "text\n\n";
  for (int count = 0; count < 65; ++count) many += line;
  EXPECT_FALSE(parse_note(many));
}

TEST(NoteTest, RefusesWhatIsNoVerifierKey) {
  for (const char* vkey :
       {"", "PeterNeumann", "PeterNeumann+c74f20a3",
        "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+AhpcAA==", "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10T"})
    EXPECT_FALSE(VerifierKey::parse(vkey)) << vkey;
}

}  // namespace
}  // namespace kontor::tlog
