#include "host/app/import_options.hpp"

#include <array>
#include <string_view>
#include <utility>

namespace kontor::host {

namespace {

constexpr std::array<std::pair<DuplicateRule, std::string_view>, 3> kRuleNames{
    {{DuplicateRule::skip, "skip"},
     {DuplicateRule::update, "update"},
     {DuplicateRule::merge, "merge"}}};

std::string_view rule_name(DuplicateRule rule) {
  for (const auto& [known, name] : kRuleNames) {
    if (known == rule) return name;
  }
  return "";
}

}  // namespace

Result<DuplicateRule> parse_duplicate_rule(const std::string& word) {
  for (const auto& [rule, name] : kRuleNames) {
    if (word == name) return rule;
  }
  return Error{ErrorCode::invalid_argument, "duplicates: skip, update or merge are possible"};
}

Result<ImportOptions> ImportOptions::parse(const Json& json) {
  ImportOptions options;
  options.mapping = json.value("mapping", ImportMapping{});
  options.duplicates = TRY(parse_duplicate_rule(json.value("duplicates", "skip")));
  options.match = json.value("match", "");
  options.sheet = json.value("sheet", "");
  options.format = json.value("format", "");
  options.source = json.value("source", "");
  options.dry_run = json.value("dry_run", false);
  options.region = json.value("region", "");
  options.currency = json.value("currency", "EUR");
  options.encoding = json.value("encoding", "");
  options.delimiter = json.value("delimiter", "");
  options.rights = TRY(Rights::parse(json.value("rights", Json::object())));
  options.token = json.value("token", "");
  return options;
}

Json ImportOptions::to_json() const {
  return {{"mapping", mapping},   {"duplicates", rule_name(duplicates)},
          {"match", match},       {"sheet", sheet},
          {"source", source},     {"dry_run", dry_run},
          {"region", region},     {"currency", currency},
          {"encoding", encoding}, {"delimiter", delimiter},
          {"format", format},     {"rights", rights.to_json()},
          {"token", token}};
}

}  // namespace kontor::host
