#pragma once

#include <functional>
#include <string>

#include "marketplace/cli/desk/desk.hpp"

namespace kontor::marketplace {

// How a package's bytes are to be sent.
struct UploadWish {
  std::int64_t bytes_per_s_max = 0;  // 0: as fast as it goes.
  // Told after each piece: bytes that the market has, of all. May be empty.
  std::function<void(std::size_t done, std::size_t all)> on_progress = {};
};

// Brings the bytes of one operation to the market in pieces (draft-ietf-httpbis-resumable-
// upload): asks where to go on, whoever sent what is there, and again after each failure. It
// gives up when nothing has moved for a number of attempts. Answers the upload as the market
// tells it after the last piece.
Result<Json> send_package(Desk& desk, const std::string& operation_id, const std::string& bytes,
                          const UploadWish& wish);

}  // namespace kontor::marketplace
