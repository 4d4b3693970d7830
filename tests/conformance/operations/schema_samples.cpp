#include "tests/conformance/operations/schema_samples.hpp"

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include "base/core/files.hpp"

namespace kontor::conformance {
namespace {

namespace fs = std::filesystem;

Json load(const fs::path& file) {
  const auto text = read_file(file, 1U << 20);
  if (!text) throw std::runtime_error(text.error().message);
  return Json::parse(*text);
}

// Replaces {"$ref": "../../types/x.schema.json"} by the schema it names.
Json resolved(Json schema, const fs::path& folder) {
  if (schema.is_object() && schema.contains("$ref")) {
    const fs::path file = folder / schema["$ref"].get<std::string>();
    return resolved(load(file), file.parent_path());
  }
  if (schema.is_structured()) {
    for (Json& part : schema) part = resolved(std::move(part), folder);
  }
  if (schema.is_object()) schema.erase("$schema");
  return schema;
}

std::string kind_of(const Json& schema) {
  if (!schema.contains("type")) return "";
  return schema["type"].is_array() ? schema["type"][0].get<std::string>()
                                   : schema["type"].get<std::string>();
}

void add_for_text(const Json& schema, std::vector<Json>& out) {
  const std::size_t most = schema.value("maxLength", 0U);
  if (most == 0 || most > 10000) return;
  std::string wide;
  for (std::size_t i = 0; i < most; ++i) wide += "å";
  out.insert(out.end(), {std::string(most, 'a'), std::string(most + 1, 'a'), wide, wide + "a", ""});
  out.insert(out.end(), {"Upper", "a b", "a_1", "1a"});
  out.insert(out.end(), {"2026-11-22T03:05:34Z", "2026-11-22T03:05:34.5+02:00", "2026-11-22",
                         "2026-13-22T03:05:34Z", "2026-11-22T25:05:34Z", "2026-11-22T03:05:34"});
}

void add_for_integer(const Json& schema, std::vector<Json>& out) {
  for (const char* bound : {"minimum", "maximum"}) {
    if (!schema.contains(bound)) continue;
    const auto value = schema[bound].get<std::int64_t>();
    out.insert(out.end(), {value - 1, value, value + 1});
  }
}

// Values to try in the place of one that `schema` describes.
std::vector<Json> candidates(const Json& schema) {
  std::vector<Json> out = {nullptr, true, 1, 1.5, -1, "text", Json::array(), Json::object()};
  out.push_back({{"surprise", 1}});
  if (schema.contains("enum")) out.push_back(schema["enum"][0]);
  if (kind_of(schema) == "string") add_for_text(schema, out);
  if (kind_of(schema) == "integer") add_for_integer(schema, out);
  if (kind_of(schema) == "array" && schema["maxItems"] < 2000) {
    Json item = full_sample(schema["items"]);
    out.push_back(Json::array_t(schema["maxItems"].get<std::size_t>(), item));
    out.push_back(Json::array_t(schema["maxItems"].get<std::size_t>() + 1, item));
  }
  return out;
}

// Calls `visit(schema, pointer)` for every place in `sample` that a schema describes.
template <typename Visit>
void walk(const Json& schema, const Json& sample, const Json::json_pointer& at,
          const Visit& visit) {
  if (schema.contains("oneOf")) return walk(schema["oneOf"][0], sample, at, visit);
  visit(schema, at);
  if (sample.is_object() && schema.contains("properties")) {
    for (const auto& [name, part] : schema["properties"].items()) {
      if (sample.contains(name)) walk(part, sample[name], at / name, visit);
    }
  }
  if (sample.is_array() && !sample.empty() && schema.contains("items")) {
    walk(schema["items"], sample[0], at / 0, visit);
  }
}

}  // namespace

Json schema_of(const std::string& operation, const std::string& message) {
  const fs::path interfaces = fs::path(std::getenv("KONTOR_SOURCE")) / "sdk/interfaces";
  const fs::path place = fs::path(operation) / (message + ".schema.json");
  const fs::path stable = interfaces / "stable" / place;
  const fs::path file = fs::exists(stable) ? stable : interfaces / "draft" / place;
  return resolved(load(file), file.parent_path());
}

Json full_sample(const Json& schema) {
  if (schema.contains("oneOf")) return full_sample(schema["oneOf"][0]);
  if (schema.contains("enum")) return schema["enum"].back();
  const std::string kind = kind_of(schema);
  if (schema.contains("format")) return "2026-11-22T03:05:34.120Z";
  if (kind == "string")
    return std::string(std::max<std::size_t>(schema.value("minLength", 0U), 2), 'a');
  if (kind == "integer") return schema.value("minimum", 3);
  if (kind == "number") return 2.5;
  if (kind == "boolean") return true;
  if (kind == "array") return Json::array({full_sample(schema["items"])});
  if (kind == "object" && schema.contains("properties")) {
    Json out = Json::object();
    for (const auto& [name, part] : schema["properties"].items()) out[name] = full_sample(part);
    return out;
  }
  if (kind == "object") return {{"a", "b"}};
  return "anything";
}

std::vector<Variant> variants(const Json& schema, const Json& sample) {
  std::vector<Variant> out = {{"sample", sample}};
  walk(schema, sample, Json::json_pointer(), [&](const Json& part, const Json::json_pointer& at) {
    for (const Json& candidate : candidates(part)) {
      Json changed = sample;
      changed[at] = candidate;
      out.push_back({at.to_string() + " = " + candidate.dump().substr(0, 60), std::move(changed)});
    }
    if (!sample[at].is_object()) return;
    Json more = sample;
    more[at]["surprise"] = 1;
    out.push_back({at.to_string() + " with an unknown member", std::move(more)});
    for (const auto& [name, unused] : sample[at].items()) {
      Json less = sample;
      less[at].erase(name);
      out.push_back({at.to_string() + " without " + name, std::move(less)});
    }
  });
  return out;
}

}  // namespace kontor::conformance
