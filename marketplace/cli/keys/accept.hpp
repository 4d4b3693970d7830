#pragma once

#include <filesystem>
#include <vector>

#include "marketplace/cli/desk/desk.hpp"

namespace kontor::marketplace {

struct AcceptWish {
  std::vector<std::filesystem::path> documents;  // Named <version>.<role>.json.
  std::filesystem::path files;                   // Folder with what the targets role lists.
  std::filesystem::path data;                    // The market's, when it does not run …
  Address address;                               // … and the market when it does.
};

// Publishes signed documents in one step, after judging them as a client would. With a data
// folder without metadata these are the first.
Result<Json> accept_documents(const AcceptWish& wish);

}  // namespace kontor::marketplace
