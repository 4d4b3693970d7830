#include "marketplace/cli/publish/package_upload.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <thread>

namespace kontor::marketplace {
namespace {

constexpr std::size_t kPieceBytes = std::size_t{1} << 20;
constexpr int kFruitlessMax = 8;  // Attempts in a row that bring nothing over.

struct Place {
  std::size_t offset = 0;
  bool complete = false;
};

Result<std::size_t> number_in(const http::Headers& headers, const char* name) {
  const auto found = headers.find(name);
  std::size_t number = 0;
  if (found != headers.end()) {
    const std::string& text = found->second;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (read.ec == std::errc() && read.ptr == text.data() + text.size()) return number;
  }
  return Error{ErrorCode::unavailable, std::string("the market answers without ") + name};
}

// Where the next byte belongs; 0 if nothing has arrived.
Result<Place> ask_for_place(Desk& desk, const std::string& path) {
  const auto answer = TRY(desk.send("HEAD", path));
  if (answer.status == 404) return Place{};
  if (answer.status == 401 || answer.status == 403)
    return Error{ErrorCode::forbidden, "the market does not know this token as the vendor's"};
  if (answer.status / 100 != 2)
    return Error{ErrorCode::unavailable, "the market answers " + std::to_string(answer.status)};
  const std::size_t offset = TRY(number_in(answer.headers, "upload-offset"));
  const auto complete = answer.headers.find("upload-complete");
  return Place{.offset = offset,
               .complete = complete != answer.headers.end() && complete->second == "?1"};
}

class Sending {
 public:
  Sending(Desk& desk, const std::string& operation_id, const std::string& bytes,
          const UploadWish& wish)
      : desk_(desk), path_("/uploads/" + operation_id), bytes_(bytes), wish_(wish) {}

  // From where the market is to the end. Each piece that arrives is told.
  Result<Json> run() {
    Place place = TRY(ask_for_place(desk_, path_));
    reached(place.offset);
    while (!place.complete) {
      if (place.offset > bytes_.size())
        return Error{ErrorCode::conflict, "the market has more bytes than there are"};
      const std::size_t size = std::min(kPieceBytes, bytes_.size() - place.offset);
      const bool is_last = place.offset + size == bytes_.size();
      const auto answer = TRY(send_piece(place.offset, size, is_last));
      if (is_last || answer.status / 100 != 2) {
        Json upload = TRY(http::json_answer(answer));
        reached(bytes_.size());
        return upload;
      }
      place.offset = TRY(number_in(answer.headers, "upload-offset"));
      reached(place.offset);
    }
    return desk_.call("GET", path_);
  }

  std::size_t farthest() const { return farthest_; }

 private:
  Result<http::Response> send_piece(std::size_t offset, std::size_t size, bool is_last) {
    if (wish_.bytes_per_s_max > 0)
      std::this_thread::sleep_for(std::chrono::milliseconds(static_cast<std::int64_t>(size) * 1000 /
                                                            wish_.bytes_per_s_max));
    return desk_.send("PATCH", path_,
                      {{"content-type", "application/partial-upload"},
                       {"upload-offset", std::to_string(offset)},
                       {"upload-complete", is_last ? "?1" : "?0"}},
                      bytes_.substr(offset, size));
  }

  void reached(std::size_t offset) {
    farthest_ = std::max(farthest_, offset);
    if (wish_.on_progress) wish_.on_progress(offset, bytes_.size());
  }

  Desk& desk_;
  std::string path_;
  const std::string& bytes_;
  const UploadWish& wish_;
  std::size_t farthest_ = 0;
};

// What another attempt may mend: a market that is away, or one that is further than thought.
bool is_passing(const Error& error) {
  return error.code == ErrorCode::unavailable ||
         error.detail.find("mismatching-upload-offset") != std::string::npos;
}

}  // namespace

Result<Json> send_package(Desk& desk, const std::string& operation_id, const std::string& bytes,
                          const UploadWish& wish) {
  Sending sending(desk, operation_id, bytes, wish);
  for (int fruitless = 0;; ++fruitless) {
    const std::size_t before = sending.farthest();
    auto upload = sending.run();
    if (upload || !is_passing(upload.error())) return upload;
    if (sending.farthest() > before) fruitless = 0;
    if (fruitless == kFruitlessMax) return upload;
    std::this_thread::sleep_for(std::chrono::milliseconds(200 << std::min(fruitless, 5)));
  }
}

}  // namespace kontor::marketplace
