#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/json.hpp"

namespace kontor::host {

// What plugins, installed or gone, hold of people; implemented by host/plugins. Outside any
// transaction. Any thread.
class PluginSubjects {
 public:
  virtual ~PluginSubjects() = default;

  // One thing a plugin keeps of a person, as a line of the export (person_export.md) without
  // bytes: kind "plugin-data", "plugin-storage", "plugin-file", "plugin-mail" or "plugin-error".
  using Tell = std::function<Status(Json line)>;
  virtual Status tell_about(const std::string& person, const Tell& tell) = 0;
  // The bytes of a "plugin-file" line, piece by piece; empty after the last.
  virtual Result<std::string> file_bytes(const std::string& file, std::int64_t offset) = 0;

  // What one plugin answered to the wish to forget a person.
  struct Answer {
    std::string plugin;
    bool installed = true;
    std::string error = {};       // Not empty: it could not be asked, or failed; ask again.
    std::int64_t storage = 0;     // Entries in the host's storage: kept now, or erased.
    std::int64_t files = 0;       // Files likewise.
    Json kept = Json::array();    // [{"what","reason","until"}]: what has to stay.
    bool tell_on_return = false;  // Gone, and its own folder is still there.
    Json to_json() const;
    static Answer parse(const Json& json);
  };
  // The first phase: nothing is changed. `kept` holds what must stay for now.
  virtual Result<std::vector<Answer>> ask_to_forget(const std::string& person) = 0;
  // The second: each plugin forgets, then the host what it keeps for it. Again until no answer
  // has an error; who has forgotten already forgets nothing more.
  virtual Result<std::vector<Answer>> forget(const std::string& person) = 0;
  // Tells one plugin that was gone before. Ok also when there is nothing left to tell it for.
  virtual Status forget_late(const std::string& plugin, const std::string& person) = 0;
  // Records went for good: files that only they held go, too.
  virtual Status records_gone() { return ok(); }
  // [{"plugin","name","version","permissions","network","personal_fields"}], for the record of
  // processing.
  virtual Result<Json> processing() = 0;
};

}  // namespace kontor::host
