#include "licensing/seats/license_shelf.hpp"

#include <mutex>

namespace kontor::licensing {

LicenseShelf::Shared LicenseShelf::find(std::string_view license_id) const {
  const std::shared_lock lock(mutex_);
  const auto found = by_id_.find(std::string(license_id));
  return found == by_id_.end() ? nullptr : found->second;
}

std::vector<LicenseShelf::Shared> LicenseShelf::of_product(std::string_view product) const {
  std::vector<Shared> found;
  const std::shared_lock lock(mutex_);
  for (const Shared& license : newest_first_) {
    if (product.empty() || license->product == product) found.push_back(license);
  }
  return found;
}

void LicenseShelf::keep(License license) {
  Shared kept = std::make_shared<const License>(std::move(license));
  const std::unique_lock lock(mutex_);
  std::erase_if(newest_first_,
                [&](const Shared& old) { return old->license_id == kept->license_id; });
  std::erase_if(refused_,
                [&](const RefusedLicense& one) { return one.license_id == kept->license_id; });
  newest_first_.insert(newest_first_.begin(), kept);
  by_id_.insert_or_assign(kept->license_id, kept);
}

void LicenseShelf::remove(std::string_view license_id) {
  const std::unique_lock lock(mutex_);
  std::erase_if(newest_first_, [&](const Shared& old) { return old->license_id == license_id; });
  std::erase_if(refused_, [&](const RefusedLicense& one) { return one.license_id == license_id; });
  by_id_.erase(std::string(license_id));
}

std::vector<RefusedLicense> LicenseShelf::refused() const {
  const std::shared_lock lock(mutex_);
  return refused_;
}

void LicenseShelf::replace(std::vector<License> licenses, std::vector<RefusedLicense> refused) {
  std::vector<Shared> order;
  std::unordered_map<std::string, Shared> by_id;
  order.reserve(licenses.size());
  for (License& license : licenses) {
    order.push_back(std::make_shared<const License>(std::move(license)));
    by_id.emplace(order.back()->license_id, order.back());
  }
  const std::unique_lock lock(mutex_);
  newest_first_ = std::move(order);
  by_id_ = std::move(by_id);
  refused_ = std::move(refused);
}

}  // namespace kontor::licensing
