#include <iostream>

#include "base/cli/called_as.hpp"
#include "base/cli/read_line.hpp"
#include "base/cli/require_verb.hpp"
#include "host/cli/exchange/connection.hpp"
#include "host/cli/host/told.hpp"

// `kontor duplicates`: records of a running host that are likely the same, and making one of them.
namespace {

using namespace kontor;

struct DuplicatesWish {
  exchange::Connection connection;
  std::string entity = "person";
  std::string match;
  std::string id;
  std::vector<std::string> others;
};

// What people know a record by.
std::string line_of(const Json& record) {
  const Json& fields = record.at("fields");
  std::string line = record.value("id", "");
  for (const char* name : {"name", "title", "email", "phone"}) {
    const auto value = fields.find(name);
    if (value != fields.end() && value->is_string()) line += "  " + value->get<std::string>();
  }
  return line + "\n";
}

Result<std::string> listed(const DuplicatesWish& wish) {
  const std::string path = "/records/" + http::percent_encode(wish.entity) +
                           "/duplicates?match=" + http::percent_encode(wish.match);
  std::string text;
  Json all = Json::array();
  std::string cursor;
  do {
    const Json page = TRY(wish.connection.call(
        "GET", path + (cursor.empty() ? "" : "&cursor=" + http::percent_encode(cursor))));
    for (const Json& group : page.at("groups")) {
      if (wish.connection.json) {
        all.push_back(group);
        continue;
      }
      text += "same " + group.value("match", "") + "\n";
      for (const Json& record : group.at("records")) text += "  " + line_of(record);
    }
    cursor = page.at("next").is_null() ? "" : page.at("next").get<std::string>();
  } while (!cursor.empty());
  if (wish.connection.json) return Json{{"groups", std::move(all)}}.dump(2) + "\n";
  return text.empty() ? "there are none\n" : text;
}

Result<std::string> merged(const DuplicatesWish& wish) {
  const Json record = TRY(wish.connection.call("POST",
                                               "/records/" + http::percent_encode(wish.entity) +
                                                   "/" + http::percent_encode(wish.id) + "/merge",
                                               {{"others", wish.others}}));
  return wish.connection.json ? record.dump(2) + "\n" : line_of(record);
}

}  // namespace

int main(int count, char** arguments) {
  CLI::App app("kontor duplicates: records of a running host that are likely the same",
               kontor::cli::called_as(arguments));
  kontor::cli::require_verb(app);
  DuplicatesWish wish;
  auto* const list = app.add_subcommand("list", "Groups of records that agree, the surest first");
  wish.connection.add_options(*list, "read these records");
  list->add_option("--match", wish.match,
                   "By what: email,phone,name+organisation; what the kind of record says if left "
                   "out");
  auto* const merge = app.add_subcommand("merge", "Make one record of several, with all histories");
  wish.connection.add_options(*merge, "change and delete these records");
  merge->add_option("id", wish.id, "The record that stays")->required();
  merge->add_option("others", wish.others, "Those that become part of it")->required();
  for (auto* const verb : {list, merge})
    verb->add_option("--entity", wish.entity, "Kind of record")->capture_default_str();
  if (const auto ended = kontor::cli::read_line(app, count, arguments)) return *ended;

  const Status open = wish.connection.open();
  const auto text =
      open ? (list->parsed() ? listed(wish) : merged(wish)) : Result<std::string>(open.error());
  if (!text) {
    std::cerr << kontor::host::told("kontor duplicates", text.error());
    return 1;
  }
  std::cout << *text;
  return 0;
}
