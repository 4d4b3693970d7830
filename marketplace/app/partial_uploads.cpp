#include "marketplace/app/partial_uploads.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "marketplace/app/quarantine.hpp"
#include "marketplace/app/review_run.hpp"
#include "marketplace/app/uploads.hpp"
#include "marketplace/app/vendors.hpp"

namespace kontor::marketplace {
namespace {

namespace fs = std::filesystem;

Error disk_error(const std::string& what) {
  return {ErrorCode::internal, what + ": " + std::strerror(errno)};
}

// An operation id names a file here, so it is one.
Status check_operation_id(const std::string& id) {
  if (id.size() == 64 && id.find_first_not_of("0123456789abcdef") == std::string::npos) return ok();
  return Error{ErrorCode::invalid_argument, "an operation id is 64 hexadecimal digits"};
}

fs::path partial_folder(const Market& market, const std::string& vendor) {
  return market.quarantine / "partial" / vendor;
}

std::int64_t bytes_there(const fs::path& file) {
  std::error_code absent;
  const auto size = fs::file_size(file, absent);
  return absent ? 0 : static_cast<std::int64_t>(size);
}

struct Descriptor {
  int number;
  ~Descriptor() {
    if (number >= 0) ::close(number);
  }
};

Status copy_all(int from, int to) {
  std::array<char, 1 << 16> piece;
  for (;;) {
    const ssize_t got = ::read(from, piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return disk_error("the received part cannot be read");
    if (got == 0) return ok();
    for (ssize_t done = 0; done < got;) {
      const ssize_t put = ::write(to, piece.data() + done, static_cast<std::size_t>(got - done));
      if (put < 0 && errno != EINTR) return disk_error("the received part cannot be kept");
      if (put > 0) done += put;
    }
  }
}

// Adds the bytes of `part` to `whole` as one step: what fails leaves the length it had.
Status add_durably(const fs::path& part, const fs::path& whole, std::int64_t length) {
  const Descriptor from{::open(part.c_str(), O_RDONLY | O_CLOEXEC)};
  const Descriptor to{::open(whole.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600)};
  if (from.number < 0 || to.number < 0) return disk_error("no place for the upload");
  Status copied = copy_all(from.number, to.number);
  if (copied && ::fdatasync(to.number) != 0) copied = disk_error("the upload cannot be synced");
  if (!copied && ::ftruncate(to.number, length) != 0) return disk_error("the upload is damaged");
  return copied;
}

Status check_room(const fs::path& folder, const fs::path& whole) {
  std::error_code failed;
  fs::create_directories(folder, failed);
  if (failed) return Error{ErrorCode::internal, "no place for the upload: " + failed.message()};
  if (fs::exists(whole, failed)) return ok();
  const auto unfinished = static_cast<std::size_t>(
      std::distance(fs::directory_iterator(folder, failed), fs::directory_iterator()));
  if (unfinished < kUnfinishedUploadsMax) return ok();
  return Error{ErrorCode::exhausted,
               "you have " + std::to_string(unfinished) +
                   " unfinished uploads; finish or cancel one, or wait a day",
               R"({"code":"too-many-uploads"})"};
}

// The upload, if all of its bytes came before; its checks may still have to run.
Result<std::optional<Upload>> whole_upload(Market& market, const std::string& vendor,
                                           const std::string& operation_id) {
  auto known = get_upload(market, vendor, operation_id);
  if (!known && known.error().code != ErrorCode::not_found) return known.error();
  std::error_code unreadable;
  if (!known || (checks_unfinished(known->state) &&
                 !fs::exists(quarantined_file(market, *known), unreadable)))
    return std::optional<Upload>();
  return std::optional<Upload>(std::move(*known));
}

Appended appended(Upload upload) {
  const auto length = upload.length;
  return {.progress = {.offset = length, .complete = true}, .upload = std::move(upload)};
}

}  // namespace

Result<UploadProgress> upload_progress(Market& market, const std::string& vendor,
                                       const std::string& operation_id) {
  TRY(check_operation_id(operation_id));
  const fs::path whole = partial_folder(market, vendor) / operation_id;
  if (fs::exists(whole)) return UploadProgress{.offset = bytes_there(whole)};
  if (const auto upload = TRY(whole_upload(market, vendor, operation_id)))
    return UploadProgress{.offset = upload->length, .complete = true};
  return Error{ErrorCode::not_found, "nothing of upload '" + operation_id + "' has arrived"};
}

Result<Appended> append_to_upload(Market& market, const std::string& vendor,
                                  const std::string& operation_id, const Append& append) {
  TRY(check_operation_id(operation_id));
  const Vendor sender = TRY(active_vendor(market, vendor));
  std::optional<Upload> again;  // What failed by the market's fault is checked again.
  const fs::path folder = partial_folder(market, vendor), whole = folder / operation_id;
  std::int64_t length = 0;
  {
    const std::lock_guard lock(market.means.partials);
    if (!fs::exists(whole)) {
      auto upload = TRY(whole_upload(market, vendor, operation_id));
      if (upload && upload->state == UploadState::errored)
        again = std::move(upload);
      else if (upload)
        return appended(std::move(*upload));
    }
    if (!again) TRY(check_room(folder, whole));
    length = bytes_there(whole);
    if (!again && append.offset != length)
      return Error{ErrorCode::conflict, "the next byte belongs to offset " + std::to_string(length),
                   kontor::to_text({{"code", "mismatching-upload-offset"},
                                    {"expected-offset", length},
                                    {"provided-offset", append.offset}})};
    const std::int64_t more = append.file.empty() ? 0 : bytes_there(append.file);
    if (length + more > static_cast<std::int64_t>(kPackageBytesMax))
      return Error{ErrorCode::exhausted, "a package has at most 100 MiB",
                   R"({"status":413,"code":"body-too-large"})"};
    if (!again && more > 0) TRY(add_durably(append.file, whole, length));
    length += more;
  }
  if (again) return appended(TRY(run_review(market, sender, std::move(*again))));
  if (!append.completes) return Appended{.progress = {.offset = length}};
  auto upload = receive_upload(market, vendor, operation_id, whole);
  if (!upload && upload.error().detail.find("other-bytes") != std::string::npos)
    TRY(cancel_upload(market, vendor, operation_id));
  if (!upload) return upload.error();
  // A repeat of what was taken before leaves its bytes behind.
  std::error_code ignored;
  fs::remove(whole, ignored);
  return appended(std::move(*upload));
}

Status cancel_upload(Market& market, const std::string& vendor, const std::string& operation_id) {
  TRY(check_operation_id(operation_id));
  const std::lock_guard lock(market.means.partials);
  std::error_code failed;
  fs::remove(partial_folder(market, vendor) / operation_id, failed);
  if (failed) return Error{ErrorCode::internal, "upload not removed: " + failed.message()};
  return ok();
}

Status sweep_partial_uploads(Market& market) {
  const std::lock_guard lock(market.means.partials);
  std::error_code failed;
  if (!fs::exists(market.quarantine / "partial", failed)) return ok();
  for (const auto& entry :
       fs::recursive_directory_iterator(market.quarantine / "partial", failed)) {
    struct stat status {};
    if (!entry.is_regular_file() || ::stat(entry.path().c_str(), &status) != 0) continue;
    if (market.clock.now_ms() / 1000 - status.st_mtime < kUnfinishedAgeMaxS) continue;
    std::error_code ignored;
    fs::remove(entry.path(), ignored);
  }
  if (failed) return Error{ErrorCode::internal, "unfinished uploads: " + failed.message()};
  return ok();
}

}  // namespace kontor::marketplace
