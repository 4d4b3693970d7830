#include "host/api/search_endpoints.hpp"

#include <algorithm>

#include "host/api/answers/record_answers.hpp"
#include "host/api/authentication.hpp"
#include "host/api/request_values.hpp"

namespace kontor::host {

namespace {

constexpr int kFoundEach = 5;
constexpr int kFoundEachMax = 20;

bool is_searched(const Entity& entity) {
  return std::any_of(entity.fields.begin(), entity.fields.end(),
                     [](const Field& field) { return field.searchable; });
}

// Entities one may not read or search have nothing to say, and so have those without a match.
Result<http::Response> search(Records& records, const http::Request& request) {
  ListRequest wanted;
  wanted.text = TRY(query_text(request, "q"));
  wanted.purpose = TRY(query_text(request, "purpose"));
  wanted.limit = TRY(query_limit(request, kFoundEach, kFoundEachMax));
  if (wanted.text.empty())
    return Error{ErrorCode::invalid_argument, "q: what is searched for is missing"};
  Json found = Json::array();
  const auto catalogue = records.definitions().now();
  for (const auto& [name, entity] : catalogue->entities()) {
    if (!is_searched(entity)) continue;
    wanted.entity = name;
    auto page = records.list(principal_of(request), wanted);
    if (!page && page.error().code == ErrorCode::forbidden) continue;
    if (!page) return page.error();
    if (page->records.empty()) continue;
    Json of_entity = Json::array();
    for (Record& record : page->records) of_entity.push_back(record_json(std::move(record)));
    found.push_back(
        {{"entity", name}, {"records", std::move(of_entity)}, {"more", !page->next.empty()}});
  }
  return http::Response::json({{"found", std::move(found)}});
}

}  // namespace

void add_search_endpoints(http::Router& router, Accounts& accounts, Records& records) {
  router.add({.method = "GET",
              .path = "/api/v1/search",
              .auth = signed_in(accounts),
              .handler = [&](const http::Request& request) { return search(records, request); },
              .summary = "Finds records of every entity by words, as one types, or by the digits "
                         "of a phone number; the newest of each.",
              .answer_schema = answers::search_findings(),
              .query_names = {"q", "limit", "purpose"}});
}

}  // namespace kontor::host
