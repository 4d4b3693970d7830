#include "sdk/testing/fake_files.hpp"

#include "base/core/bytes.hpp"
#include "base/core/json.hpp"
#include "base/crypto/hash.hpp"
#include "sdk/testing/fake_host.hpp"

namespace kontor::testing {
namespace {

constexpr std::size_t kPieceBytesMax = std::size_t{1} << 20;

Error no_file(const std::string& id) { return {ErrorCode::not_found, "there is no file " + id}; }

}  // namespace

const FakeFile* FakeFiles::find(const std::string& id) const {
  const auto found = files_.find(id);
  return found == files_.end() ? nullptr : &found->second;
}

std::int64_t FakeFiles::bytes() const {
  std::int64_t sum = 0;
  for (const auto& [id, file] : files_) sum += static_cast<std::int64_t>(file.bytes.size());
  return sum;
}

Result<op::FilePutResponse> FakeFiles::put(const op::FilePutRequest& request,
                                           const std::string& bytes) {
  if (!request.file && (request.name.empty() || request.offset != 0))
    return Error{ErrorCode::invalid_argument, "a file begins at offset 0 and with a name"};
  const std::string id = request.file ? *request.file : "file-" + std::to_string(++last_);
  if (request.file && (!find(id) || find(id)->ended)) return no_file(id);
  FakeFile& file = files_[id];
  if (!request.file) file.begun = request;
  const auto size = static_cast<std::int64_t>(file.bytes.size());
  if (request.offset != size)
    return Error{ErrorCode::conflict,
                 "the host has " + std::to_string(size) + " bytes of this file",
                 to_text(Json{{"size_bytes", size}})};
  file.bytes += bytes;
  file.ended = request.last;
  op::FilePutResponse answer{.file = id,
                             .size_bytes = static_cast<std::int64_t>(file.bytes.size())};
  if (file.ended) answer.sha256 = crypto::sha256_hex(file.bytes);
  return answer;
}

Result<op::FileGetResponse> FakeFiles::get(const op::FileGetRequest& request) const {
  const FakeFile* file = find(request.file);
  if (!file || !file->ended) return no_file(request.file);
  const auto at = std::min(file->bytes.size(), static_cast<std::size_t>(request.offset));
  const std::string piece = file->bytes.substr(at, static_cast<std::size_t>(request.length));
  return op::FileGetResponse{.name = file->begun.name,
                             .content_type = file->begun.content_type,
                             .size_bytes = static_cast<std::int64_t>(file->bytes.size()),
                             .sha256 = crypto::sha256_hex(file->bytes),
                             .data = base64_encode(piece),
                             .last = at + piece.size() >= file->bytes.size()};
}

void FakeHost::answer_files() {
  on<op::FilePut>([this](const auto& request) -> Result<op::FilePutResponse> {
    const auto bytes = base64_decode(request.data);
    if (!bytes || bytes->size() > kPieceBytesMax)
      return Error{ErrorCode::invalid_argument, "data is not base64 of at most 1 MiB"};
    const std::lock_guard lock(mutex_);
    TRY(check_quota(static_cast<std::int64_t>(bytes->size())));
    return files_.put(request, *bytes);
  });
  on<op::FileGet>([this](const auto& request) {
    const std::lock_guard lock(mutex_);
    return files_.get(request);
  });
  on<op::FileDelete>([this](const auto& request) {
    const std::lock_guard lock(mutex_);
    files_.remove(request.file);
    return op::FileDeleteResponse{};
  });
}

}  // namespace kontor::testing
