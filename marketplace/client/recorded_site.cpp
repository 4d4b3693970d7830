#include "marketplace/client/recorded_site.hpp"

#include <fstream>

namespace kontor::marketplace {

Status RecordedSite::download(const std::string& name, std::size_t bytes_max,
                              const http::Client::Sink& sink) {
  const std::filesystem::path place = folder_ / name;
  const std::filesystem::path partial = place.string() + ".partial";
  std::error_code error;
  std::filesystem::create_directories(place.parent_path(), error);
  std::ofstream copy(partial, std::ios::binary | std::ios::trunc);
  Status got = site_->download(name, bytes_max, [&](std::string_view bytes) -> Status {
    copy.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return sink(bytes);
  });
  copy.close();
  if (got && !copy) got = Error{ErrorCode::unavailable, "cannot write " + place.string()};
  if (got) {
    std::filesystem::rename(partial, place, error);
    if (error) got = Error{ErrorCode::unavailable, "cannot write " + place.string()};
  }
  if (!got) std::filesystem::remove(partial, error);
  return got;
}

}  // namespace kontor::marketplace
