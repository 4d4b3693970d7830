#pragma once

#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "licensing/core/license.hpp"

namespace kontor::licensing {

// Verified licences in memory. Any thread.
class LicenseShelf {
 public:
  // Shared between the shelf and whoever is at work with a licence that is just replaced.
  using Shared = std::shared_ptr<const License>;

  Shared find(std::string_view license_id) const;  // Null: unknown here.
  // Of a product, newest first; "" gives all.
  std::vector<Shared> of_product(std::string_view product) const;
  void keep(License license);
  void remove(std::string_view license_id);
  void replace(std::vector<License> licenses, std::vector<RefusedLicense> refused);
  std::vector<RefusedLicense> refused() const;

 private:
  mutable std::shared_mutex mutex_;
  std::vector<Shared> newest_first_;
  std::unordered_map<std::string, Shared> by_id_;
  std::vector<RefusedLicense> refused_;
};

}  // namespace kontor::licensing
