#pragma once

#include <filesystem>
#include <string>

#include "base/core/random.hpp"
#include "base/core/result.hpp"
#include "base/crypto/keys.hpp"
#include "licensing/client/fingerprint.hpp"

namespace kontor::licensing {

// This installation as ledgers know it: a key pair of its own, an id, the machine it was
// enrolled on, and the ratchet that only one copy of it can follow. Kept in two files of one
// folder, for its owner only (0600). One thread.
class Device {
 public:
  // Reads `folder`/device.key and device.json, or makes them. `root` is "/" but in tests.
  static Result<Device> open(const std::filesystem::path& folder, Random& random,
                             const std::filesystem::path& root = "/");

  const crypto::SigningKey& key() const { return key_; }
  std::string public_key_raw() const { return key_.public_key().ed25519_raw(); }
  const std::string& host_id() const { return host_id_; }
  const Fingerprint& fingerprint() const { return now_; }
  // The folder lies on a machine with too few of the enrolled parts: copied, or a new PC. The
  // ledger decides whether that is an allowed rebind.
  bool has_moved() const { return !is_same_machine(enrolled_, now_); }
  // The ledger took the new machine.
  Status enrol_here();

  // Ratchet: what the ledger expects at the next check-in, and the nonce of the question that
  // is not yet answered ("" if there is none). Both are on the disk before they are asked with
  // or counted on, so that a crash repeats a question instead of skipping one.
  std::int64_t counter() const { return counter_; }
  const std::string& question() const { return question_; }
  Status ask(const std::string& nonce);
  Status advance(std::int64_t next);

 private:
  Device(std::filesystem::path file, crypto::SigningKey key)
      : file_(std::move(file)), key_(std::move(key)) {}
  Status read(const std::string& text);
  Status write() const;

  std::filesystem::path file_;
  crypto::SigningKey key_;
  std::string host_id_;
  Fingerprint enrolled_;
  Fingerprint now_;
  std::int64_t counter_ = 0;
  std::string question_;
};

}  // namespace kontor::licensing
