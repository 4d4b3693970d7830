#include "host/app/import_options.hpp"

namespace kontor::host {

Result<ImportOptions> ImportOptions::parse(const Json& json) {
  ImportOptions options;
  options.mapping = json.value("mapping", ImportMapping{});
  options.duplicates =
      json.value("duplicates", "skip") == "update" ? DuplicateRule::update : DuplicateRule::skip;
  options.region = json.value("region", "");
  options.currency = json.value("currency", "EUR");
  options.encoding = json.value("encoding", "");
  options.delimiter = json.value("delimiter", "");
  options.rights = TRY(Rights::parse(json.value("rights", Json::object())));
  return options;
}

Json ImportOptions::to_json() const {
  return {{"mapping", mapping},
          {"duplicates", duplicates == DuplicateRule::update ? "update" : "skip"},
          {"region", region},
          {"currency", currency},
          {"encoding", encoding},
          {"delimiter", delimiter},
          {"rights", rights.to_json()}};
}

}  // namespace kontor::host
