#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/core/json.hpp"
#include "host/access/principal.hpp"

namespace kontor::host {

// Files in formats of which the host knows nothing, turned into rows; implemented by
// host/plugins. A format is named "plugin/format". Any thread.
class ImportFormats {
 public:
  virtual ~ImportFormats() = default;

  // What may be imported now: [{"format","label","entity","endings","state"}], state "open" or
  // "unlicensed".
  virtual Json formats(const Principal& actor) = 0;
  // not_found, forbidden where a licence or seat is wanting, invalid_argument for another entity.
  virtual Status require_format(const Principal& actor, const std::string& format,
                                const std::string& entity) = 0;

  struct Piece {
    std::string_view bytes;  // At most kPieceBytesMax.
    bool last = false;
    Json state = nullptr;  // Of the piece before.
  };
  struct Rows {
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> rows;
    std::size_t read_bytes = 0;  // At most those of the piece.
    Json state = nullptr;
  };
  virtual Result<Rows> read(const Principal& actor, const std::string& format,
                            const Piece& piece) = 0;

  static constexpr std::size_t kPieceBytesMax = std::size_t{256} << 10;
};

}  // namespace kontor::host
