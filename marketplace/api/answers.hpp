#pragma once

#include "base/core/json.hpp"
#include "licensing/core/offer.hpp"
#include "marketplace/app/catalogue.hpp"
#include "marketplace/core/upload.hpp"
#include "marketplace/core/vendor.hpp"
#include "marketplace/core/vendor_affairs.hpp"

namespace kontor::marketplace {

// The JSON of the REST interface. Tokens are added by the endpoint that tells them.
Json answer(const Vendor& vendor);
Json answer(const Transfer& transfer);
Json answer(const Upload& upload);
Json answer(const ReviewEvent& event);
Json answer(const Appeal& appeal);
Json answer(const PricedOffer& offer);
Json answer(const PricedListing& listing);
Json answer(const ListingDetail& detail);
Json answer(const licensing::Money& money);

// {"<name>": [answer of each]}
template <typename Item>
Json answer_list(const char* name, const std::vector<Item>& items) {
  Json list = Json::array();
  for (const Item& item : items) list.push_back(answer(item));
  return {{name, std::move(list)}};
}

}  // namespace kontor::marketplace
