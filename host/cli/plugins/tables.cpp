#include "host/cli/plugins/tables.hpp"

#include <algorithm>
#include <iomanip>
#include <sstream>
#include <vector>

namespace kontor::host {
namespace {

// A terminal obeys control characters, and some of these texts are a plugin's.
std::string plain(std::string text) {
  std::ranges::replace_if(
      text, [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
  return text;
}

std::string text_at(const Json& object, const std::string& name) {
  const auto found = object.find(name);
  if (found == object.end() || found->is_null()) return "";
  return plain(found->is_string() ? found->get<std::string>() : to_text(*found));
}

const Json& member(const Json& object, const std::string& name) {
  static const Json kNone = Json::object();
  const auto found = object.find(name);
  return found == object.end() || found->is_null() ? kNone : *found;
}

// Columns as wide as their longest text.
void print_table(std::ostream& out, const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t column = 0; column < row.size(); ++column)
      widths[column] = std::max(widths[column], row[column].size());
  }
  for (const auto& row : rows) {
    for (std::size_t column = 0; column + 1 < row.size(); ++column)
      out << std::left << std::setw(static_cast<int>(widths[column]) + 2) << row[column];
    out << row.back() << "\n";
  }
}

std::string mebibytes(const Json& bytes) {
  std::ostringstream text;
  text << std::fixed << std::setprecision(1)
       << (bytes.is_number() ? bytes.get<double>() : 0.0) / (1 << 20) << " MiB";
  return text.str();
}

void print_section(std::ostream& out, const std::string& title) { out << "\n" << title << "\n"; }

// What a plugin that does not run will hear when it is back, and how long that is kept.
std::string waiting_events(const Json& waiting) {
  const std::string until = text_at(waiting, "let_go_at");
  std::string text = text_at(waiting, "count");
  if (!until.empty())
    text += ", since " + text_at(waiting, "oldest_at") + "; let go from " + until + " on";
  return text;
}

void print_crashes(std::ostream& out, const Json& crashes) {
  if (crashes.empty()) return;
  print_section(out, "crashes");
  for (const Json& crash : crashes) {
    out << "  " << text_at(crash, "at") << "  " << text_at(crash, "version") << "  "
        << text_at(crash, "cause") << "\n";
    for (const Json& line : member(crash, "log"))
      out << "      " << text_at(line, "level") << ": " << text_at(line, "text") << "\n";
  }
}

}  // namespace

void print_list(std::ostream& out, const Json& answer) {
  if (answer.value("safe_mode", false))
    out << "This host runs in safe mode: no plugin runs, and saves go on without their hooks.\n";
  if (member(answer, "plugins").empty()) {
    out << "no plugin is installed; kontor install PLUGIN does it\n";
    return;
  }
  std::vector<std::vector<std::string>> rows{{"PLUGIN", "VERSION", "STATE", "MODE", "HEALTH"}};
  for (const Json& plugin : member(answer, "plugins"))
    rows.push_back({text_at(plugin, "id"), text_at(plugin, "version"), text_at(plugin, "state"),
                    text_at(plugin, "mode"),
                    text_at(member(plugin, "health"), "status") + " " +
                        text_at(member(plugin, "health"), "detail")});
  print_table(out, rows);
}

void print_layers(std::ostream& out, const Json& layers) {
  std::vector<std::vector<std::string>> rows;
  for (const Json& layer : layers)
    rows.push_back({"  " + text_at(layer, "name"), text_at(layer, "state"), text_at(layer, "why")});
  print_table(out, rows);
}

void print_plugin(std::ostream& out, const Json& plugin, const std::string& language) {
  print_state(out, plugin);
  const Json& usage = member(plugin, "usage");
  const Json& versions = member(plugin, "versions");
  print_table(out,
              {{"  health", text_at(member(plugin, "health"), "status") + " " +
                                text_at(member(plugin, "health"), "detail")},
               {"  runs in", text_at(plugin, "mode")},
               {"  version before", text_at(versions, "previous")},
               {"  cpu", text_at(usage, "cpu_ms") + " ms"},
               {"  memory", mebibytes(member(usage, "memory_bytes"))},
               {"  calls", text_at(usage, "calls") + " to it, " + text_at(usage, "host_calls") +
                               " from it, " + text_at(usage, "denied") + " denied"},
               {"  gaps", text_at(plugin, "gaps")},
               {"  events waiting", waiting_events(member(plugin, "events_waiting"))}});
  const Json& change = member(plugin, "last_change");
  if (!change.empty())
    out << "  last change: " << text_at(change, "kind") << " to " << text_at(change, "to") << " at "
        << text_at(change, "at") << ", " << text_at(change, "outcome") << " "
        << text_at(change, "reason") << "\n";
  const Json& words = member(plugin, "permission_words");
  print_section(out, "permissions");
  for (const Json& sentence : member(words, words.contains(language) ? language : "en"))
    out << "  - " << plain(sentence.get<std::string>()) << "\n";
  print_section(out, "layers");
  print_layers(out, member(plugin, "layers"));
  print_crashes(out, member(plugin, "crashes"));
}

void print_sandbox(std::ostream& out, const Json& answer) {
  out << "where a layer is missing: " << text_at(answer, "policy") << "\n";
  print_layers(out, member(answer, "layers"));
}

void print_handbook(std::ostream& out, const Json& answer) {
  std::string text;
  if (const Json& said = member(answer, "text"); said.is_string()) text = said.get<std::string>();
  // Lines and tabs are the page's; whatever else a terminal obeys is not.
  const auto obeyed = [](unsigned char c) {
    return (c < 0x20 && c != '\n' && c != '\t') || c == 0x7f;
  };
  std::ranges::replace_if(text, obeyed, ' ');
  out << text << (text.ends_with('\n') ? "" : "\n");
}

void print_state(std::ostream& out, const Json& plugin) {
  out << text_at(plugin, "id") << " " << text_at(plugin, "version") << " is "
      << text_at(plugin, "state") << "\n";
}

}  // namespace kontor::host
