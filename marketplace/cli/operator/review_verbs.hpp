#pragma once

#include <filesystem>
#include <string>

#include "marketplace/cli/desk/desk.hpp"

namespace kontor::marketplace {

struct ReviewWish {
  Address address;
  std::string operation;
  std::string word;  // The decision, or the outcome of an appeal.
  std::string reason;
  std::filesystem::path key;  // Of the operator's desk; empty: nothing is attested.
  std::string level = "reviewed";
  std::string reviewer;
  std::filesystem::path package;  // What the operator looked at, or where to put it.
};

// The operator's verbs about packages; each answers what is to be printed.

Result<Json> show_queue(const ReviewWish& wish);
// One upload and its trail.
Result<Json> show_upload(const ReviewWish& wish);
// Downloads a waiting package into `wish.package`, if its bytes are the ones submitted.
Result<Json> fetch_package(const ReviewWish& wish);
// The screenshots of a waiting package, into the folder `wish.package`.
Result<Json> fetch_screenshots(const ReviewWish& wish);
// Sends the decision; an approval with a key carries an attestation that this desk signs. With
// `wish.package` the file's hash must be the upload's, so that what was looked at is attested.
Result<Json> decide(const ReviewWish& wish);
// Attests an approved package, or does so again at another level.
Result<Json> attest(const ReviewWish& wish);
Result<Json> answer_appeal(const ReviewWish& wish);
Result<Json> show_audit(const ReviewWish& wish);

}  // namespace kontor::marketplace
