#pragma once

#include <string>

#include "base/core/clock.hpp"
#include "base/core/json.hpp"
#include "licensing/core/license.hpp"

namespace kontor::testing {

inline TimeMs at(const std::string& text) { return parse_rfc3339(text).value(); }

inline std::string code_of(const Error& error) {
  return error.detail.empty() ? "" : Json::parse(error.detail)["code"].get<std::string>();
}

// The CRM of the Russian text, in kopecks: ten people for 139 800 once, or 10 992 a month and
// 8 000 once, or six payments of 26 360.
inline licensing::Offer crm_for_ten() {
  licensing::Offer offer;
  offer.offer_id = "crm";
  offer.product = "acme.crm";
  offer.model = licensing::SeatModel::concurrent;
  offer.price = {.amount = 1'398'000, .currency = "RUB"};
  offer.period = licensing::Period::once;
  offer.per = licensing::PricePer::seat;
  offer.rental =
      licensing::Rental{.period = licensing::Period::month, .amount = 109'920, .fee = 800'000};
  offer.instalments = licensing::Instalments{.count = 6, .amount = 263'600};
  offer.buy_out = licensing::BuyOut{.credit_percent = 30};
  return offer;
}

// The list price of the Swedish text, in cents: 40 $ a user and month, but only from ten
// licences bought at once for a year; 50 $ otherwise.
inline licensing::Offer forty_dollars() {
  licensing::Offer offer;
  offer.offer_id = "forty";
  offer.product = "acme.crm";
  offer.model = licensing::SeatModel::named;
  offer.price = {.amount = 5'000, .currency = "USD"};
  offer.period = licensing::Period::month;
  offer.per = licensing::PricePer::seat;
  offer.tiers = {{.min_quantity = 10, .min_term_months = 12, .amount = 4'000}};
  return offer;
}

inline licensing::License license_under(const licensing::Offer& offer, std::int64_t seats) {
  licensing::License license;
  license.license_id = "l";
  license.product = offer.product;
  license.model = offer.model;
  license.seats = seats;
  license.features = offer.features;
  license.valid_from_ms = at("2026-03-01T10:00:00Z");
  license.offer = offer;
  return license;
}

}  // namespace kontor::testing
