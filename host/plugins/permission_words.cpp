#include "host/plugins/permission_words.hpp"

#include <algorithm>
#include <utility>

namespace kontor::host {

std::vector<std::pair<std::string_view, std::string_view>> permission_phrases();

namespace {

// The phrases of one language; an unknown one is its own name.
class Phrases {
 public:
  Phrases(std::string_view language, std::string_view json)
      : language_(language), all_(Json::parse(json, nullptr, /*allow_exceptions=*/false)) {}

  std::string of(const std::vector<std::string>& path, const std::string& otherwise) const {
    const Json* at = &all_;
    for (const std::string& name : path) {
      const auto found = at->find(name);
      if (found == at->end()) return otherwise;
      at = &*found;
    }
    return at->is_string() ? at->get<std::string>() : otherwise;
  }
  bool has(const std::vector<std::string>& path) const { return !of(path, "").empty(); }

  // "Connect to {{peer}}" with the values in their places.
  std::string filled(const std::string& name,
                     const std::vector<std::pair<std::string, std::string>>& values) const {
    std::string text = of({"permission", name}, name);
    for (const auto& [placeholder, value] : values) {
      const std::string mark = "{{" + placeholder + "}}";
      const auto place = text.find(mark);
      if (place != std::string::npos) text.replace(place, mark.size(), value);
    }
    return text;
  }

  std::string label(const std::map<std::string, std::string>& labels,
                    const std::string& otherwise) const {
    for (const std::string& language : {std::string(language_), std::string("en")})
      if (const auto found = labels.find(language); found != labels.end()) return found->second;
    return otherwise;
  }
  std::string why(const package::Translated& reason) const {
    return reason.empty() ? "" : " " + filled("why", {{"reason", label(reason, "")}});
  }

 private:
  std::string_view language_;
  Json all_;
};

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

std::string record_sentence(const Phrases& phrases, const package::RecordPermission& permission,
                            const Catalogue& catalogue) {
  const Entity* entity = catalogue.find(permission.entity);
  std::vector<std::string> verbs;
  for (const std::string& verb : permission.verbs)
    verbs.push_back(phrases.of({"permission", "verb", verb}, verb));
  std::vector<std::string> fields;
  for (const std::string& name : permission.fields) {
    const Field* field = entity == nullptr ? nullptr : entity->find(name);
    fields.push_back(field == nullptr ? name : phrases.label(field->labels, name));
  }
  const std::string many =
      entity == nullptr ? permission.entity : phrases.label(entity->plural_labels, entity->name);
  return phrases.filled("records",
                        {{"verbs", joined(verbs)}, {"entity", many}, {"fields", joined(fields)}}) +
         ". " +
         phrases.filled(
             "purpose",
             {{"purpose", phrases.of({"purpose", permission.purpose}, permission.purpose)},
              {"basis", phrases.of({"basis", permission.legal_basis}, permission.legal_basis)}}) +
         phrases.why(permission.reason);
}

std::string egress_sentence(const Phrases& phrases, const package::Egress& egress) {
  const std::string peer = egress.host + ":" + std::to_string(egress.port);
  return (egress.setting.empty() ? phrases.filled("egress", {{"peer", peer}})
                                 : phrases.filled("egressSetting", {{"setting", egress.setting}})) +
         "." + phrases.why(egress.reason);
}

Json sentences(const Phrases& phrases, const package::Manifest& manifest,
               const Catalogue& catalogue) {
  Json list = Json::array();
  for (const auto& permission : manifest.permissions.records)
    list.push_back(record_sentence(phrases, permission, catalogue));
  for (const auto& egress : manifest.permissions.egress)
    list.push_back(egress_sentence(phrases, egress));
  for (const auto& secret : manifest.permissions.secrets)
    list.push_back(phrases.filled("secret", {{"name", secret.name}}) + "." +
                   phrases.why(secret.reason));
  for (const auto& use : manifest.uses)
    list.push_back(phrases.filled("service", {{"service", use.service}}) + ".");
  for (const auto& entity : manifest.contributes.entities)
    list.push_back(
        phrases.filled("ownRecords", {{"entity", phrases.label(entity.label, entity.name)}}) + ".");
  for (const auto& format : manifest.contributes.import_formats)
    list.push_back(
        phrases.filled("importFormat", {{"format", phrases.label(format.label, format.name)}}) +
        ".");
  for (const std::string& operation : manifest.permissions.operations) {
    std::string key = operation;
    std::ranges::replace(key, '.', '_');
    // The others say no more than the lines above do: a connection is an egress.
    if (phrases.has({"permission", "operation", key}))
      list.push_back(phrases.of({"permission", "operation", key}, operation) + ".");
  }
  if (list.empty()) list.push_back(phrases.of({"permission", "none"}, "-"));
  return list;
}

}  // namespace

Json permission_words(const package::Manifest& manifest, const Catalogue& catalogue) {
  Json words = Json::object();
  for (const auto& [language, phrases] : permission_phrases())
    words[std::string(language)] = sentences(Phrases(language, phrases), manifest, catalogue);
  return words;
}

}  // namespace kontor::host
