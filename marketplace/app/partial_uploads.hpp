#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "marketplace/app/market.hpp"
#include "marketplace/core/upload.hpp"

namespace kontor::marketplace {

// Uploads that come in parts, after draft-ietf-httpbis-resumable-upload: the offset is the
// number of bytes that are on disk, and bytes are only added there. What has arrived survives
// a killed market and a killed vendor.

inline constexpr std::size_t kAppendBytesMax = std::size_t{8} << 20;
inline constexpr std::size_t kUnfinishedUploadsMax = 4;  // Of one vendor.
inline constexpr std::int64_t kUnfinishedAgeMaxS = 24 * 60 * 60;

struct UploadProgress {
  std::int64_t offset = 0;
  bool complete = false;  // All bytes are there and taken as the package they belong to.
};
// not_found for an upload of which nothing has arrived.
Result<UploadProgress> upload_progress(Market& market, const std::string& vendor,
                                       const std::string& operation_id);

struct Append {
  std::int64_t offset = 0;          // Where `file` belongs.
  std::filesystem::path file = {};  // Empty: no bytes.
  bool completes = false;           // Nothing comes after them.
};
struct Appended {
  UploadProgress progress = {};
  std::optional<Upload> upload = {};  // Set once complete.
};
// Adds bytes durably; the last ones make it a whole upload, which is checked. An upload that is
// complete already is answered as it stands. conflict (code "mismatching-upload-offset", with
// the right one) at another offset; exhausted past the size of a package or the number of
// unfinished uploads. Bytes that are not the operation's are thrown away with all before them.
Result<Appended> append_to_upload(Market& market, const std::string& vendor,
                                  const std::string& operation_id, const Append& append);

// Forgets what has arrived of an unfinished upload.
Status cancel_upload(Market& market, const std::string& vendor, const std::string& operation_id);

// Removes unfinished uploads to which nothing came for a day.
Status sweep_partial_uploads(Market& market);

}  // namespace kontor::marketplace
