#include "host/gdpr/plugin_subjects.hpp"

namespace kontor::host {

Json PluginSubjects::Answer::to_json() const {
  Json json{{"plugin", plugin},
            {"installed", installed},
            {"storage", storage},
            {"files", files},
            {"kept", kept}};
  if (!error.empty()) json["error"] = error;
  if (tell_on_return) json["tell_on_return"] = true;
  return json;
}

PluginSubjects::Answer PluginSubjects::Answer::parse(const Json& json) {
  Answer answer;
  answer.plugin = json.value("plugin", "");
  answer.installed = json.value("installed", true);
  answer.error = json.value("error", "");
  answer.storage = json.value("storage", std::int64_t{0});
  answer.files = json.value("files", std::int64_t{0});
  answer.kept = json.value("kept", Json::array());
  answer.tell_on_return = json.value("tell_on_return", false);
  return answer;
}

}  // namespace kontor::host
