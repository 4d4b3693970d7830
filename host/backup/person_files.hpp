#pragma once

#include <filesystem>
#include <string>

#include "base/core/random.hpp"
#include "base/core/result.hpp"

namespace kontor::host {

// A file about a person, sealed with the person's key (base/crypto/sealed_stream.hpp). `sealed`
// is replaced. False when the file is gone: it was erased.
Result<bool> seal_person_file(const std::filesystem::path& file, const std::string& key,
                              const std::filesystem::path& sealed, Random& random);
Status open_person_file(const std::filesystem::path& sealed, const std::string& key,
                        const std::filesystem::path& to);

}  // namespace kontor::host
