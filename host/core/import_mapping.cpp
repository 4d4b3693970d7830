#include "host/core/import_mapping.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "host/core/search_text.hpp"

namespace kontor::host {

namespace {

constexpr std::size_t kColumnsMax = 500;

struct Synonyms {
  std::string_view field;
  std::string_view words;  // Folded, between bars.
};

// Folded as fold_for_search() does: lower case, no accents, no punctuation.
constexpr std::array<Synonyms, 24> kSynonyms{{
    {"first_name", "|first name|firstname|given name|имя|fornamn|fornavn|"},
    {"last_name", "|last name|lastname|surname|family name|фамилия|efternamn|efternavn|"},
    {"name",
     "|name|full name|фио|имя и фамилия|наименование|название|namn|navn|fullstandigt namn|"},
    {"email", "|email|e mail|mail|mail address|почта|эл почта|e post|epost|mejl|mailadresse|"},
    {"phone",
     "|phone|phone number|tel|telephone|mobile|cell|телефон|моб телефон|мобильныи|номер "
     "телефона|telefon|mobil|tlf|telefonnummer|mobilnummer|"},
    {"organisation",
     "|company|organisation|organization|employer|компания|организация|фирма|foretag|firma|"
     "virksomhed|bolag|"},
    {"birth_date",
     "|born|birthday|birth date|date of birth|дата рождения|день "
     "рождения|fodd|fodelsedatum|født|fødselsdato|fodselsdag|"},
    {"role", "|role|position|job title|должность|роль|roll|rolle|befattning|stilling|"},
    {"source", "|source|lead source|источник|kalla|kilde|"},
    {"language", "|language|язык|sprak|sprog|"},
    {"region", "|region|регион|"},
    {"owner", "|owner|responsible|ответственныи|ansvarig|ansvarlig|"},
    {"manager", "|manager|менеджер|saljare|sælger|"},
    {"person", "|contact|contact e mail|contact email|person|контакт|kontakt|kontaktperson|"},
    {"address", "|address|адрес|adress|adresse|"},
    {"domain", "|domain|website|site|саит|домен|webbplats|hjemmeside|"},
    {"number", "|number|no|order number|номер|nummer|ordernummer|ordrenummer|"},
    {"amount", "|amount|value|sum|сумма|belopp|beløb|"},
    {"total", "|total|sum|amount|итого|сумма|summa|i alt|"},
    {"currency", "|currency|валюта|valuta|"},
    {"expected_close",
     "|expected close|close date|ожидаемое закрытие|forvantat avslut|forventet afslutning|"},
    {"closed_at", "|closed|closed at|закрыта|avslutad|afsluttet|"},
    {"converted_at", "|converted|converted at|конвертирован|konverterad|konverteret|"},
    {"ordered_at", "|date|order date|ordered|дата|дата заказа|datum|dato|orderdatum|"},
}};

bool has_word(std::string_view words, const std::string& header) {
  return words.find("|" + header + "|") != std::string_view::npos;
}

// The candidates for a header, the surest first.
std::vector<std::string> candidates(const Entity& entity, const std::string& header) {
  std::vector<std::string> found;
  for (const Field& field : entity.fields) {
    bool same = fold_for_search(field.name) == header;
    for (const auto& [language, label] : field.labels) {
      same = same || fold_for_search(label) == header;
    }
    if (same) found.push_back(field.name);
  }
  for (const Synonyms& synonyms : kSynonyms) {
    if (has_word(synonyms.words, header)) found.emplace_back(synonyms.field);
  }
  if (has_word("|created|created at|создан|создана|дата создания|skapad|oprettet|", header)) {
    found.emplace_back("created_at");
  }
  return found;
}

}  // namespace

bool can_import(const Entity& entity, std::string_view field) {
  if (field == "created_at") return true;
  if (field == "currency") {
    return std::any_of(entity.fields.begin(), entity.fields.end(),
                       [](const Field& f) { return f.type == FieldType::money; });
  }
  const Field* const known = entity.find(field);
  return known != nullptr && known->is_entered();
}

ImportMapping suggest_mapping(const Entity& entity, const std::vector<std::string>& headers) {
  ImportMapping mapping;
  std::set<std::string> taken;
  for (const std::string& header : headers) {
    for (const std::string& field : candidates(entity, fold_for_search(header))) {
      if (!can_import(entity, field) || !taken.insert(field).second) continue;
      mapping.emplace(header, field);
      break;
    }
  }
  return mapping;
}

Result<ImportMapping> parse_mapping(const Json& json, const Entity& entity) {
  const auto refuse = [](const std::string& why) {
    return Error{ErrorCode::invalid_argument, "mapping: " + why};
  };
  if (!json.is_object() || json.size() > kColumnsMax) return refuse("an object is wanted");
  ImportMapping mapping;
  std::set<std::string> taken;
  for (const auto& [header, field] : json.items()) {
    if (field.is_null()) continue;
    if (!field.is_string()) return refuse("a field name or null is wanted for " + header);
    const auto name = field.get<std::string>();
    if (!can_import(entity, name)) return refuse(entity.name + " has no field to import: " + name);
    if (!taken.insert(name).second) return refuse("two columns for field " + name);
    mapping.emplace(header, name);
  }
  if (mapping.empty()) return refuse("no column is mapped to a field");
  return mapping;
}

}  // namespace kontor::host
