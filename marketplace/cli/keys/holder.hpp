#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/core/json.hpp"
#include "base/crypto/keys.hpp"

namespace kontor::marketplace {

// What each holder of an off-line key does on his own machine; each answers what is printed.

// Makes FILE (mode 0600) and FILE.pub, the public half that may go anywhere. conflict if the
// file is there.
Result<Json> new_key(const std::filesystem::path& file);
// A FILE.pub of new_key().
Result<crypto::PublicKey> read_public_key(const std::filesystem::path& file);

// Adds the key's signature to a draft and writes the copy to `out`.
Result<Json> sign_draft(const std::filesystem::path& draft, const std::filesystem::path& key,
                        const std::filesystem::path& out);
// Puts signed copies of one draft together.
Result<Json> assemble(const std::vector<std::filesystem::path>& copies,
                      const std::filesystem::path& out);
// What a document says, for a person who is about to sign it.
Result<Json> describe(const std::string& document);
Result<Json> show(const std::filesystem::path& file);

}  // namespace kontor::marketplace
