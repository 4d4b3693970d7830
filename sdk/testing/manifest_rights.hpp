#pragma once

#include <string>
#include <string_view>

#include "base/core/json.hpp"
#include "base/core/result.hpp"
#include "sdk/package/manifest.hpp"

namespace kontor::testing {

// What a manifest lets its plugin ask of the host; the same rules as the real broker's.
class ManifestRights {
 public:
  explicit ManifestRights(package::Manifest manifest) : manifest_(std::move(manifest)) {}

  const package::Manifest& manifest() const { return manifest_; }

  // forbidden, with what the manifest lacks, or success.
  Status check(std::string_view operation, const Json& request) const;

  // Takes the fields of `record` away that the manifest does not let the plugin read.
  void keep_readable(Json& record) const;

 private:
  Status check_records(std::string_view operation, const Json& request) const;
  Status check_fields(const Json& request, std::string_view verb) const;
  Status check_egress(const std::string& host, int port) const;
  Status check_purpose(const std::string& entity, const std::string& purpose) const;
  Status check_address(const std::string& url) const;
  bool allows(std::string_view entity, std::string_view verb, std::string_view field) const;

  package::Manifest manifest_;
};

}  // namespace kontor::testing
