#include "host/app/duplicates.hpp"

#include <algorithm>
#include <charconv>
#include <map>

#include "host/app/record_scope.hpp"
#include "host/core/match_rule.hpp"
#include "host/core/search_text.hpp"
#include "host/store/shared_keys.hpp"

namespace kontor::host {
namespace {

// As an import compares: a flagged number is no key, and what stands beside is folded.
std::string key_of(const MatchRule& rule, const Json& fields) {
  std::string key = compared(fields, rule.fields.front());
  if (key.empty() || fields.contains(rule.fields.front() + "_flag")) return "";
  for (auto beside = rule.fields.begin() + 1; beside != rule.fields.end(); ++beside) {
    const std::string also = compared(fields, *beside);
    if (also.empty() && rule.complete) return "";
    key += '\n' + fold_for_search(also);
  }
  return key;
}

// What the database may compare as well, since nothing in it is folded.
std::string exact_beside(const Entity& entity, const MatchRule& rule) {
  if (!rule.complete || rule.fields.size() < 2) return "";
  const Field* const field = entity.find(rule.fields[1]);
  return field != nullptr && field->type == FieldType::reference ? field->name : "";
}

struct Place {
  std::size_t rule = 0;
  std::string after;
};

Result<Place> place_of(const std::string& cursor, std::size_t rules) {
  Place place;
  if (cursor.empty()) return place;
  const char* const end = cursor.data() + cursor.size();
  const auto [at, problem] = std::from_chars(cursor.data(), end, place.rule);
  if (problem != std::errc{} || at == end || *at != '.' || place.rule >= rules)
    return Error{ErrorCode::invalid_argument, "the cursor is not one of this list"};
  place.after = std::string(at + 1, end);
  return place;
}

class Search {
 public:
  Search(Records& records, db::Database& database, const Principal& principal, const Entity& entity,
         std::vector<MatchRule> rules)
      : records_(records),
        database_(database),
        principal_(principal),
        entity_(entity),
        rules_(std::move(rules)) {}

  Result<DuplicatesPage> run(Place place, int limit) {
    for (int walks = 0; walks < kWalksMax; ++walks) {
      const auto layout = records_.store().layout(entity_.name);
      const MatchRule& rule = rules_[place.rule];
      KeyWalk walk{.field = rule.fields.front(),
                   .beside = exact_beside(entity_, rule),
                   .after = place.after,
                   .limit = limit - static_cast<int>(page_.groups.size())};
      const SharedKeys shared = TRY(database_.read(
          [&](db::Session& session) { return shared_keys(session, *layout, walk); }));
      walk.limit = kSameKeyMax;
      for (const std::string& key : shared.keys) {
        auto found = TRY(database_.read(
            [&](db::Session& session) { return records_with_key(session, *layout, walk, key); }));
        TRY(take(place.rule, std::move(found)));
      }
      place.after = shared.last;
      if (shared.last.empty() && ++place.rule == rules_.size()) return std::move(page_);
      if (static_cast<int>(page_.groups.size()) >= limit) break;
    }
    page_.next = std::to_string(place.rule) + "." + place.after;
    return std::move(page_);
  }

 private:
  // By the rule's key as far as one sees it, then into those that nothing contradicts.
  Status take(std::size_t rule, std::vector<Record> found) {
    std::map<std::string, std::vector<std::vector<Record>>> same;
    for (Record& record : found) {
      TRY(records_.place(principal_, entity_, record));
      if (!may_touch(principal_, entity_, Verb::read, record)) continue;
      records_.hide_fields(principal_, entity_, record);
      const std::string key = key_of(rules_[rule], record.fields);
      if (key.empty()) continue;
      auto& groups = same[key];
      const auto fits = std::ranges::find_if(groups, [&](const auto& group) {
        return std::ranges::none_of(group, [&](const Record& other) {
          return rules_[rule].contradicted(record.fields, other.fields);
        });
      });
      if (fits == groups.end())
        groups.push_back({std::move(record)});
      else
        fits->push_back(std::move(record));
    }
    for (auto& [key, groups] : same) {
      for (auto& group : groups) {
        if (group.size() < 2 || is_told(rule, group)) continue;
        std::ranges::sort(group, {}, [](const Record& each) { return each.id; });
        TRY(records_.looked_at(principal_, entity_.name, group.size()));
        page_.groups.push_back({rules_[rule].named(), std::move(group)});
      }
    }
    return ok();
  }

  // All of them agree by a surer rule, too.
  bool is_told(std::size_t rule, const std::vector<Record>& group) const {
    for (std::size_t before = 0; before < rule; ++before) {
      const std::string key = key_of(rules_[before], group.front().fields);
      const bool all = !key.empty() && std::ranges::all_of(group, [&](const Record& each) {
        return key_of(rules_[before], each.fields) == key;
      });
      if (all) return true;
    }
    return false;
  }

  Records& records_;
  db::Database& database_;
  const Principal& principal_;
  const Entity& entity_;
  const std::vector<MatchRule> rules_;
  DuplicatesPage page_;
};

}  // namespace

Result<DuplicatesPage> find_duplicates(Records& records, db::Database& database,
                                       const Principal& principal,
                                       const DuplicatesRequest& request) {
  const auto catalogue = records.definitions().now();
  const Entity* const entity = TRY(catalogue->require(request.entity));
  TRY(require(principal, entity->name, Verb::read));
  std::vector<MatchRule> rules = TRY(chosen_rules(*entity, request.match));
  if (request.match.empty()) {
    // What is unique has no twins, and what one may not read tells one nothing.
    for (const MatchRule& rule : match_rules(*entity)) {
      const Field* const first = entity->find(rule.fields.front());
      const bool readable = std::ranges::all_of(rule.fields, [&](const std::string& field) {
        return principal.rights->may_field(entity->name, Verb::read, field);
      });
      if (first != nullptr && !first->unique && readable && begins_with_index(*entity, rule))
        rules.push_back(rule);
    }
  }
  for (const MatchRule& rule : rules)
    for (const std::string& field : rule.fields)
      TRY(require_field(principal, entity->name, Verb::read, field));
  if (rules.empty())
    return Error{ErrorCode::invalid_argument,
                 "match: nothing says what makes two records of " + entity->name + " the same"};
  Place place = TRY(place_of(request.cursor, rules.size()));
  return Search(records, database, principal, *entity, std::move(rules))
      .run(std::move(place), request.limit);
}

}  // namespace kontor::host
