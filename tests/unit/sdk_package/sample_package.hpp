#pragma once

#include <filesystem>
#include <string>

#include "base/core/json.hpp"
#include "base/crypto/keys.hpp"
#include "sdk/package/package.hpp"

namespace kontor::package {

// The smallest manifest: acme.maps 1.2.0, an add-on with one library.
Json sample_manifest();

// A folder of its own with a plugin in it; gone with the object.
class SampleFolder {
 public:
  SampleFolder();
  ~SampleFolder();
  SampleFolder(const SampleFolder&) = delete;
  SampleFolder& operator=(const SampleFolder&) = delete;

  void write(const std::string& name, const std::string& bytes) const;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

crypto::SigningKey vendor_key();
crypto::SigningKey other_key();

// The sample, packed and signed by vendor_key().
std::string signed_sample();
Archive opened(std::string bytes);

}  // namespace kontor::package
