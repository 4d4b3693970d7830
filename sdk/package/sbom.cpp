#include "sdk/package/sbom.hpp"

#include <set>

#include "base/core/json_schema.hpp"

namespace kontor::package {
namespace {

using Problems = std::vector<SbomProblem>;

const Result<JsonSchema>& sbom_schema() {
  static const Result<JsonSchema> compiled = [] {
    auto json = parse_json(sbom_schema_text());
    return json ? JsonSchema::parse(*json) : Result<JsonSchema>(json.error());
  }();
  return compiled;
}

Result<Json> parse_sbom(std::string_view text) {
  Json bill = TRY(parse_json(text, {.bytes_max = kSbomBytesMax, .depth_max = 64}));
  if (!sbom_schema()) return sbom_schema().error();
  TRY(sbom_schema()->validate(bill));
  return bill;
}

// SHA-256 of a file's component; empty if it gives none.
std::string sha256_in(const Json& component) {
  for (const Json& hash : component.value("hashes", Json::array()))
    if (hash["alg"] == "SHA-256") return hash["content"];
  return "";
}

// Every reference of `component` and what lies in it, each once.
void collect_refs(const Json& component, std::set<std::string>& refs, Problems& problems) {
  if (component.contains("bom-ref")) {
    const std::string ref = component["bom-ref"];
    if (!refs.insert(ref).second)
      problems.push_back({SbomProblem::Kind::form, "bom-ref " + ref + " is given twice"});
  }
  for (const Json& inner : component.value("components", Json::array()))
    collect_refs(inner, refs, problems);
}

void check_refs(const Json& bill, Problems& problems) {
  std::set<std::string> refs;
  collect_refs(bill["metadata"]["component"], refs, problems);
  for (const Json& component : bill["components"]) collect_refs(component, refs, problems);
  for (const Json& service : bill.value("services", Json::array()))
    if (service.contains("bom-ref") && service["bom-ref"].is_string())
      refs.insert(service["bom-ref"].get<std::string>());
  const auto must_exist = [&](const std::string& ref) {
    if (!refs.contains(ref))
      problems.push_back(
          {SbomProblem::Kind::form, "a dependency leads to " + ref + ", which no component is"});
  };
  for (const Json& dependency : bill.value("dependencies", Json::array())) {
    must_exist(dependency["ref"]);
    for (const Json& needed : dependency.value("dependsOn", Json::array())) must_exist(needed);
  }
}

void check_subject(const Json& bill, const Manifest& manifest, Problems& problems) {
  const Json& subject = bill["metadata"]["component"];
  const std::string seen = subject["name"].get<std::string>() + " " + subject.value("version", "");
  if (seen != manifest.id + " " + manifest.version)
    problems.push_back({SbomProblem::Kind::files, "it is the bill of " + seen + ", not of " +
                                                      manifest.id + " " + manifest.version});
}

void check_files(const Json& bill, const FileHashes& files, Problems& problems) {
  FileHashes named;
  for (const Json& component : bill["components"])
    if (component["type"] == "file") named[component["name"]] = sha256_in(component);
  for (const auto& [name, hash] : files) {
    const auto found = named.find(name);
    if (found == named.end()) {
      problems.push_back({SbomProblem::Kind::files, "it does not name " + name});
    } else if (found->second != hash) {
      problems.push_back({SbomProblem::Kind::files,
                          "it names " + name + " with other bytes: its SHA-256 there is " +
                              (found->second.empty() ? "not given" : found->second)});
    }
  }
  for (const auto& [name, hash] : named)
    if (!files.contains(name))
      problems.push_back({SbomProblem::Kind::files,
                          "it names the file " + name + ", which is not in the package"});
}

Json subject_of(const Manifest& manifest) {
  return {{"type", "application"},
          {"bom-ref", manifest.id + "@" + manifest.version},
          {"name", manifest.id},
          {"version", manifest.version},
          {"publisher", manifest.vendor}};
}

Json file_component(const std::string& name, const std::string& hash) {
  return {{"type", "file"},
          {"bom-ref", "file:" + name},
          {"name", name},
          {"hashes", {{{"alg", "SHA-256"}, {"content", hash}}}}};
}

}  // namespace

std::vector<SbomProblem> sbom_problems(std::string_view text, const Manifest& manifest,
                                       const FileHashes& files) {
  const auto bill = parse_sbom(text);
  if (!bill) return {{SbomProblem::Kind::form, "it is no CycloneDX 1.6: " + bill.error().message}};
  Problems problems;
  check_refs(*bill, problems);
  check_subject(*bill, manifest, problems);
  check_files(*bill, files, problems);
  return problems;
}

Result<std::string> complete_sbom(std::string_view given, const Manifest& manifest,
                                  const FileHashes& files) {
  Json bill{{"bomFormat", "CycloneDX"},
            {"specVersion", "1.6"},
            {"version", 1},
            {"metadata", {{"component", subject_of(manifest)}}},
            {"components", Json::array()}};
  if (!given.empty()) {
    auto own = parse_sbom(given);
    if (!own)
      return Error{ErrorCode::invalid_argument,
                   std::string(kSbomMember) + " is no CycloneDX 1.6: " + own.error().message};
    bill = std::move(*own);
  }
  std::set<std::string> named;
  for (const Json& component : bill["components"])
    if (component["type"] == "file") named.insert(component["name"].get<std::string>());
  for (const auto& [name, hash] : files)
    if (!named.contains(name)) bill["components"].push_back(file_component(name, hash));
  std::string text = to_text(bill);
  const auto problems = sbom_problems(text, manifest, files);
  if (!problems.empty())
    return Error{ErrorCode::invalid_argument,
                 std::string(kSbomMember) + ": " + problems.front().message};
  return text;
}

}  // namespace kontor::package
