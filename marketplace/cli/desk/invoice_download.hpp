#pragma once

#include "marketplace/cli/desk/desk.hpp"

namespace kontor::marketplace {

// Writes an order's invoice or credit note as PDF; answers {"file", "bytes"}.
Result<Json> download_invoice(const Address& address, const std::string& order_id, bool credit_note,
                              const std::filesystem::path& file);

}  // namespace kontor::marketplace
