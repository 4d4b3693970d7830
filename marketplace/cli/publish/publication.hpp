#pragma once

#include <filesystem>
#include <string>

#include "base/crypto/keys.hpp"
#include "marketplace/cli/desk/desk.hpp"
#include "marketplace/cli/publish/package_upload.hpp"
#include "marketplace/core/release_terms.hpp"
#include "sdk/package/package.hpp"

namespace kontor::marketplace {

// The way of one package from its vendor's desk to the catalogue. Every step may be repeated:
// after a broken connection or a killed process the same command goes on where it ended.
class Publication {
 public:
  // Checks the package at home: nothing is sent that the market would refuse for its form,
  // signature or vendor.
  static Result<Publication> prepare(Desk& desk, const std::filesystem::path& file,
                                     const std::string& vendor, const crypto::SigningKey& key);

  // Brings the package to the market, waits until it is checked and answers the upload as the
  // market tells it. Asks first, goes on where an upload ended, also another process's, and
  // does so again after each exchange that broke.
  Result<Json> submit(const UploadWish& wish);
  // Sends the vendor's word against a rejection.
  Result<Json> appeal(const std::string& text);
  // Waits for the operator's decision, at most so long; unavailable after that.
  Result<Json> wait_for_decision(int timeout_s);
  // After the approval: signs the vendor's role with the package in it, and releases it under
  // these terms.
  Result<Json> release(const ReleaseTerms& terms);

 private:
  Publication(Desk& desk, package::Archive archive, package::Manifest manifest, std::string vendor,
              crypto::SigningKey key);
  Result<Json> present();
  Result<Json> try_release(const ReleaseTerms& terms);
  // Has the market run checks again that failed by its own fault.
  Result<Json> check_again();
  Result<std::string> next_role(const std::string& role, const ReleaseTerms& terms) const;

  Desk& desk_;
  package::Archive archive_;
  package::Manifest manifest_;
  std::string vendor_;
  crypto::SigningKey key_;
  std::string operation_id_;
};

}  // namespace kontor::marketplace
